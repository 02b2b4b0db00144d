import type { Language } from '@wasl/schema/errors.ts';
import { isRole, roleNames } from '@wasl/schema/roles.ts';
import { glassStepIn } from './glassSteps.ts';
import { categoryNames, claimedPurposeNames, groundNames, purposeNames, refusalReasons, undecided } from './names.ts';
import type { AccessEntry, AccessEvent } from './stores/accessLogStore.ts';

/** An entry as its patient reads it: who, what, why, on what ground. */
export function sayAccess({ event, isWithheld }: AccessEntry, language: Language): string {
  const said = language === 'ar' ? sayInArabic(event) : sayInEnglish(event);
  if (!isWithheld) return said;
  return language === 'ar'
    ? `${said} ولم يُتح شيء من ذلك، لأن التدوين لم يكن مؤكداً.`
    : `${said} Nothing of it was given, for it was not certain that it was written down.`;
}

function sayInEnglish(event: AccessEvent): string {
  const { categories, consulted = [], ground, code } = event;
  const kinds = listOf(categories.length > 0 ? categories : consulted, 'en', ', ');
  const purpose = purposeOf(event, 'en');
  const why = purpose === undefined ? '' : ` ${purpose}`;
  const said =
    glassStepIn(event, 'en', why) ??
    {
      released:
        categories.length > 0 ? `read ${kinds}${why}` : `looked into ${kinds}${why}, and was shown nothing of it`,
      refused: `asked for ${kinds}${why} and was refused`,
      intended: `set out to change ${kinds}${why}`,
      done: `changed ${kinds}${why}`,
      failed: `tried to change ${kinds}${why}, which was not done`,
    }[event.outcome];
  const on = ground === undefined ? '' : ` Ground: ${nameOf(groundNames, ground, 'en')}.`;
  const because = code === undefined ? '' : ` ${messageOf(code, 'en')}`;
  return `${whoOf(event, 'en')} ${said}.${on}${because}`;
}

/** Nouns for verbs: a sentence must not guess whether a man or a woman read. */
function sayInArabic(event: AccessEvent): string {
  const { categories, consulted = [], ground, code } = event;
  const kinds = listOf(categories.length > 0 ? categories : consulted, 'ar', '، ');
  const purpose = purposeOf(event, 'ar');
  const why = purpose === undefined ? '' : `، ${purpose}`;
  const deed = {
    released: categories.length > 0 ? `اطّلاع على ${kinds}` : `رجوع إلى ${kinds} دون إظهار شيء منها`,
    refused: `طلب الاطّلاع على ${kinds} ومنعٌ منه`,
    intended: `شروع في تعديل ${kinds}`,
    done: `تعديل ${kinds}`,
    failed: `محاولة تعديل ${kinds} لم تتمّ`,
  }[event.outcome];
  const on = ground === undefined ? '' : ` الأساس: ${nameOf(groundNames, ground, 'ar')}.`;
  const because = code === undefined ? '' : ` ${messageOf(code, 'ar')}`;
  return `${whoOf(event, 'ar')}: ${glassStepIn(event, 'ar', why) ?? `${deed}${why}`}.${on}${because}`;
}

function purposeOf({ purpose, outcome }: AccessEvent, language: Language): string | undefined {
  if (purpose === undefined) return undefined;
  const isClaimed = outcome === 'refused' && Object.hasOwn(claimedPurposeNames, purpose);
  return nameOf(isClaimed ? claimedPurposeNames : purposeNames, purpose, language);
}

const unnamed = {
  nobody: { en: 'Somebody who had not signed in', ar: 'شخص لم يسجّل الدخول' },
  patient: { en: 'The person whose record it is', ar: 'صاحب السجل' },
};

/** Patients know themselves by no identifier of the issuer's: it would look to them as if somebody else had read. */
function whoOf({ caller, role, facilityId, facilityName, ground }: AccessEvent, language: Language): string {
  const subject = ground === 'OWN_RECORD' ? unnamed.patient[language] : caller.subject;
  const name = nameIn(caller, language) ?? caller.practitionerId ?? subject ?? unnamed.nobody[language];
  const acting = role !== undefined && isRole(role) ? ` (${roleNames[role][language]})` : '';
  const place = facilityId === undefined ? '' : placeOf(facilityId, facilityName?.[language], language);
  return `${name}${acting}${place}`;
}

function nameIn({ name, nameEn }: AccessEvent['caller'], language: Language): string | undefined {
  return language === 'en' ? (nameEn ?? name) : name;
}

/** By what the facility was called then, and by its code alone where that is not known. */
function placeOf(facilityId: string, name: string | undefined, language: Language): string {
  if (name !== undefined) return language === 'ar' ? ` من ${name} (${facilityId})` : ` at ${name} (${facilityId})`;
  return language === 'ar' ? ` من المنشأة ${facilityId}` : ` at ${facilityId}`;
}

function listOf(categories: readonly string[], language: Language, comma: string): string {
  return categories.map((category) => nameOf(categoryNames, category, language)).join(comma);
}

function nameOf(names: Readonly<Record<string, { en: string; ar: string }>>, word: string, language: Language): string {
  return Object.hasOwn(names, word) ? (names[word]?.[language] ?? word) : word;
}

/** Errors speak to whoever asked; this is read by the patient. */
function messageOf(code: string, language: Language): string {
  return Object.hasOwn(refusalReasons, code) ? nameOf(refusalReasons, code, language) : undecided[language];
}
