import { useEffect, useMemo, useState } from 'react';
import { Provider } from 'urql';
import { type Connection, ConnectionContext } from './connection.ts';
import { openGraph } from './graph.ts';
import { watchLine } from './line.ts';
import { LineNotice } from './LineNotice.tsx';
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
  const connection = useMemo<Connection>(() => ({ line: watchLine(probe), kept: new Map() }), []);
  const graph = useMemo(
    () =>
      session &&
      openGraph(session, language, connection.line, () => {
        connection.kept.clear();
        setSignedIn(false);
        setEnded(true);
      }),
    [session, language, connection],
  );

  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr';
    document.title = say.title;
    localStorage.setItem(languageKey, language);
  }, [language, say]);

  const [isUnreachable, setUnreachable] = useState(session === undefined);
  const reach = (going: Promise<void> | undefined) => void going?.catch(() => setUnreachable(true));
  const [isLeaving, setLeaving] = useState(false);
  function signOut(): void {
    // Nothing of a record stays on the page, whether or not the issuer can be reached.
    connection.kept.clear();
    setSignedIn(false);
    setLeaving(false);
    session?.signOut().catch(() => setLeaving(true));
  }
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
          <button type="button" onClick={signOut}>
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
        {isLeaving && (
          <p className="alert" role="alert">
            {say.notEnded}{' '}
            <button type="button" onClick={signOut}>
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
          <ConnectionContext value={connection}>
            <LineNotice />
            <Provider value={graph}>
              <MyRecord />
            </Provider>
          </ConnectionContext>
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

/** @throws Error while the server is not reached */
async function probe(): Promise<void> {
  const { ok } = await fetch('/portal/config.json', { cache: 'no-store', signal: AbortSignal.timeout(10_000) });
  if (!ok) throw new Error('The server does not answer.');
}

function otherThan(language: Language): Language {
  return language === 'ar' ? 'en' : 'ar';
}
