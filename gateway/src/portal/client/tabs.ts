import type { Tokens } from './session.ts';

/** What tabs tell each other of a session. */
type Told =
  /** Its newest tokens; none where it was ended. */
  | { session: string; tokens: Tokens | undefined }
  /** Whether any has newer ones than those that count until then. */
  | { session: string; newerThan: number };

/** Milliseconds in which other tabs answer; longer than they need, and short beside a renewal. */
const answeredMs = 200;
const name = 'wasl.portal.tokens';

/** The tabs of this browser that may hold one session: a tab that is duplicated, or restored, has its tokens from before. */
export interface Tabs {
  tell(tokens: Tokens): void;
  tellEnded(session: string): void;
  /** Runs work in one tab at a time, once others have had time to tell of newer tokens. */
  oneByOne(tokens: Tokens, work: () => Promise<void>): Promise<void>;
}

export interface TabsOptions {
  current(): Tokens | undefined;
  onNewer(tokens: Tokens): void;
  onEnded(): void;
}

/**
 * A refresh token counts once: used by a second tab it passes for stolen, and its issuer ends the session in both. So one tab renews, and
 * the others take what it got.
 */
export function openTabs({ current, onNewer, onEnded }: TabsOptions): Tabs {
  const channel = new BroadcastChannel(name);
  const say = (told: Told) => channel.postMessage(told);
  let hear = (): void => undefined;

  channel.addEventListener('message', ({ data: told }: MessageEvent<Told>) => {
    const own = current();
    if (own === undefined || told.session !== own.session) return;
    if ('newerThan' in told) {
      if (own.expiresAt > told.newerThan) say({ session: own.session, tokens: own });
    } else if (told.tokens === undefined) onEnded();
    else if (told.tokens.expiresAt > own.expiresAt) {
      onNewer(told.tokens);
      hear();
    }
  });
  return {
    tell: (tokens) => say({ session: tokens.session, tokens }),
    tellEnded: (session) => say({ session, tokens: undefined }),
    oneByOne: ({ session, expiresAt }, work) =>
      navigator.locks.request(name, async () => {
        await new Promise<void>((resolve) => {
          hear = resolve;
          setTimeout(resolve, answeredMs);
          say({ session, newerThan: expiresAt });
        });
        await work();
      }),
  };
}
