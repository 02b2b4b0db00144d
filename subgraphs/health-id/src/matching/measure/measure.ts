import { random } from '@wasl/demo/random';
import { blockingKeys, searchKeys } from '../blockingKeys.ts';
import { type Agreement, agreementOf, type Prepared, prepare, reviewScore, scorePrepared } from '../score.ts';
import { isCertainPair } from '../certain.ts';
import { firstRecord, secondRecord, type WrittenRecord } from './injectErrors.ts';
import { type HardNegatives, relationOf, type Relation, isNamed, syntheticPeople } from './syntheticPeople.ts';

/** Two records that share a blocking key. */
interface ScoredPair {
  score: number;
  /** Whether the registry calls it certain. */
  isCertain: boolean;
  /** The kind of error between two records of one person; null for records of two people. */
  kind: string | null;
  /** What two people are to each other; null for one person. */
  relation: Relation | null;
}

export interface Measurement {
  people: number;
  /** People who were registered twice. */
  duplicates: number;
  hardNegatives: HardNegatives;
  /** Pairs that blocking let through. */
  compared: number;
  pairs: ScoredPair[];
  /** Duplicates of each kind of error. */
  kinds: Map<string, number>;
  /** How often each agreement was seen among records of one person, and among records of strangers. */
  agreements: { samePerson: AgreementCount; strangers: AgreementCount };
}

type AgreementCount = Map<string, number>;

interface StoredRecord {
  owner: number;
  kind: string | null;
  written: WrittenRecord;
  prepared: Prepared;
}

/** Registers so many people, a quarter of them twice, and matches every second record against all others. */
export function measure(people: number, seed: string): Measurement {
  const population = syntheticPeople(people, seed);
  const dice = random(`records ${seed}`);
  const records: StoredRecord[] = population.people.map((truth, owner) =>
    stored(owner, firstRecord(truth, dice), null),
  );
  const seconds = population.people.flatMap((truth, owner) => {
    if (!dice.chance(0.25) || !isNamed(truth)) return [];
    const { record, kind } = secondRecord(truth, dice);
    return [stored(owner, record, kind)];
  });
  const pairs = comparePairs([...records, ...seconds], (left, right) => ({
    ...scored(left.prepared, right.prepared),
    kind: left.owner === right.owner ? right.kind : null,
    relation: left.owner === right.owner ? null : relationOf(population.people, left.owner, right.owner),
  }));
  const truePairs = seconds.map((second) => [records[second.owner]!, second] as const);
  const strangers = seconds.map((second) => [records[dice.int(records.length)]!, second] as const);
  return {
    people,
    duplicates: seconds.length,
    hardNegatives: population.hardNegatives,
    compared: pairs.length,
    pairs,
    kinds: tally(seconds.map(({ kind }) => kind ?? '')),
    agreements: { samePerson: countAgreements(truePairs), strangers: countAgreements(strangers) },
  };
}

/** Precision and recall of linking all pairs of at least so many bits. */
export function resultAt({ pairs, duplicates }: Measurement, threshold: number) {
  const linked = pairs.filter(({ score }) => score >= threshold);
  const right = linked.filter(({ kind }) => kind !== null).length;
  const precision = linked.length === 0 ? 1 : right / linked.length;
  return { precision, recall: right / duplicates, wrong: linked.filter(({ kind }) => kind === null) };
}

/** The pairs that the registry calls certain: of one person, and of two. */
export function certainPairs({ pairs }: Measurement): { right: ScoredPair[]; wrong: ScoredPair[] } {
  const certain = pairs.filter(({ isCertain }) => isCertain);
  return { right: certain.filter(({ kind }) => kind !== null), wrong: certain.filter(({ kind }) => kind === null) };
}

function scored(left: Prepared, right: Prepared): { score: number; isCertain: boolean } {
  const score = scorePrepared(left, right);
  return { score, isCertain: isCertainPair(left, right, score) };
}

function stored(owner: number, written: WrittenRecord, kind: string | null): StoredRecord {
  return { owner, kind, written, prepared: prepare(written) };
}

/** As the registry does it: each record is stored under its blocking keys and looked up by its search keys. */
function comparePairs(
  records: readonly StoredRecord[],
  compare: (left: StoredRecord, right: StoredRecord) => ScoredPair,
): ScoredPair[] {
  const index = new Map<string, number[]>();
  const pairs: ScoredPair[] = [];
  for (const [position, record] of records.entries()) {
    const found = new Set(searchKeys(record.written).flatMap((key) => index.get(key) ?? []));
    const candidates = [...found].map((other) => compare(records[other]!, record));
    const isOne = candidates.filter(({ score }) => score >= reviewScore).length === 1;
    for (const pair of candidates) pairs.push({ ...pair, isCertain: pair.isCertain && isOne });
    for (const key of blockingKeys(record.written)) {
      const group = index.get(key);
      if (group) group.push(position);
      else index.set(key, [position]);
    }
  }
  return pairs;
}

function countAgreements(pairs: readonly (readonly [StoredRecord, StoredRecord])[]): AgreementCount {
  const seen = pairs.map(([left, right]) => agreementOf(left.prepared, right.prepared));
  return tally(seen.flatMap(namesOf));
}

function namesOf(agreement: Agreement): string[] {
  return Object.entries(agreement).flatMap(([field, level]) => (level === undefined ? [] : [`${field} ${level}`]));
}

function tally(items: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}
