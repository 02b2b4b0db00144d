import { errors, type JSONWebKeySet } from 'jose';
import { createKeySet, type KeySetOptions } from '@wasl/gateway/pipeline/tokens/keySet';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSigningKey, type SigningKey } from '../../../support/startTokenIssuer.ts';

const url = new URL('https://issuer.test/jwks');
const unavailable = expect.objectContaining({ code: 'TOKEN_KEYS_UNAVAILABLE' });
let [first, second]: SigningKey[] = [];
beforeAll(async () => {
  [first, second] = [await createSigningKey('k1'), await createSigningKey('k2')];
});

/** What is fetched: a key set, a response as it is, or an error. */
type Published = JSONWebKeySet | Response | Error;
const fetched = vi.fn<typeof fetch>();
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 });
  vi.stubGlobal('fetch', fetched);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  fetched.mockReset();
});

function start(options: Partial<KeySetOptions> = {}) {
  const onFailure = vi.fn<(cause: unknown) => void>();
  let published: Published = { keys: [first!.jwk] };
  fetched.mockImplementation(async () => {
    if (published instanceof Error) throw published;
    return published instanceof Response ? published.clone() : Response.json(published);
  });
  const keys = createKeySet(url, { maxAgeMs: 600_000, cooldownMs: 10_000, timeoutMs: 5_000, onFailure, ...options });
  const keyOf = async ({ kid }: SigningKey) => keys.keyFor({ alg: 'ES256', kid }, { payload: '', signature: '' });
  const publish = (next: Published) => (published = next);
  return { keys, keyOf, publish, onFailure };
}
const wait = (ms: number) => vi.setSystemTime(Date.now() + ms);
/** Until a fetch in the background has been taken in. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('the keys of an issuer', () => {
  it('are fetched at first use, without following redirects, and not for ever', async () => {
    const { keys, keyOf } = start();
    expect([fetched.mock.calls.length, keys.generation()]).toEqual([0, 0]);
    await expect(keyOf(first!)).rejects.toThrow(unavailable);
    await keys.ensureFresh();
    expect(fetched.mock.calls).toEqual([
      [
        url,
        {
          headers: { accept: 'application/jwk-set+json, application/json' },
          redirect: 'error',
          signal: expect.any(AbortSignal),
        },
      ],
    ]);
    expect(keys.generation()).toBe(1);
    expect(await keyOf(first!)).toMatchObject({ type: 'public' });
  });

  it('are fetched once for all who wait', async () => {
    const { keys } = start();
    await Promise.all([keys.ensureFresh(), keys.ensureFresh(), keys.ensureFresh()]);
    expect(fetched).toHaveBeenCalledTimes(1);
  });

  it('are fetched again at half their age, while they are still used', async () => {
    const { keys, keyOf, publish } = start();
    await keys.ensureFresh();
    wait(299_999);
    await keys.ensureFresh();
    expect(fetched).toHaveBeenCalledTimes(1);
    wait(1);
    publish({ keys: [second!.jwk] });
    await keys.ensureFresh();
    expect([fetched.mock.calls.length, keys.generation()]).toEqual([2, 1]);
    await settle();
    expect(keys.generation()).toBe(2);
    await expect(keyOf(first!)).rejects.toThrow(errors.JWKSNoMatchingKey);
    expect(await keyOf(second!)).toMatchObject({ type: 'public' });
  });

  it('are waited for at their full age', async () => {
    const { keys, publish } = start();
    await keys.ensureFresh();
    wait(600_000);
    publish({ keys: [second!.jwk] });
    await keys.ensureFresh();
    expect([fetched.mock.calls.length, keys.generation()]).toEqual([2, 2]);
  });

  it('are of a new generation only where they changed', async () => {
    const { keys } = start();
    await keys.ensureFresh();
    wait(600_000);
    await keys.ensureFresh();
    expect([fetched.mock.calls.length, keys.generation()]).toEqual([2, 1]);
  });

  it.each<[string, () => Published, string]>([
    ['nobody answers', () => new TypeError('fetch failed'), 'fetch failed'],
    [
      'the status says no',
      () => Response.json({ keys: [] }, { status: 500 }),
      'The key set was answered with status 500.',
    ],
    [
      'they are not here',
      () => Response.json({ keys: [] }, { status: 201 }),
      'The key set was answered with status 201.',
    ],
    ['they are no JSON', () => new Response('<html>'), 'Unexpected token'],
    ['there are none', () => Response.json({}), 'The key set has no keys.'],
    ['they are no list', () => Response.json({ keys: { k1: {} } }), 'The key set has no keys.'],
    [
      'they are too many',
      () => new Response(JSON.stringify({ keys: [], more: 'x'.repeat(1024 * 1024) })),
      'The key set is larger than 1048576 bytes.',
    ],
  ])('cannot be had where %s', async (_, published, message) => {
    const { keys, publish, onFailure } = start();
    publish(published());
    const cause = expect.objectContaining({ message: expect.stringContaining(message) });
    await expect(keys.ensureFresh()).rejects.toThrow(
      expect.objectContaining({ code: 'TOKEN_KEYS_UNAVAILABLE', cause }),
    );
    expect(onFailure.mock.calls).toEqual([[cause]]);
    expect(keys.generation()).toBe(0);
  });

  it('cannot be had where nobody wants to hear of it either', async () => {
    const { keys, publish } = start({ onFailure: undefined as never });
    publish(new Error('down'));
    await expect(keys.ensureFresh()).rejects.toThrow(unavailable);
  });

  it('may be as long as a mebibyte', async () => {
    const { keys, publish } = start();
    const empty = JSON.stringify({ keys: [], more: '' }).length;
    publish(new Response(JSON.stringify({ keys: [], more: 'x'.repeat(1024 * 1024 - empty) })));
    await keys.ensureFresh();
    expect(keys.generation()).toBe(1);
  });

  it('that say nothing but keys are kept', async () => {
    const { keys, publish } = start();
    publish(Response.json({ keys: [first!.jwk], at: 1 }));
    await keys.ensureFresh();
    wait(600_000);
    publish(Response.json({ keys: [first!.jwk], at: 2 }));
    await keys.ensureFresh();
    expect(keys.generation()).toBe(1);
  });
});

describe('an issuer that is out of reach', () => {
  it('leaves the keys in force as long as they are young enough', async () => {
    const { keys, keyOf, publish, onFailure } = start();
    await keys.ensureFresh();
    publish(new Error('down'));
    wait(300_000);
    await keys.ensureFresh();
    await settle();
    await keys.ensureFresh();
    expect(onFailure).toHaveBeenCalledTimes(1);
    expect(await keyOf(first!)).toMatchObject({ type: 'public' });
    wait(300_000);
    await expect(keys.ensureFresh()).rejects.toThrow(unavailable);
  });

  it('is asked less and less often, up to eight times the usual pause, until it answers', async () => {
    const { keys, publish } = start();
    publish(new Error('down'));
    await expect(keys.ensureFresh()).rejects.toThrow(unavailable);
    let asked = 1;
    for (const pause of [10_000, 20_000, 40_000, 80_000, 80_000]) {
      wait(pause - 1);
      await expect(keys.ensureFresh()).rejects.toThrow(unavailable);
      expect(fetched).toHaveBeenCalledTimes(asked);
      wait(1);
      await expect(keys.ensureFresh()).rejects.toThrow(unavailable);
      expect(fetched).toHaveBeenCalledTimes((asked += 1));
    }
    publish({ keys: [first!.jwk] });
    wait(80_000);
    await keys.ensureFresh();
    publish(new Error('down'));
    wait(600_000);
    await expect(keys.ensureFresh()).rejects.toThrow(unavailable);
    wait(10_000);
    await expect(keys.ensureFresh()).rejects.toThrow(unavailable);
    expect(fetched).toHaveBeenCalledTimes(asked + 3);
  });

  it('pauses no longer than half the age of its keys', async () => {
    const { keys, publish } = start({ maxAgeMs: 4_000 });
    publish(new Error('down'));
    await expect(keys.ensureFresh()).rejects.toThrow(unavailable);
    wait(1_999);
    await expect(keys.ensureFresh()).rejects.toThrow(unavailable);
    expect(fetched).toHaveBeenCalledTimes(1);
    wait(1);
    publish({ keys: [first!.jwk] });
    await keys.ensureFresh();
    expect(fetched).toHaveBeenCalledTimes(2);
  });
});

describe('keys that another process has fetched', () => {
  it('count by the time at which it did so', async () => {
    const known = { keys: { keys: [first!.jwk] }, fetchedAt: Date.now() - 200_000 };
    const { keys, keyOf, publish } = start({ known, outageMs: 100_000 });
    publish(new Error('down'));
    await keys.start();
    expect([keys.isUsable(), fetched.mock.calls.length]).toEqual([true, 0]);
    wait(400_000);
    await keys.ensureFresh();
    expect(await keyOf(first!)).toMatchObject({ type: 'public' });
    wait(100_000);
    await expect(keys.ensureFresh()).rejects.toThrow(unavailable);
    expect(keys.isUsable()).toBe(false);
    keys.stop();
  });

  it('are told of once fetched', async () => {
    const onFetched = vi.fn();
    const { keys } = start({ onFetched });
    await keys.start();
    keys.stop();
    expect(onFetched.mock.calls).toEqual([[{ keys: { keys: [first!.jwk] }, fetchedAt: 1_000_000 }]]);
  });
});

describe('a key that is not known', () => {
  it('is looked for once more, and then refused without asking again for a while', async () => {
    const { keys, keyOf } = start();
    await keys.ensureFresh();
    await expect(keyOf(second!)).rejects.toThrow(errors.JWKSNoMatchingKey);
    expect(fetched).toHaveBeenCalledTimes(1);
    wait(10_000);
    await expect(keyOf(second!)).rejects.toThrow(errors.JWKSNoMatchingKey);
    expect(fetched).toHaveBeenCalledTimes(2);
    wait(9_999);
    await expect(keyOf(second!)).rejects.toThrow(errors.JWKSNoMatchingKey);
    expect(fetched).toHaveBeenCalledTimes(2);
  });

  it('is found where it is new', async () => {
    const { keys, keyOf, publish } = start();
    await keys.ensureFresh();
    publish({ keys: [first!.jwk, second!.jwk] });
    wait(10_000);
    expect(await keyOf(second!)).toMatchObject({ type: 'public' });
    expect(keys.generation()).toBe(2);
  });

  it('cannot be judged while the issuer is out of reach', async () => {
    const { keys, keyOf, publish } = start();
    await keys.ensureFresh();
    publish(new Error('down'));
    wait(10_000);
    await expect(keyOf(second!)).rejects.toThrow(unavailable);
    await expect(keyOf(second!)).rejects.toThrow(unavailable);
    expect(fetched).toHaveBeenCalledTimes(2);
    expect(await keyOf(first!)).toMatchObject({ type: 'public' });
  });

  it('is not looked for where something else is wrong', async () => {
    const { keys, publish } = start();
    publish({ keys: [first!.jwk, { ...second!.jwk, kid: 'k1' }] });
    await keys.ensureFresh();
    wait(10_000);
    const find = async () => keys.keyFor({ alg: 'ES256', kid: 'k1' }, { payload: '', signature: '' });
    await expect(find()).rejects.toThrow(errors.JWKSMultipleMatchingKeys);
    expect(fetched).toHaveBeenCalledTimes(1);
  });
});
