import type { AuditSink } from '@wasl/gateway/audit/auditSink';
import type { ChainEntry } from '@wasl/gateway/audit/chain/chainEntry';
import type { AuditEvent } from '@wasl/gateway/audit/events/auditEvent';

/** A sink that keeps entries in memory, and can be broken or held up. */
export interface MemorySink extends AuditSink {
  /** Each once, as they were first kept. */
  entries: ChainEntry[];
  /** How many entries each write brought. */
  writes: number[];
  /** Thrown by each write, after the entries are kept where `keepsAnyway` says so. */
  failure: Error | undefined;
  keepsAnyway: boolean;
  /** Holds writes up until the returned function is called. */
  hold(): () => void;
  /** The events that are kept. */
  events(): (AuditEvent & { kind: 'event' })[];
  isClosed: boolean;
}

export function createMemorySink(): MemorySink {
  let held: Promise<void> | undefined;
  const sink: MemorySink = {
    entries: [],
    writes: [],
    failure: undefined,
    keepsAnyway: false,
    isClosed: false,
    async write(entries) {
      sink.writes.push(entries.length);
      await held;
      if (sink.failure === undefined || sink.keepsAnyway) {
        const known = new Set(sink.entries.map(({ chain, sequence }) => `${chain} ${sequence}`));
        sink.entries.push(...entries.filter(({ chain, sequence }) => !known.has(`${chain} ${sequence}`)));
      }
      if (sink.failure) throw sink.failure;
    },
    hold() {
      let letGo = (): void => undefined;
      held = new Promise((resolve) => (letGo = resolve));
      return () => {
        held = undefined;
        letGo();
      };
    },
    events: () =>
      sink.entries
        .map(({ body }) => JSON.parse(body) as AuditEvent & { kind: 'event' })
        .filter(({ kind }) => kind === 'event'),
    close: async () => void (sink.isClosed = true),
  };
  return sink;
}
