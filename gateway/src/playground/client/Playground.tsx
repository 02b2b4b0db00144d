import { GraphiQL } from 'graphiql';
import { useEffect, useMemo, useState } from 'react';
import operations from 'wasl:operations';
import type { PlaygroundConfig, PlaygroundStory } from './config.ts';
import { Readiness } from './Readiness.tsx';
import { beginSignIn, currentSession, signOut } from './signIn.ts';
import { createStoryFetcher } from './storyFetcher.ts';
import { type PageLanguage, texts } from './texts.ts';

const languageKey = 'wasl.language';
const storyKey = 'wasl.story';

interface PlaygroundProps {
  config: PlaygroundConfig;
  /** Why the sign-in did not succeed. */
  failure?: string;
}

/** GraphiQL under a bar with the stories, the personas and the language. */
export function Playground({ config, failure }: PlaygroundProps) {
  const [language, setLanguage] = useState<PageLanguage>(localStorage.getItem(languageKey) === 'en' ? 'en' : 'ar');
  const [storyName, setStoryName] = useState(sessionStorage.getItem(storyKey) ?? '');
  const [problem, setProblem] = useState(failure);
  const [session, setSession] = useState(currentSession);
  const [isReady, setReady] = useState(false);
  const story = config.stories.find(({ name }) => name === storyName) ?? config.stories[0];
  const words = texts[language];

  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr';
    localStorage.setItem(languageKey, language);
  }, [language]);

  const fetcher = useMemo(
    () => createStoryFetcher(config, story, language, session),
    [config, story, language, session],
  );

  function choosePersona(name: string): void {
    if (name === '') {
      signOut();
      setSession(undefined);
      return;
    }
    void beginSignIn(config, name).catch((error: unknown) => setProblem(String(error)));
  }

  function chooseStory(name: string): void {
    sessionStorage.setItem(storyKey, name);
    setStoryName(name);
  }

  return (
    <>
      <header className="wasl-bar" data-persona={session?.persona}>
        <strong>{words.title}</strong>
        <span className="wasl-subtitle">{words.subtitle}</span>
        <label>
          {words.story}{' '}
          <select id="story" value={story?.name} onChange={(event) => chooseStory(event.target.value)}>
            {config.stories.map((each) => (
              <option key={each.name} value={each.name}>
                {labelOf(each, config, language)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {words.persona}{' '}
          <select id="persona" value={session?.persona ?? ''} onChange={(event) => choosePersona(event.target.value)}>
            <option value="">{words.nobody}</option>
            {config.personas.map(({ name, labelAr, labelEn }) => (
              <option key={name} value={name}>
                {language === 'ar' ? labelAr : labelEn}
              </option>
            ))}
          </select>
        </label>
        <button id="language" type="button" onClick={() => setLanguage(language === 'ar' ? 'en' : 'ar')}>
          {words.language}
        </button>
      </header>
      {problem && <p role="alert">{problem}</p>}
      <main dir="ltr" className="wasl-editor" data-ready={isReady || undefined}>
        <GraphiQL
          key={story?.name}
          fetcher={fetcher}
          query={operations.find(({ name }) => name === story?.name)?.query ?? ''}
          variables={JSON.stringify(story?.variables ?? {}, null, 2)}
          shouldPersistHeaders={false}
        >
          <GraphiQL.Toolbar>
            {({ prettify, merge, copy }) => (
              <>
                {prettify}
                {merge}
                {copy}
                <Readiness onChange={setReady} />
              </>
            )}
          </GraphiQL.Toolbar>
        </GraphiQL>
      </main>
    </>
  );
}

/** A story's name, with whom it is for. */
function labelOf(story: PlaygroundStory, { personas }: PlaygroundConfig, language: PageLanguage): string {
  const persona = personas.find(({ name }) => name === story.persona);
  const label = language === 'ar' ? story.labelAr : story.labelEn;
  return persona ? `${label} – ${language === 'ar' ? persona.labelAr : persona.labelEn}` : label;
}
