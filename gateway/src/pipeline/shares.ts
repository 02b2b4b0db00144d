import { WaslError } from '@wasl/schema/errors.ts';
import type { Caller } from '../core/caller.ts';
import { callerName } from '../core/callerName.ts';

/** The most that one caller (`sub` of the token, for each issuer) or one address may have at once; what is left out is not limited. */
export interface ShareOptions {
  requestsOfCaller?: number | undefined;
  requestsOfAddress?: number | undefined;
  streamsOfCaller?: number | undefined;
  streamsOfAddress?: number | undefined;
  socketsOfCaller?: number | undefined;
  socketsOfAddress?: number | undefined;
  connectionsOfAddress?: number | undefined;
}

/** Counts what each name has at once. */
export class Holdings {
  readonly #limit: keyof ShareOptions;
  readonly #most: number;
  readonly #counts = new Map<string, number>();

  constructor(limit: keyof ShareOptions, most = Infinity) {
    this.#limit = limit;
    this.#most = most;
  }

  /** Whether anything is limited. */
  get isBounded(): boolean {
    return this.#most !== Infinity;
  }

  /** Takes one for a name; false where it has the most already. Nobody's are not counted. */
  mayTake(name: string | undefined): boolean {
    if (name === undefined || !this.isBounded) return true;
    const count = this.#counts.get(name) ?? 0;
    if (count >= this.#most) return false;
    this.#counts.set(name, count + 1);
    return true;
  }

  /** As `mayTake`. @throws WaslError RATE_LIMITED */
  take(name: string | undefined): void {
    if (!this.mayTake(name)) throw new WaslError('RATE_LIMITED', { limit: this.#limit, retryAfterSeconds: 1 });
  }

  leave(name: string | undefined): void {
    const count = name === undefined ? undefined : this.#counts.get(name);
    if (name === undefined || count === undefined) return;
    if (count > 1) this.#counts.set(name, count - 1);
    else this.#counts.delete(name);
  }
}

/** What callers and addresses have at once, in this process. */
export interface Shares {
  requests: { caller: Holdings; address: Holdings };
  streams: { caller: Holdings; address: Holdings };
  sockets: { caller: Holdings; address: Holdings };
  connections: { address: Holdings };
  /** Whether addresses have to be known. */
  countsAddresses: boolean;
}

export function createShares(options: ShareOptions = {}): Shares {
  const holdings = (limit: keyof ShareOptions) => new Holdings(limit, options[limit]);
  const shares = {
    requests: { caller: holdings('requestsOfCaller'), address: holdings('requestsOfAddress') },
    streams: { caller: holdings('streamsOfCaller'), address: holdings('streamsOfAddress') },
    sockets: { caller: holdings('socketsOfCaller'), address: holdings('socketsOfAddress') },
    connections: { address: holdings('connectionsOfAddress') },
  };
  const countsAddresses = Object.values(shares).some(({ address }) => address.isBounded);
  return { ...shares, countsAddresses };
}

/** What one request has of its caller's and its address's share. */
export class Share {
  readonly #shares: Shares;
  readonly #address: string | undefined;
  #caller: string | undefined = undefined;
  #kind: 'requests' | 'streams' = 'requests';

  /** @throws WaslError RATE_LIMITED */
  constructor(shares: Shares, address: string | undefined) {
    shares.requests.address.take(address);
    this.#shares = shares;
    this.#address = address;
  }

  /** Counts it for its caller too, once that is known. @throws WaslError RATE_LIMITED */
  admit(caller: Caller): void {
    const name = callerName(caller);
    this.#shares[this.#kind].caller.take(name);
    this.#caller = name;
  }

  /** Counts it among the streams from now on. @throws WaslError RATE_LIMITED; it is then a request still */
  becomeStream(): void {
    const { streams } = this.#shares;
    streams.address.take(this.#address);
    if (!streams.caller.mayTake(this.#caller)) {
      streams.address.leave(this.#address);
      streams.caller.take(this.#caller);
    }
    this.leave();
    this.#kind = 'streams';
  }

  leave(): void {
    const { caller, address } = this.#shares[this.#kind];
    caller.leave(this.#caller);
    address.leave(this.#address);
  }
}
