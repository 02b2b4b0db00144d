import type { Language } from '@wasl/schema/errors.ts';
import type { Finding, FindingKind } from './suspiciousAccess.ts';

const texts: Record<FindingKind, Record<Language, (count: number) => string>> = {
  manyPatients: {
    en: (count) => `read records of ${count} patients on one day`,
    ar: (count) => `اطّلع على سجلات ${count} من المرضى في يوم واحد`,
  },
  harvest: {
    en: (count) => `read records of ${count} patients with one operation within an hour`,
    ar: (count) => `اطّلع على سجلات ${count} من المرضى بعملية واحدة خلال ساعة`,
  },
  refusals: {
    en: (count) => `was refused the records of ${count} patients on one day`,
    ar: (count) => `مُنع من الاطّلاع على سجلات ${count} من المرضى في يوم واحد`,
  },
  offShift: {
    en: (count) => `read records of ${count} patients outside working hours`,
    ar: (count) => `اطّلع على سجلات ${count} من المرضى خارج أوقات الدوام`,
  },
  ownRelative: {
    en: (count) => `read a relative’s record, times: ${count}`,
    ar: (count) => `اطّلع على سجل أحد أقاربه، عدد المرات: ${count}`,
  },
  manyReaders: {
    en: (count) => `the patient’s record was read by ${count} people on one day`,
    ar: (count) => `اطّلع على سجل المريض ${count} من الأشخاص في يوم واحد`,
  },
};

/** A finding in one line: the day, who, what. */
export function sayFinding({ kind, day, subject, name, role, patient, count }: Finding, language: Language): string {
  const who = [name, subject, role].filter((part) => part !== undefined).join(', ');
  const about = patient === undefined ? '' : ` (${patient})`;
  return `${day}  ${who === '' ? '' : `${who}: `}${texts[kind][language](count)}${about}`;
}
