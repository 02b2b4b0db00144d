import type { Durations, DurationFamily } from './durations.ts';

/** Durations of one operation's answers, with and without errors. */
export interface OperationDurations {
  ok: Durations;
  errors: Durations;
}

/** The operation of a document, one object for all who send it. */
export interface FiguredOperation {
  hash: string;
  operation: { readonly name?: { readonly value: string } | undefined };
}

/** Finds where an operation's durations are kept. */
export type DurationsOf = (isPublished: boolean, operation: FiguredOperation) => OperationDurations;

/** Most operations that are shown by name. */
const mostNamed = 500;
const shownDigits = 8;

/**
 * Makes that, by name for published operations, which are few and written by ministries; all others share `other`, since whoever sends them
 * chooses their names.
 */
export function createDurationsOf(family: DurationFamily<'operation' | 'outcome'>): DurationsOf {
  const known = new WeakMap<FiguredOperation, OperationDurations>();
  const durationsOf = (label: string): OperationDurations => ({
    ok: family.of(label, 'ok'),
    errors: family.of(label, 'errors'),
  });
  const other = durationsOf('other');
  let named = 0;
  return (isPublished, operation) => {
    if (!isPublished) return other;
    let durations = known.get(operation);
    if (!durations) {
      named += 1;
      const label = `${operation.operation.name?.value ?? 'unnamed'} ${operation.hash.slice(0, shownDigits)}`;
      durations = named > mostNamed ? other : durationsOf(label);
      known.set(operation, durations);
    }
    return durations;
  };
}
