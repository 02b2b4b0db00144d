import type { Caller } from './caller.ts';

/** When somebody lived and as what they are registered, as far as the registry tells: what is written of them is checked against it. */
export interface PatientLife {
  /** `YYYY-MM-DD`, as are all. */
  birthDate?: string | undefined;
  deceasedOn?: string | undefined;
  /** FEMALE, MALE, OTHER or UNKNOWN. */
  sex?: string | undefined;
}

/** What the gateway decided about a request so far. It is sent to subgraphs, which enforce it again. */
export interface Decision {
  /** The one role in which the caller acts. */
  role?: string | undefined;
  /** Why the caller asks: a code of <http://terminology.hl7.org/CodeSystem/v3-ActReason>. */
  purpose?: string | undefined;
  /** Kinds of a patient's data that the caller may have; undefined where the supergraph has no records. */
  categories?: readonly string[] | undefined;
  /** Labels of records that the caller may have, were they the record's author: `*` for every one. */
  labels?: readonly string[] | undefined;
  /** Labels of records that must not even be counted for anybody but their author. */
  hiddenLabels?: readonly string[] | undefined;
  /** Of a mutation: the patients on whom it may write, as its arguments or the registry name them. */
  patients?: readonly string[] | undefined;
  /** Of a mutation: the lives of those patients; of those whom the registry knows no more of, none. */
  lives?: readonly (PatientLife & { healthId: string })[] | undefined;
}

/** The caller on whose behalf subgraphs are asked, with the gateway's decision. */
export interface Asker {
  caller: Caller;
  decision: Decision;
}

/** The same for questions to one subgraph that may travel in one request: what is hidden for one must not be for another. */
export function togetherKey({ decision: { hiddenLabels } }: Asker): string {
  return hiddenLabels?.join() ?? '';
}

const united = new WeakMap<Asker, WeakMap<Asker, Asker>>();

/** On whose behalf several questions of one operation are asked at once: with all that is decided of any. Kept, so that it is signed once. */
export function uniteAskers([first, ...others]: readonly (Asker | undefined)[]): Asker | undefined {
  return others.reduce((all, asker) => (all && asker ? unite(all, asker) : (all ?? asker)), first);
}

function unite(left: Asker, right: Asker): Asker {
  if (left === right || left.decision === right.decision) return left;
  let known = united.get(left);
  if (!known) united.set(left, (known = new WeakMap()));
  let both = known.get(right);
  if (!both) {
    const categories = unionOf(left.decision.categories, right.decision.categories);
    const labels = unionOf(left.decision.labels, right.decision.labels);
    known.set(right, (both = { caller: left.caller, decision: { ...left.decision, categories, labels } }));
  }
  return both;
}

function unionOf(
  left: readonly string[] | undefined,
  right: readonly string[] | undefined,
): readonly string[] | undefined {
  return left && right ? [...new Set([...left, ...right])].sort() : (left ?? right);
}
