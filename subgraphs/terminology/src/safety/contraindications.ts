import { join } from 'node:path';
import { normalCode } from '../normalCode.ts';
import { readTable, several } from '../readTable.ts';
import { terminology } from '../terminology.ts';
import { isInGroup, safetyFolder } from './medicineGroups.ts';
import { medicineNames, type Severity, type Texts } from './texts.ts';

/** What of a patient a medicine may not suit. */
export type PatientFact =
  /** Weeks since the last period, begun ones included; absent where nobody measured them. */
  | { readonly kind: 'pregnancy'; readonly weeks?: number }
  | { readonly kind: 'breast-feeding' }
  | { readonly kind: 'age'; readonly years: number }
  /** Estimated glomerular filtration rate in mL/min/1.73 m². */
  | { readonly kind: 'kidney'; readonly egfr: number }
  /** ICD-10. */
  | { readonly kind: 'condition'; readonly code: string };

/** A rule of `contraindications.tsv`. */
export interface ContraindicationRule {
  readonly medicine: string;
  readonly kind: 'pregnancy' | 'breast-feeding' | 'under-years' | 'over-years' | 'egfr-under' | 'condition';
  readonly value: string;
  readonly severity: Severity;
  readonly reason: string;
  readonly source: string;
}

/** Why a medicine does not suit a patient. */
export interface Contraindication {
  readonly severity: Severity;
  readonly mechanism: Texts;
  readonly action: Texts;
  readonly source: string;
}

let rules: readonly ContraindicationRule[] | undefined;
let reasons: ReadonlyMap<string, Texts> | undefined;

export function contraindicationRules(): readonly ContraindicationRule[] {
  const columns = ['medicine', 'kind', 'value', 'severity', 'reason', 'source'] as const;
  return (rules ??= readTable(join(safetyFolder, 'contraindications.tsv'), columns).map((row) => ({
    ...row,
    kind: row.kind as ContraindicationRule['kind'],
    severity: row.severity as Severity,
  })));
}

/** The gravest reason against a medicine for one fact of a patient. */
export function contraindicationOf(atcCode: string, fact: PatientFact): Contraindication | undefined {
  const found = contraindicationRules()
    .filter((rule) => isInGroup(rule.medicine, atcCode) && holds(rule, fact))
    .map((rule) => ({ ...rule, severity: severityOf(rule, fact) }));
  const rule = found.find(({ severity }) => severity === 'severe') ?? found[0];
  if (!rule) return undefined;
  const name = medicineNames(atcCode);
  const reason = contraindicationReasons().get(rule.reason) ?? { en: '', ar: '' };
  const ground = groundOf(fact);
  return {
    severity: rule.severity,
    mechanism: {
      en: `${name.en}, ${ground.en}: ${reason.en}.`,
      ar: `${name.ar}، ${ground.ar}: ${reason.ar}.`,
    },
    action: {
      en:
        rule.severity === 'severe' ? 'Choose another medicine.' : 'Weigh benefit against harm, adapt the dose, watch.',
      ar: rule.severity === 'severe' ? 'يُختار دواء آخر.' : 'تُوازن الفائدة بالضرر، وتُضبط الجرعة، ويُراقب المريض.',
    },
    source: rule.source,
  };
}

/** The reasons by code. */
export function contraindicationReasons(): ReadonlyMap<string, Texts> {
  return (reasons ??= new Map(
    readTable(join(safetyFolder, 'contraindication-reasons.tsv'), ['code', 'en', 'ar']).map(({ code, en, ar }) => [
      code,
      { en, ar },
    ]),
  ));
}

function holds(rule: ContraindicationRule, fact: PatientFact): boolean {
  switch (fact.kind) {
    case 'pregnancy':
      return rule.kind === 'pregnancy' && (fact.weeks === undefined || isWithin(fact.weeks, rule.value));
    case 'breast-feeding':
      return rule.kind === 'breast-feeding';
    case 'age':
      return (
        (rule.kind === 'under-years' && fact.years < Number(rule.value)) ||
        (rule.kind === 'over-years' && fact.years >= Number(rule.value))
      );
    case 'kidney':
      return rule.kind === 'egfr-under' && fact.egfr < Number(rule.value);
    case 'condition':
      return rule.kind === 'condition' && several(rule.value).some((range) => isCondition(fact.code, range));
  }
}

/** What is severe in a part of pregnancy only is moderate where nobody knows the week. */
function severityOf({ kind, value, severity }: ContraindicationRule, fact: PatientFact): Severity {
  const isUnknown = fact.kind === 'pregnancy' && fact.weeks === undefined;
  return kind === 'pregnancy' && value !== '' && isUnknown ? 'moderate' : severity;
}

/** Weeks as a rule has them: `0-13`, `28-`; empty for all. */
function isWithin(weeks: number, span: string): boolean {
  if (span === '') return true;
  const [from = '', to = ''] = span.split('-');
  return weeks >= Number(from) && (to === '' || weeks < Number(to) + 1);
}

function isCondition(code: string, range: string): boolean {
  const written = normalCode('icd-10', code);
  if (written === undefined) return false;
  return range.includes('.') ? written.startsWith(range) : terminology.isA('icd-10', written, range);
}

function groundOf(fact: PatientFact): Texts {
  switch (fact.kind) {
    case 'pregnancy':
      return { en: 'in pregnancy', ar: 'في الحمل' };
    case 'breast-feeding':
      return { en: 'in breast-feeding', ar: 'في الإرضاع' };
    case 'age':
      return { en: 'at this age', ar: 'في هذا العمر' };
    case 'kidney':
      return { en: `eGFR ${Math.round(fact.egfr)} mL/min`, ar: `الرشح الكبي ${Math.round(fact.egfr)} مل/د` };
    case 'condition': {
      const found = terminology.lookUp('icd-10', fact.code);
      const concept = found.status === 'known' ? found.concept : found.status === 'unknown' ? found.broader : undefined;
      return { en: concept?.en ?? fact.code, ar: concept?.ar ?? fact.code };
    }
  }
}
