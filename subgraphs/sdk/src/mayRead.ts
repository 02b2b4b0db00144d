import type { Caller } from './caller.ts';

/** What of a record says who may not have it. */
export interface LabelledRecord {
  /** HL7 confidentiality and sensitivity codes that it bears. */
  labels?: readonly string[];
  /** The practitioner whose work it is. */
  author?: string | null;
}

/** Confidentialities that keep nobody away. */
const open: readonly string[] = ['U', 'L', 'M', 'N'];
const everyLabel = '*';

/**
 * Whether the gateway's decision gives a record of a category to the caller. A request without a decision gives none. Ask where records
 * are loaded: a list, its pages and its counts then hold no record of which nothing may tell that it exists.
 */
export function mayRead(caller: Caller | null, category: string, record: LabelledRecord = {}): boolean {
  const decision = caller?.decision;
  if (!decision?.categories?.includes(category)) return false;
  const labels = (record.labels ?? []).filter((label) => !open.includes(label));
  const { labels: given = [], hiddenLabels: hidden = [] } = decision;
  if (!labels.every((label) => given.includes(everyLabel) || given.includes(label))) return false;
  return !labels.some((label) => hidden.includes(label)) || isAuthor(caller, record);
}

/** For a query of a store: labels of which no record may be listed or counted, except those of which the caller is the author. */
export function closedLabels(caller: Caller | null): { hidden: readonly string[]; open: readonly string[] | 'every' } {
  const { labels = [], hiddenLabels = [] } = caller?.decision ?? {};
  return { hidden: hiddenLabels, open: labels.includes(everyLabel) ? 'every' : [...open, ...labels] };
}

function isAuthor(caller: Caller | null, { author }: LabelledRecord): boolean {
  return author != null && author === caller?.practitionerId;
}
