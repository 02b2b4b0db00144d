import {
  type DecideRecord,
  type RecordDecision,
  type RecordLabels,
  type RecordQuestion,
  sensitivityCodes,
} from './recordQuestion.ts';

/** Which labelled records of a category a caller may have of a patient. */
export interface LabelScope {
  /** The same for the same. */
  key: string;
  /** Labels that do not keep the caller away, were the record the caller's own work; `*` for every one. */
  labels: readonly string[];
  /** Labels that hide from everybody but its author that there is such a record. */
  hidden: readonly string[];
}

/** Stands for every label, those that nobody knows included. */
export const everyLabel = '*';

/** Labels of what has none of its own. */
export const plainLabels: RecordLabels = { confidentiality: 'N', sensitivities: [] };

/** A sensitivity that no list has. */
const unknownCode = 'an unknown code';
const sensitivities = [...sensitivityCodes, unknownCode];
const codes = ['R', 'V', ...sensitivities];

/** Nothing that bears a label. */
export const noLabels: LabelScope = { key: '', labels: [], hidden: [] };

/** By the decision about the same without labels, which is one object as long as the policies hold. */
const known = new WeakMap<RecordDecision, LabelScope>();

/** The labels that open where a question without labels was decided so. */
export function labelScopeOf(question: () => RecordQuestion, plain: RecordDecision, decide: DecideRecord): LabelScope {
  if (!plain.isPermitted) return noLabels;
  let scope = known.get(plain);
  if (!scope) known.set(plain, (scope = readScope(question(), decide)));
  return scope;
}

function readScope(question: RecordQuestion, decide: DecideRecord): LabelScope {
  const decideOn = (labels: RecordLabels, isAuthor: boolean) =>
    decide({ ...question, labels, facts: { ...question.facts, isAuthor, isAuthorsSpecialty: true } });
  const isOpen = (labels: RecordLabels) => decideOn(labels, true).isPermitted;
  const isHidden = (labels: RecordLabels) => {
    const decision = decideOn(labels, false);
    return !decision.isPermitted && decision.hidesExistence === true;
  };
  // Mostly all open to an author, and only what is sealed hides: asked at once, for each question may cost the policies' time.
  const isAllOpen = isOpen({ confidentiality: 'V', sensitivities });
  const hidesMore = isHidden({ confidentiality: 'R', sensitivities });
  const open = isAllOpen ? [everyLabel] : codes.filter((code) => isOpen(labelsOf(code)));
  return scopeOf(
    open,
    (hidesMore ? codes : ['V']).filter((code) => isHidden(labelsOf(code))),
  );
}

/** What opens in any of several scopes; what one hides is hidden. */
export function joinScopes(scopes: readonly LabelScope[]): LabelScope {
  const [first = noLabels, ...others] = scopes;
  if (others.every(({ key }) => key === first.key)) return first;
  const labels = [...new Set(scopes.flatMap((scope) => scope.labels))];
  const hidden = new Set(scopes.flatMap((scope) => scope.hidden));
  return scopeOf(labels.includes(everyLabel) ? [everyLabel] : labels, [...hidden]);
}

/** What no list has, no record can be asked for by. */
function scopeOf(open: readonly string[], hides: readonly string[]): LabelScope {
  const labels = open.filter((code) => code !== unknownCode);
  const hidden = hides.filter((code) => code !== unknownCode);
  return { key: `${labels.join()} ${hidden.join()}`, labels, hidden };
}

function labelsOf(code: string): RecordLabels {
  if (code === 'R' || code === 'V') return { confidentiality: code, sensitivities: [] };
  return { confidentiality: 'N', sensitivities: [code] };
}
