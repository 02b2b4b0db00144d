import type { ReplicaStatus } from './judgeReplica.ts';

/** How often reads were answered by the replica, by `used`; else by the primary, and why: `failed` where the statement did on the replica. */
export type ReadCounts = Partial<Record<ReplicaStatus | 'failed', number>>;

/** Whether a replica is used, and how often it was. */
export class ReplicaUse {
  status: ReplicaStatus = 'starting';
  readonly counts: ReadCounts = {};
  readonly #tell: (status: ReplicaStatus) => void;
  readonly #patienceMs: number;
  #told: ReplicaStatus = 'starting';
  #since = performance.now();

  /** `tell` hears of each change; of one that is merely late, once that has lasted for `patienceMs`. */
  constructor(tell: (status: ReplicaStatus) => void, patienceMs: number) {
    this.#tell = tell;
    this.#patienceMs = patienceMs;
  }

  set(status: ReplicaStatus): void {
    if (status !== this.status) this.#since = performance.now();
    this.status = status;
    const isPatient = status === 'late' && performance.now() - this.#since < this.#patienceMs;
    if (status === this.#told || isPatient) return;
    this.#told = status;
    this.#tell(status);
  }

  count(outcome: keyof ReadCounts): void {
    this.counts[outcome] = (this.counts[outcome] ?? 0) + 1;
  }

  /** In Prometheus' text format. */
  metrics(subgraph: string): string {
    const of = `subgraph=${JSON.stringify(subgraph)}`;
    return [
      '# HELP wasl_replica_used Whether reads of queries go to the replica',
      '# TYPE wasl_replica_used gauge',
      `wasl_replica_used{${of}} ${this.status === 'used' ? 1 : 0}`,
      '# HELP wasl_replica_reads_total Reads that the replica answered (used), or why the primary did',
      '# TYPE wasl_replica_reads_total counter',
      ...Object.entries(this.counts).map(
        ([outcome, times]) => `wasl_replica_reads_total{${of},outcome="${outcome}"} ${times}`,
      ),
      '',
    ].join('\n');
  }
}
