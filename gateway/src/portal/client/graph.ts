import { cacheExchange, Client, fetchExchange } from 'urql';
import type { Language } from './texts.ts';
import type { Session } from './session.ts';

/** A client of the gateway that asks as who is signed in, and is answered in a language. */
export function openGraph(session: Session, language: Language, onSignedOut: () => void): Client {
  return new Client({
    url: new URL('/graphql', location.origin).href,
    preferGetMethod: false,
    requestPolicy: 'cache-and-network',
    exchanges: [cacheExchange, fetchExchange],
    fetch: async (address, init) => {
      const token = await session.accessToken();
      if (token === undefined) onSignedOut();
      const headers = new Headers(init?.headers);
      headers.set('accept-language', language);
      if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
      const response = await fetch(address, { ...init, headers });
      if (response.status === 401) onSignedOut();
      return response;
    },
  });
}
