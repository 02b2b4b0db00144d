import { useEffect, useMemo, useState } from 'react';
import { Provider } from 'urql';
import { openGraph } from './graph.ts';
import { MyRecord } from './MyRecord.tsx';
import type { Session } from './session.ts';
import { type Language, texts } from './texts.ts';
import { LanguageContext } from './words.tsx';

const languageKey = 'wasl.portal.language';

/** The whole page. Without a session the server could not be reached. */
export function Portal({ session }: { session?: Session }) {
  const [language, setLanguage] = useState<Language>(() => (localStorage.getItem(languageKey) === 'en' ? 'en' : 'ar'));
  const [isSignedIn, setSignedIn] = useState(session?.isSignedIn() ?? false);
  const [hasEnded, setEnded] = useState(session?.hasFailed ?? false);
  const say = texts[language];
  const graph = useMemo(
    () =>
      session &&
      openGraph(session, language, () => {
        setSignedIn(false);
        setEnded(true);
      }),
    [session, language],
  );

  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr';
    document.title = say.title;
    localStorage.setItem(languageKey, language);
  }, [language, say]);

  const [isUnreachable, setUnreachable] = useState(session === undefined);
  const reach = (going: Promise<void> | undefined) => void going?.catch(() => setUnreachable(true));
  return (
    <LanguageContext.Provider value={language}>
      <a className="skip" href="#content">
        {say.skip}
      </a>
      <header>
        <h1>{say.title}</h1>
        <button type="button" lang={language === 'ar' ? 'en' : 'ar'} onClick={() => setLanguage(otherThan(language))}>
          {say.other}
        </button>
        {isSignedIn && (
          <button type="button" onClick={() => reach(session?.signOut())}>
            {say.signOut}
          </button>
        )}
      </header>
      <main id="content">
        {isUnreachable && (
          <p className="alert" role="alert">
            {say.unreachable}{' '}
            <button type="button" onClick={() => location.reload()}>
              {say.again}
            </button>
          </p>
        )}
        {hasEnded && (
          <p className="alert" role="alert">
            {say.ended}
          </p>
        )}
        {isSignedIn && graph ? (
          <Provider value={graph}>
            <MyRecord />
          </Provider>
        ) : (
          <section className="welcome">
            <p>{say.signInWords}</p>
            <button type="button" disabled={!session} onClick={() => reach(session?.signIn())}>
              {say.signIn}
            </button>
          </section>
        )}
      </main>
    </LanguageContext.Provider>
  );
}

function otherThan(language: Language): Language {
  return language === 'ar' ? 'en' : 'ar';
}
