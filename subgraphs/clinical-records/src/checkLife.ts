import { damascusDay, dayAfter } from '@wasl/kit/calendar';
import { failure } from '@wasl/kit/errors';
import type { PatientLife } from '@wasl/subgraph-sdk';
import { laboratoryTest } from '@wasl/terminology/laboratoryTests';
import { sexOfCode } from '@wasl/terminology/sexOfCode';
import type { RecordKind } from './kinds.ts';

/** Days after a death that a record may be dated: results under way, the examination of the body. */
const daysAfterDeath = 7;

/** What of a record is held against the patient's life. */
export interface Dated {
  code: string;
  effectiveAt?: Date | undefined;
  endedAt?: Date | null | undefined;
}

/**
 * Refuses a record that is dated when its patient did not live, in days of Damascus, and a diagnosis, procedure or measurement that the
 * registered sex cannot have. What the registry does not tell is not checked; the dates themselves stand in no message.
 * @throws SubgraphError DATE_OUTSIDE_LIFE naming the field, SEX_IMPLAUSIBLE
 */
export function checkLife(kind: RecordKind, record: Dated, life: PatientLife | undefined): void {
  if (!life) return;
  for (const field of ['effectiveAt', 'endedAt'] as const) {
    const at = record[field];
    if (at && !livedOn(damascusDay(at), life)) throw failure('DATE_OUTSIDE_LIFE', { field });
  }
  const only = sexOf(kind, record.code);
  if ((only === 'F' && life.sex === 'MALE') || (only === 'M' && life.sex === 'FEMALE'))
    throw failure('SEX_IMPLAUSIBLE', { field: 'code' });
}

/** The only sex that a diagnosis, a procedure or a test is for: a pregnancy test, prostate antigen. */
function sexOf(kind: RecordKind, code: string): 'F' | 'M' | undefined {
  if (kind === 'OBSERVATION') return laboratoryTest(code)?.sex;
  return kind === 'CONDITION' || kind === 'PROCEDURE' ? sexOfCode(code) : undefined;
}

function livedOn(day: string, { birthDate, deceasedOn }: PatientLife): boolean {
  if (birthDate !== undefined && day < birthDate) return false;
  return deceasedOn === undefined || day <= dayAfter(deceasedOn, daysAfterDeath);
}
