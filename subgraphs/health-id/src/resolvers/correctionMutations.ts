import { failure } from '@wasl/kit/errors';
import type { Evidence } from '@wasl/kit/evidence';
import { readEvidence } from '@wasl/kit/evidence';
import { parseHealthId } from '@wasl/kit/healthId';
import { readWords } from '@wasl/kit/readWords';
import type { Input } from '@wasl/kit/writeOnce';
import type { HealthIdContext } from '../context.ts';
import { readIdentifier } from '../matching/identifiers.ts';
import { type CorrectionInput, readPatch } from '../readCorrection.ts';
import { type NewAct, requestAct } from '../stores/acts.ts';
import type { Tx } from '../stores/client.ts';
import { correct, isOfIdentity, needsTwo, readCorrection } from '../stores/corrections.ts';
import { actPayload, request } from './actPayload.ts';
import { patientPayload, writeAs } from './patientPayload.ts';
import type { Writing } from '@wasl/kit/actor';

type Correct = Input<CorrectionInput>;
type Death = Input<{ healthId: string; diedOn: string; evidence: Evidence }>;

/** What registrars correct: who somebody is, that somebody died, that a number is somebody else's. */
export const correctionMutations = {
  /** Small corrections are done at once; what could make another person of the record waits for a second registrar. */
  async correctPatient(_: unknown, { input }: Correct, context: HealthIdContext) {
    const written = await writeAs(context, 'correctPatient', input, (tx, writing) => correctOrAsk(tx, input, writing));
    const [kind = '', id = ''] = written.split(' ');
    return kind === 'act' ? actPayload(context, id) : { ...(await patientPayload(context, id)), act: null };
  },

  recordDeath: (_: unknown, { input }: Death, context: HealthIdContext) =>
    request(context, 'recordDeath', input, () => ({
      kind: 'RECORD_DEATH',
      healthId: parseHealthId(input.healthId),
      input: { diedOn: input.diedOn },
      evidence: input.evidence,
    })),

  withdrawDeath: (_: unknown, { input }: Input<{ healthId: string; evidence: Evidence }>, context: HealthIdContext) =>
    request(context, 'withdrawDeath', input, () => ({
      kind: 'WITHDRAW_DEATH',
      healthId: parseHealthId(input.healthId),
      evidence: input.evidence,
    })),

  unlinkIdentifier: (
    _: unknown,
    { input }: Input<{ healthId: string; issuer: string; value: string; evidence: Evidence }>,
    context: HealthIdContext,
  ) =>
    request(context, 'unlinkIdentifier', input, () => {
      const { issuer, value } = readIdentifier(input);
      const { evidence } = input;
      return { kind: 'UNLINK_IDENTIFIER', healthId: parseHealthId(input.healthId), input: { issuer, value }, evidence };
    }),
};

/** Answers `patient` and the ID of what was corrected, or `act` and the ID of what waits. */
async function correctOrAsk(tx: Tx, input: Correct['input'], writing: Writing): Promise<string> {
  const words = readWords('words', input.words, 5);
  const { healthId, version, reason } = input;
  const correction = {
    healthId: parseHealthId(healthId),
    version: version ?? null,
    patch: readPatch(input, writing.now),
  };
  const { patient, changes } = await readCorrection(tx, correction);
  const evidence = isOfIdentity(changes) ? requireEvidence(input.evidence) : null;
  if (evidence && (await needsTwo(tx, patient, changes, writing.now))) {
    const about = { ...(changes as Record<string, string | null>), version: String(patient.version), reason };
    const act: NewAct = { kind: 'CORRECT_PATIENT', healthId: patient.healthId, input: about, evidence };
    return `act ${await requestAct(tx, act, writing)}`;
  }
  const { evidenceKind = null, evidenceReference = null } = evidence ? readEvidence(evidence) : {};
  return `patient ${await correct(tx, correction, { reason, words, evidenceKind, evidenceReference }, writing)}`;
}

function requireEvidence(evidence: Evidence | null | undefined): Evidence {
  if (!evidence) throw failure('BAD_USER_INPUT', { field: 'evidence' });
  return evidence;
}
