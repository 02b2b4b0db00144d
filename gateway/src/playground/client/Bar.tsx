import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useState } from 'react';
import type { PlaygroundConfig, PlaygroundStory } from './config.ts';
import type { Session } from './signIn.ts';
import { type PageLanguage, purposes, texts } from './texts.ts';

export interface BarProps {
  config: PlaygroundConfig;
  language: PageLanguage;
  session: Session | undefined;
  story: PlaygroundStory | undefined;
  purpose: string;
  onLanguage(): void;
  onStory(name: string): void;
  onPersona(name: string): void;
  onPurpose(code: string): void;
}

/** The bar with what decides an answer: the operation, who asks and why. */
export function Bar(props: BarProps) {
  const { config, language, session, story, purpose } = props;
  const words = texts[language];
  return (
    <header className="wasl-page wasl-bar" data-persona={session?.persona} data-story={story?.name}>
      <h1>
        <strong>{words.title}</strong>{' '}
        <span className="wasl-subtitle">{config.scope === undefined ? words.subtitle : words.subtitleReal}</span>
      </h1>
      {config.stories.length > 0 && (
        <Choice id="story" label={words.story} button={words.open} value={story?.name ?? ''} onChosen={props.onStory}>
          <option value="">{words.chooseStory}</option>
          {config.stories.map((each) => (
            <option key={each.name} value={each.name}>
              {labelOf(each, config, language)}
            </option>
          ))}
        </Choice>
      )}
      <Who {...props} />
      <label>
        {words.purpose}{' '}
        <select id="purpose" value={purpose} onChange={(event) => props.onPurpose(event.target.value)}>
          <option value="">{words.usualPurpose}</option>
          {Object.entries(purposes).map(([code, name]) => (
            <option key={code} value={code}>
              {name[language]}
            </option>
          ))}
        </select>
      </label>
      <button id="language" type="button" lang={language === 'ar' ? 'en' : 'ar'} onClick={props.onLanguage}>
        {words.language}
      </button>
    </header>
  );
}

/** Personas where there are any, else a button for signing in and out. */
function Who({ config, language, session, onPersona }: BarProps) {
  const words = texts[language];
  if (config.personas.length === 0)
    return (
      <button id="sign-in" type="button" onClick={() => onPersona(session ? '' : '*')}>
        {session ? words.signOut : words.signIn}
      </button>
    );
  return (
    <Choice id="persona" label={words.persona} button={words.enter} value={session?.persona ?? ''} onChosen={onPersona}>
      <option value="">{words.nobody}</option>
      {config.personas.map(({ name, labelAr, labelEn }) => (
        <option key={name} value={name}>
          {language === 'ar' ? labelAr : labelEn}
        </option>
      ))}
    </Choice>
  );
}

interface ChoiceProps {
  id: string;
  label: string;
  button: string;
  value: string;
  children: ReactNode;
  onChosen(value: string): void;
}

/** A list that waits for Enter or its button: arrow keys go through it without leaving the page. */
function Choice({ id, label, button, value, children, onChosen }: ChoiceProps) {
  const [chosen, setChosen] = useState(value);
  useEffect(() => setChosen(value), [value]);
  const submit = (event: FormEvent | KeyboardEvent) => {
    event.preventDefault();
    onChosen(chosen);
  };
  return (
    <form className="wasl-choice" onSubmit={submit}>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={chosen}
        onChange={(event) => setChosen(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && submit(event)}
      >
        {children}
      </select>
      <button id={`${id}-go`} type="submit" aria-label={`${button}: ${label}`}>
        {button}
      </button>
    </form>
  );
}

/** A story's name, with whom it is for. */
export function labelOf(story: PlaygroundStory, { personas }: PlaygroundConfig, language: PageLanguage): string {
  const persona = personas.find(({ name }) => name === story.persona);
  const label = language === 'ar' ? story.labelAr : story.labelEn;
  return persona ? `${label} – ${language === 'ar' ? persona.labelAr : persona.labelEn}` : label;
}
