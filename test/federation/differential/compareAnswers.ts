import type { ExecutionResult } from 'graphql';

type Path = readonly (string | number)[];

/** An answer in the form in which two executors can be compared: data, and where errors have made it null. */
export interface Comparable {
  data: unknown;
  /** The nulls that errors tell of, each with its codes: a subgraph’s own, or another. An error below a null tells of that null. */
  nulls: Record<string, string[]>;
}

/** Lays out an answer for comparison. */
export function comparable({ data, errors = [] }: ExecutionResult): Comparable {
  const plain = JSON.parse(JSON.stringify(data ?? null)) as unknown;
  const nulls: Record<string, string[]> = Object.create(null);
  for (const { path, extensions } of errors) {
    const place = JSON.stringify(path ? nullAt(plain, path) : 'nowhere');
    const code = extensions?.['code'] === 'FAULT' ? 'FAULT' : 'other';
    nulls[place] = [...new Set([...(nulls[place] ?? []), code])].sort();
  }
  return { data: plain, nulls: Object.fromEntries(Object.entries(nulls).sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/**
 * The same without its codes: where a wrong variable and a fault are below one null, the specification (6.4.4) leaves open which of them
 * is told.
 */
export function withoutCodes({ data, nulls }: Comparable): Comparable {
  return { data, nulls: Object.fromEntries(Object.keys(nulls).map((place) => [place, []])) };
}

/** The part of a path that leads to the first null on it. */
function nullAt(data: unknown, path: Path): Path {
  let value = data;
  for (const [index, key] of path.entries()) {
    if (value === null) return path.slice(0, index);
    value = value === undefined ? undefined : Object.getOwnPropertyDescriptor(value, key)?.value;
  }
  return path;
}
