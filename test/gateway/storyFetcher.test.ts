import { createStoryFetcher } from '@wasl/gateway/playground/client/storyFetcher';
import type { PlaygroundConfig } from '@wasl/gateway/playground/playgroundConfig';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const config: PlaygroundConfig = {
  issuer: 'http://localhost/oidc',
  clientId: 'wasl-playground',
  redirectPath: '/callback',
  personas: [],
  stories: [],
  kept: {},
};

let sent: Record<string, unknown>[];
beforeEach(() => {
  sent = [];
  vi.stubGlobal('window', globalThis);
  vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => undefined, removeItem: () => undefined });
  vi.stubGlobal('fetch', async (_: string, { body }: { body: string }) => {
    sent.push(JSON.parse(body) as Record<string, unknown>);
    return new Response('{"data":{}}', { headers: { 'content-type': 'application/json' } });
  });
});
afterEach(() => vi.unstubAllGlobals());

async function run(query: string, operationName: string | null): Promise<unknown> {
  const options = { config, story: undefined, language: 'en' as const, session: undefined, purpose: '' };
  const fetcher = createStoryFetcher({ ...options, onAnswer: () => undefined, onExpired: () => undefined });
  const answer = (await fetcher({ query, operationName })) as AsyncIterable<unknown>;
  // Sent once its answer is read.
  if (Symbol.asyncIterator in Object(answer)) for await (const _ of answer) break;
  return sent.at(-1)?.['operationName'];
}

it('names the operation among several, and no operation of the text that stood there before', async () => {
  expect(await run('query A { a } query B { b }', 'B')).toBe('B');
  expect(await run('mutation Withdraw { b }', 'Grant')).toBeUndefined();
  expect(await run('mutation GrantAgain { b }', 'Grant')).toBeUndefined();
  expect(await run('{ b }', null)).toBeUndefined();
});
