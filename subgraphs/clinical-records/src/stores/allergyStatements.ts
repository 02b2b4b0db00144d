import { failure } from '@wasl/kit/errors';
import type { Professional } from '@wasl/kit/professional';
import { contradicts, statementScope, type WrittenAllergy } from '../noKnownAllergy.ts';
import type { Tx } from './client.ts';
import { authorOf, type ClinicalRecord, replace } from './recordStore.ts';

/**
 * Keeps "no known allergy" from standing beside an allergy, once one of the two has been written in this transaction: an allergy ends the
 * statements that it contradicts, a statement is refused while such an allergy stands. The refusal does not say which. Neither tells of
 * a sealed allergy: it ends nothing, and hinders only its own author from saying that there is none.
 * @throws SubgraphError NO_ALLERGY_CONTRADICTED
 */
export async function settleStatements(tx: Tx, id: string, author: Professional): Promise<string> {
  const written = await tx.clinicalRecord.findUniqueOrThrow({ where: { id } });
  if (written.status !== 'ACTIVE') return id;
  const { kind, healthId } = written;
  // Who writes the other of the two meanwhile waits here, and then reads this one.
  await tx.$executeRawUnsafe('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', `allergies of ${healthId}`);
  const others = await tx.clinicalRecord.findMany({ where: { kind, healthId, status: 'ACTIVE', id: { not: id } } });
  const scope = statementScope(toAllergy(written));
  if (scope === undefined) {
    if (!isSealed(written)) await endContradicted(tx, others, toAllergy(written), author);
  } else if (contradicted(written, knownTo(author, others))) {
    throw failure('NO_ALLERGY_CONTRADICTED');
  }
  return id;
}

async function endContradicted(tx: Tx, others: ClinicalRecord[], allergy: WrittenAllergy, author: Professional) {
  for (const other of others) {
    const scope = statementScope(toAllergy(other));
    if (!scope || !contradicts(scope, allergy)) continue;
    await replace(tx, other, { ...authorOf(author), status: 'RESOLVED' });
  }
}

/** What is told to nobody but the patient and its author. */
export function isSealed({ confidentiality }: ClinicalRecord): boolean {
  return confidentiality === 'V';
}

function knownTo({ practitionerId }: Professional, entries: readonly ClinicalRecord[]): ClinicalRecord[] {
  return entries.filter((entry) => !isSealed(entry) || entry.authorId === practitionerId);
}

/** Whether an entry says that no allergy is known, and one of the others is such an allergy. */
export function contradicted(entry: ClinicalRecord, others: readonly ClinicalRecord[]): boolean {
  const scope = statementScope(toAllergy(entry));
  if (scope === undefined) return false;
  return others.map(toAllergy).some((other) => !statementScope(other) && contradicts(scope, other));
}

/** Whether a stored entry says that no allergy is known. */
export function isStatement(record: ClinicalRecord): boolean {
  return statementScope(toAllergy(record)) !== undefined;
}

function toAllergy({ code, displayAr, displayEn, content }: ClinicalRecord): WrittenAllergy {
  const { substanceAtcCode } = content as { substanceAtcCode?: string | null };
  return { code, displayAr, displayEn, substanceAtcCode };
}
