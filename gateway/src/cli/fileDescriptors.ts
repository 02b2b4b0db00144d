import { readFileSync } from 'node:fs';

/** How one process divides its file descriptors. Each is undefined where the system does not say how many there are. */
export interface DescriptorShares {
  /** Most connections of clients. */
  clients: number | undefined;
  /** Most connections to subgraphs together. */
  subgraphs: number | undefined;
}

/** What the process needs for itself: its files, threads, databases and the way to the primary. */
const reserve = 64;
const least = 8;

/**
 * Halves what `ulimit -n` leaves between clients and subgraphs. A worker that runs out would lose connections that the primary hands to
 * it, and Node then hands it no more, ever.
 */
export function shareDescriptors(limit = readLimit()): DescriptorShares {
  if (limit === undefined) return { clients: undefined, subgraphs: undefined };
  const half = Math.max(least, Math.floor((limit - reserve) / 2));
  return { clients: half, subgraphs: half };
}

/** The process's limit of open files. Node raises the soft limit to the hard one when it starts. */
function readLimit(): number | undefined {
  try {
    const soft = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return soft === undefined ? undefined : Number(soft);
  } catch {
    // There is no such file outside Linux.
    return undefined;
  }
}
