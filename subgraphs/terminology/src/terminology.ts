import { existsSync } from 'node:fs';
import { type CodeList, readCodeList } from './codeList.ts';
import type { CodeSystem, Concept, Language } from './codeSystems.ts';
import { isChapter, isInRange, isRange } from './hierarchy.ts';
import { normalCode } from './normalCode.ts';
import { createSearchIndex, type SearchIndex, searchIn } from './searchIndex.ts';

export interface TerminologyOptions {
  /** Folder of official lists that `wasl terminology load` wrote. Default: none, the lists shipped here hold. */
  folder?: string;
}

/** What a written code is: in the list; a code that the list lacks, with the nearest wider one that it has; or no code at all. */
export type LookUp =
  | { readonly status: 'known'; readonly concept: Concept }
  | { readonly status: 'unknown'; readonly code: string; readonly broader?: Concept }
  | { readonly status: 'malformed' };

export interface Terminology {
  lookUp(system: CodeSystem, written: string): LookUp;
  /** At most `limit` concepts (default 20, at most 100), best first, by words in either language; a code finds itself. */
  search(system: CodeSystem, text: string, language: Language, limit?: number): Concept[];
  /** Whether a code is another or lies below it: category, block, any ICD-10 range, chapter; ATC group of any level. */
  isA(system: CodeSystem, written: string, ancestor: string): boolean;
  /** The wider codes of a code, nearest first. */
  ancestors(system: CodeSystem, written: string): Concept[];
  /** All concepts of a system. */
  list(system: CodeSystem): CodeList;
}

/** Reads a list when it is first asked for, and indexes it at the first search. */
export function createTerminology({ folder }: TerminologyOptions = {}): Terminology {
  const list = remember((system: CodeSystem) => readCodeList(system, folder));
  const index = remember((system: CodeSystem): SearchIndex => createSearchIndex(list(system)));
  const ancestors = (system: CodeSystem, written: string) =>
    ancestorsOf(list(system), nearest(list(system), system, written));
  return {
    list,
    ancestors,
    lookUp: (system, written) => lookUpIn(list(system), system, written),
    search: (system, text, language, limit = 20) => {
      const bounded = Math.min(Math.max(limit, 1), 100);
      const answer = lookUpIn(list(system), system, text);
      const found = searchIn(index(system), text, language, bounded);
      if (answer.status !== 'known') return found;
      return [answer.concept, ...found.filter((concept) => concept !== answer.concept)].slice(0, bounded);
    },
    isA: (system, written, ancestor) => isA(list(system), system, written, ancestor),
  };
}

const shipped = createTerminology();
let inForce = shipped;

/** The lists in force in this process: those shipped here, unless `useLists` named a folder. */
export const terminology: Terminology = {
  lookUp: (...asked) => inForce.lookUp(...asked),
  search: (...asked) => inForce.search(...asked),
  isA: (...asked) => inForce.isA(...asked),
  ancestors: (...asked) => inForce.ancestors(...asked),
  list: (...asked) => inForce.list(...asked),
};

/** Puts the official lists of a folder in force in this process, where it holds any: before the first question. */
export function useLists(folder: string): void {
  inForce = existsSync(folder) ? createTerminology({ folder }) : shipped;
}

function lookUpIn(list: CodeList, system: CodeSystem, written: string): LookUp {
  const code = normalCode(system, written);
  if (code === undefined) return { status: 'malformed' };
  const concept = list.get(code);
  if (concept) return { status: 'known', concept };
  const broader = nearest(list, system, code);
  return { status: 'unknown', code, ...(broader && { broader }) };
}

/** The concept of a code, or of the longest beginning of it that the list has. */
function nearest(list: CodeList, system: CodeSystem, written: string): Concept | undefined {
  const code = normalCode(system, written) ?? '';
  if (system !== 'icd-10' && system !== 'atc') return list.get(code);
  for (let length = code.length; length > 0; length -= 1) {
    const concept = list.get(code.slice(0, length));
    if (concept) return concept;
  }
  return undefined;
}

function ancestorsOf(list: CodeList, concept: Concept | undefined): Concept[] {
  const parent = concept?.parent === undefined ? undefined : list.get(concept.parent);
  return parent ? [parent, ...ancestorsOf(list, parent)] : [];
}

function isA(list: CodeList, system: CodeSystem, written: string, ancestor: string): boolean {
  const code = normalCode(system, written);
  const wider = normalCode(system, ancestor);
  if (code === undefined || wider === undefined) return false;
  if (code === wider) return true;
  if (system === 'atc') return code.startsWith(wider);
  if (system !== 'icd-10') return false;
  if (isRange(wider)) return /^[A-Z]\d/.test(code) && isInRange(code, wider);
  if (isChapter(wider)) return ancestorsOf(list, nearest(list, system, code)).some((concept) => concept.code === wider);
  return code.startsWith(wider.includes('.') ? wider : `${wider}.`);
}

function remember<Key, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    let value = known.get(key);
    if (value === undefined) known.set(key, (value = compute(key)));
    return value;
  };
}
