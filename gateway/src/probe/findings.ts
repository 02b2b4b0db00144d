/** What `wasl probe` looks at, in its order. */
export const checkNames = [
  'accepted',
  'sdl',
  'unsigned',
  'altered_body',
  'altered_caller',
  'late',
  'early',
  'replayed',
  'other_audience',
  'other_assertion',
  'unknown_keys',
  'order',
  'own_keys',
  'one_bad_key',
  'many_keys',
  'deadline',
  'large_body',
  'live',
  'ready',
] as const;
export type CheckName = (typeof checkNames)[number];

/** What a subgraph did, in the words of `probeTexts`. */
export type Came =
  | { kind: 'answer'; status: number; codes: readonly string[]; hasData: boolean }
  | { kind: 'closed' }
  | { kind: 'no_answer' }
  /** Items of the answer that are not as they must be, or coordinates of a schema; at most a few. */
  | {
      kind: 'other';
      what: 'length' | 'order' | 'keys' | 'lost' | 'errors' | 'schema' | 'no_sdl';
      items: readonly string[];
    }
  | { kind: 'gone' };

/** What was found of one thing. */
export interface Finding {
  check: CheckName;
  outcome: 'pass' | 'fault' | 'skipped';
  /** What came instead; of faults alone. */
  came?: Came;
}

export const pass = (check: CheckName): Finding => ({ check, outcome: 'pass' });
export const skipped = (check: CheckName): Finding => ({ check, outcome: 'skipped' });
export const fault = (check: CheckName, came: Came): Finding => ({ check, outcome: 'fault', came });
