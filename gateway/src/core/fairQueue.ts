/** Work in line, with the name of whose it is; undefined for the gateway's own. */
export interface Owned {
  owner: string | undefined;
}

/**
 * Work in line by owner. The next is of an owner for whom nothing is being done yet, where there is one, and else of the owner whose turn is
 * longest ago: whoever brings much waits behind their own.
 */
export class FairQueue<Job extends Owned> {
  size = 0;
  /** In the order of their turns. */
  readonly #lines = new Map<string | undefined, Job[]>();
  readonly #running = new Map<string | undefined, number>();

  waitingOf(owner: string | undefined): number {
    return this.#lines.get(owner)?.length ?? 0;
  }

  add(job: Job): void {
    this.size += 1;
    const line = this.#lines.get(job.owner);
    if (line) line.push(job);
    else this.#lines.set(job.owner, [job]);
  }

  /** The next job, which is running until `done` is called with it. */
  take(): Job | undefined {
    const owners = [...this.#lines.keys()];
    const owner = owners.find((name) => !this.#running.has(name)) ?? owners[0];
    const line = this.#lines.get(owner);
    const job = line?.shift();
    if (!line || !job) return undefined;
    this.size -= 1;
    this.#lines.delete(owner);
    if (line.length > 0) this.#lines.set(owner, line);
    this.#running.set(owner, (this.#running.get(owner) ?? 0) + 1);
    return job;
  }

  done({ owner }: Job): void {
    const left = (this.#running.get(owner) ?? 1) - 1;
    if (left > 0) this.#running.set(owner, left);
    else this.#running.delete(owner);
  }
}
