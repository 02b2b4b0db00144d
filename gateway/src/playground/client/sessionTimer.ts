import { useEffect, useState } from 'react';
import { currentSession, hasExpired, type Session, signOut } from './signIn.ts';

/** Longer waits than this do not fit a timer. */
const longestWaitMs = 2_147_483_647;

/** Who is signed in, and whether a sign-in has expired; `expire` is for when the gateway says so first. */
export function useSession() {
  const [session, setSession] = useState<Session | undefined>(currentSession);
  const [isExpired, setExpired] = useState(hasExpired);
  const expire = () => {
    setSession(undefined);
    setExpired(true);
  };
  useEffect(() => {
    if (!session) return undefined;
    const timer = setTimeout(expire, Math.min(Math.max(0, session.expiresAt - Date.now()), longestWaitMs));
    return () => clearTimeout(timer);
  }, [session]);
  const leave = () => {
    signOut();
    setSession(undefined);
    setExpired(false);
  };
  return { session, isExpired, expire, leave };
}
