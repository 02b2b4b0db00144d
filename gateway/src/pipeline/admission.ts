import { setMaxListeners } from 'node:events';
import { WaslError } from '@wasl/schema/errors.ts';
import type { Urgency } from './urgency.ts';

export interface AdmissionOptions {
  /** Most queries and mutations being answered at once, the last of them for the most urgent. Default 1 000; more are refused with OVERLOADED. */
  maxInFlight?: number | undefined;
  /** Most subscriptions being served at once. Default 1 000; more are refused with OVERLOADED. */
  maxStreams?: number | undefined;
}

/** Limits how many requests are served at once and refuses the rest: a storm of clients must not slow down those being served. */
export interface Admission {
  /** @throws WaslError OVERLOADED at once when there is no room, SHUTTING_DOWN once `stop` was called. */
  enter(): Place;
  /** Whether so many are served that some callers are refused. */
  isBusy(): boolean;
  /** Aborted when streams must end. */
  stopping: AbortSignal;
  inFlight(): number;
  openStreams(): number;
  /** Refuses new requests, tells streams to end, and waits until they have. */
  stop(): Promise<void>;
}

/** A request's place in admission. */
export interface Place {
  /** Whether it may be kept, now that it is known who asks: the less urgent give way first. */
  isFor(urgency: Urgency): boolean;
  /** Exchanges the place for one among the streams. @throws WaslError OVERLOADED; the place is kept then. */
  becomeStream(): void;
  /** Frees the place; further calls do nothing. */
  leave(): void;
}

/** The share of all places that may be taken before a request of this urgency is refused. */
const shares: Readonly<Record<Urgency, number>> = {
  batch: 0.6,
  portal: 0.8,
  pharmacy: 0.9,
  clinical: 0.95,
  emergency: 1,
};

/** Creates the admission of one gateway. */
export function createAdmission({ maxInFlight = 1_000, maxStreams = 1_000 }: AdmissionOptions = {}): Admission {
  const open = { requests: 0, streams: 0 };
  const stopping = new AbortController();
  // Every stream adds a listener.
  setMaxListeners(0, stopping.signal);
  let whenEmpty = (): void => undefined;

  return {
    enter() {
      if (stopping.signal.aborted) throw new WaslError('SHUTTING_DOWN');
      if (open.requests >= maxInFlight) throw new WaslError('OVERLOADED');
      open.requests += 1;
      let held: 'requests' | 'streams' | undefined = 'requests';
      return {
        isFor: (urgency) => open.requests <= Math.ceil(maxInFlight * shares[urgency]),
        becomeStream() {
          if (open.streams >= maxStreams) throw new WaslError('OVERLOADED');
          open.requests -= 1;
          open.streams += 1;
          held = 'streams';
        },
        leave() {
          if (!held) return;
          open[held] -= 1;
          held = undefined;
          if (open.streams === 0) whenEmpty();
        },
      };
    },
    isBusy: () => open.requests > maxInFlight * shares.batch,
    stopping: stopping.signal,
    inFlight: () => open.requests,
    openStreams: () => open.streams,
    async stop() {
      stopping.abort();
      if (open.streams > 0) await new Promise<void>((resolve) => (whenEmpty = resolve));
    },
  };
}
