import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { useEffect, useMemo, useState } from 'react';
import operations from 'wasl:operations';
import type { PlaygroundConfig } from './config.ts';
import { beginSignIn, currentSession, signOut } from './signIn.ts';
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
  const [storyName, setStoryName] = useState(sessionStorage.getItem(storyKey) ?? 'chart');
  const [problem, setProblem] = useState(failure);
  const [session, setSession] = useState(currentSession);
  const story = operations.find(({ name }) => name === storyName) ?? operations[0];
  const words = texts[language];

  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr';
    localStorage.setItem(languageKey, language);
  }, [language]);

  const fetcher = useMemo(() => {
    const headers: Record<string, string> = { 'accept-language': language };
    if (session) headers['authorization'] = `Bearer ${session.accessToken}`;
    return createGraphiQLFetcher({ url: '/graphql', headers });
  }, [language, session]);

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
            {operations.map(({ name }) => (
              <option key={name}>{name}</option>
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
      <main dir="ltr" className="wasl-editor">
        <GraphiQL
          key={story?.name}
          fetcher={fetcher}
          query={story?.query ?? ''}
          variables={JSON.stringify(variablesOf(story?.query ?? '', config.variables), null, 2)}
          shouldPersistHeaders={false}
        />
      </main>
    </>
  );
}

/** The demo's values of the variables that an operation declares. */
function variablesOf(query: string, values: Record<string, unknown>): Record<string, unknown> {
  const declared = new Set([...query.matchAll(/\$(\w+)\s*:/g)].map(([, name]) => name));
  return Object.fromEntries(Object.entries(values).filter(([name]) => declared.has(name)));
}
