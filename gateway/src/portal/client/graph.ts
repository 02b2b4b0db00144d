import { cacheExchange, Client, fetchExchange } from 'urql';
import type { Line } from './line.ts';
import type { Language } from './texts.ts';
import type { Session } from './session.ts';

/** Milliseconds after which a request is taken for lost: the gateway itself answers within thirty seconds. */
const patienceMs = 45_000;
/** What a proxy answers in the place of a gateway that it does not reach. */
const unreached: readonly number[] = [502, 503, 504];

/** A client of the gateway that asks as who is signed in, and is answered in a language. */
export function openGraph(session: Session, language: Language, line: Line, onSignedOut: () => void): Client {
  return new Client({
    url: new URL('/graphql', location.origin).href,
    preferGetMethod: false,
    requestPolicy: 'cache-and-network',
    exchanges: [cacheExchange, fetchExchange],
    fetch: async (address, init) => {
      try {
        const response = await ask(address, init);
        if (response.status === 401) onSignedOut();
        if (unreached.includes(response.status)) line.wentDown();
        else line.cameUp();
        return response;
      } catch (error) {
        // What the page itself does not want any more says nothing of the line.
        if (!init?.signal?.aborted) line.wentDown();
        throw error;
      }
    },
  });

  async function ask(...[address, init]: Parameters<typeof fetch>): Promise<Response> {
    const token = await session.accessToken();
    if (token === undefined) onSignedOut();
    const headers = new Headers(init?.headers);
    headers.set('accept-language', language);
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    const overdue = AbortSignal.timeout(patienceMs);
    const signal = init?.signal ? AbortSignal.any([init.signal, overdue]) : overdue;
    return fetch(address, { ...init, headers, signal });
  }
}
