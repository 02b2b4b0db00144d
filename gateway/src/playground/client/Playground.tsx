import { Component, lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import operations from 'wasl:operations';
import { editorStyles } from './assets.ts';
import { Bar } from './Bar.tsx';
import { carriedPurpose, loadAgain } from './carried.ts';
import type { PlaygroundConfig, PlaygroundStory } from './config.ts';
import { useSession } from './sessionTimer.ts';
import { beginSignIn, keptSession, type Session } from './signIn.ts';
import { firstLanguage, type PageLanguage, texts } from './texts.ts';
import { Welcome } from './Welcome.tsx';

const languageKey = 'wasl.language';
const storyKey = 'wasl.story';
/** A name that no story has: an editor without one. */
const blank = '*';

const Workbench = lazy(() => import('./Workbench.tsx'));

interface PlaygroundProps {
  config: PlaygroundConfig;
  /** Why the sign-in did not succeed. */
  failure?: string;
}

/** The first screen or, once there is a story, the editor with what explains its answers; both under the bar. */
export function Playground({ config, failure }: PlaygroundProps) {
  const [language, setLanguage] = useState<PageLanguage>(() =>
    firstLanguage(localStorage.getItem(languageKey), navigator.languages),
  );
  const [storyName, setStoryName] = useState(sessionStorage.getItem(storyKey) ?? '');
  const [problem, setProblem] = useState(failure);
  const [purpose, setPurpose] = useState(carriedPurpose);
  const { session, isExpired, expire, leave } = useSession();
  const story = config.stories.find(({ name }) => name === storyName);
  const words = texts[language];

  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr';
  }, [language]);

  function chooseLanguage(): void {
    const chosen = language === 'ar' ? 'en' : 'ar';
    localStorage.setItem(languageKey, chosen);
    if (storyName === '') setLanguage(chosen);
    else loadAgain(purpose);
  }

  function signInAs(name: string): void {
    setProblem(undefined);
    if (name === '') return leave();
    void beginSignIn(config, name === '*' ? '' : name).catch((error: unknown) => setProblem(String(error)));
  }

  /** A story is for somebody: whoever else is signed in becomes them. */
  function chooseStory(name: string): void {
    sessionStorage.setItem(storyKey, name);
    const persona = personaFor(
      config.stories.find((each) => each.name === name),
      session,
    );
    if (persona === undefined) setStoryName(name);
    else signInAs(persona);
  }

  return (
    <>
      <a className="wasl-page wasl-skip" href="#content">
        {words.skip}
      </a>
      <Bar
        {...{ config, language, session, story, purpose }}
        onLanguage={chooseLanguage}
        onStory={chooseStory}
        onPersona={signInAs}
        onPurpose={setPurpose}
      />
      {isExpired && (
        <p role="alert" className="wasl-page wasl-alert">
          {words.expired}{' '}
          <button type="button" id="again" onClick={() => signInAs(keptSession()?.persona || '*')}>
            {words.enterAgain}
          </button>
        </p>
      )}
      {problem && (
        <p role="alert" className="wasl-page wasl-alert">
          {problem}
        </p>
      )}
      {storyName === '' ? (
        <Welcome {...{ config, language }} onStory={chooseStory} onBlank={() => chooseStory(blank)} />
      ) : (
        <Loaded words={words}>
          <Suspense fallback={<p className="wasl-page wasl-wait">{words.loading}</p>}>
            {editorStyles.map((href) => (
              <link key={href} rel="stylesheet" href={href} precedence="low" />
            ))}
            <Workbench {...{ config, language, session, story, purpose }} text={textOf(story)} onExpired={expire} />
          </Suspense>
        </Loaded>
      )}
    </>
  );
}

export interface WorkbenchProps {
  config: PlaygroundConfig;
  language: PageLanguage;
  session: Session | undefined;
  story: PlaygroundStory | undefined;
  purpose: string;
  text: { name: string; query: string; variables: string };
  onExpired(): void;
}

function personaFor(story: PlaygroundStory | undefined, session: Session | undefined): string | undefined {
  if (story?.persona === undefined || session?.persona === story.persona) return undefined;
  return session && story.alsoFor?.includes(session.persona) ? undefined : story.persona;
}

function textOf(story: PlaygroundStory | undefined): WorkbenchProps['text'] {
  return {
    name: story?.name ?? '',
    query: operations.find(({ name }) => name === story?.name)?.query ?? '',
    variables: story ? JSON.stringify(story.variables, null, 2) : '',
  };
}

/** Says so where the editor cannot be loaded, as on a line that broke. */
class Loaded extends Component<{ words: { loadFailed: string }; children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <p role="alert" className="wasl-page wasl-alert">
        {this.props.words.loadFailed}
      </p>
    );
  }
}
