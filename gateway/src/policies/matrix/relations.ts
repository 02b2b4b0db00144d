import type { Role } from '@wasl/schema/roles.ts';
import { whoseFacts } from '../explain/whose.ts';
import type { PurposeOfUse, RecordFacts, RecordLabels } from '../../records/recordQuestion.ts';

/** Whose record a table of the matrix is about. */
export interface Relation {
  en: string;
  ar: string;
  facts?: Partial<RecordFacts>;
  labels?: Partial<RecordLabels>;
  /** Purposes that differ from the role's usual one. */
  purposes?: Partial<Record<Role, PurposeOfUse>>;
}

/** The tables of the matrix, in order. */
export const relations: readonly Relation[] = [
  { en: 'A stranger’s record', ar: 'سجل شخص لا صلة للسائل به', facts: whoseFacts.stranger },
  { en: 'The caller’s own record', ar: 'سجل السائل نفسه', facts: whoseFacts.own },
  { en: 'The record of the caller’s child', ar: 'سجل طفل السائل', facts: whoseFacts.child },
  {
    en: 'The record of the caller’s adolescent, 13 to 17',
    ar: 'سجل مراهق تحت ولاية السائل، من 13 إلى 17 سنة',
    facts: whoseFacts.adolescent,
  },
  {
    en: 'The record of a patient whom the caller’s facility treats',
    ar: 'سجل مريض تعالجه منشأة السائل',
    facts: whoseFacts.treated,
  },
  {
    en: 'The same, where the patient denies it',
    ar: 'كذلك، وقد رفض المريض',
    facts: { isTreating: true, consent: 'deny' },
  },
  {
    en: 'The same, a sensitive record such as HIV (R)',
    ar: 'كذلك، وفي السجل ما هو حساس مثل HIV (R)',
    facts: { isTreating: true },
    labels: { confidentiality: 'R', sensitivities: ['HIV'] },
  },
  {
    en: 'The same, of the author’s specialty',
    ar: 'كذلك، والسائل من اختصاص كاتبه',
    facts: { isTreating: true, isAuthorsSpecialty: true },
    labels: { confidentiality: 'R', sensitivities: ['HIV'] },
  },
  {
    en: 'A sealed record (V) of a treated patient, by a colleague of its author',
    ar: 'سجل مختوم (V) لمريض قيد العلاج، والسائل زميل كاتبه',
    facts: { isTreating: true, isAuthorsSpecialty: true },
    labels: { confidentiality: 'V' },
  },
  {
    en: 'The record of somebody with an active prescription',
    ar: 'سجل من لديه وصفة سارية',
    facts: whoseFacts.prescribed,
  },
  {
    en: 'An order for tests of a stranger that names the laboratory of the caller’s facility',
    ar: 'طلب فحوص لشخص لا صلة للسائل به يسمّي مخبر منشأة السائل',
    facts: { isPerformer: true },
  },
  {
    en: 'The same, where the patient denies it',
    ar: 'كذلك، وقد رفض المريض',
    facts: { isPerformer: true, consent: 'deny' },
  },
  { en: 'A stranger’s record, where the patient permits it', ar: 'سجل شخص سمح به', facts: { consent: 'permit' } },
  {
    en: 'A stranger’s record through the broken glass, against a denial',
    ar: 'سجل شخص بكسر الزجاج رغم رفضه',
    facts: { isGlassBroken: true, consent: 'deny' },
    purposes: { emergency: 'BTG' },
  },
];
