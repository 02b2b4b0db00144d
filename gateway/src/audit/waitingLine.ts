import type { WaslError } from '@wasl/schema/errors.ts';
import type { ChainEntry, EntryPlace } from './chain/chainEntry.ts';
import type { AuditEvent } from './events/auditEvent.ts';

/** Events of one request, and who waits until they are kept. */
export interface Waiting {
  events: readonly AuditEvent[];
  /** Of the events, once they are linked. */
  places: readonly ChainEntry[];
  resolve(places: readonly EntryPlace[]): void;
  reject(error: WaslError): void;
}

/** Those whose events are in no group yet, in the order of their coming. */
export class WaitingLine {
  #requests: Waiting[] = [];
  #events = 0;

  get isEmpty(): boolean {
    return this.#requests.length === 0;
  }

  /** How many events wait. */
  get events(): number {
    return this.#events;
  }

  add(request: Waiting): void {
    this.#requests.push(request);
    this.#events += request.events.length;
  }

  take(): Waiting | undefined {
    const next = this.#requests.shift();
    this.#events -= next?.events.length ?? 0;
    return next;
  }

  takeAll(): readonly Waiting[] {
    const all = this.#requests;
    this.#requests = [];
    this.#events = 0;
    return all;
  }
}
