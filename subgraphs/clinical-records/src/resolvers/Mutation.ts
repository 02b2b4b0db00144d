import { actorOf } from '@wasl/kit/actor';
import { lifeOf } from '@wasl/kit/decidedOn';
import { parseHealthId } from '@wasl/kit/healthId';
import { type Professional, requireProfessional } from '@wasl/kit/professional';
import type { Input } from '@wasl/kit/writeOnce';
import { type PatientLife, requireCaller } from '@wasl/subgraph-sdk';
import { ageAt } from '../ageAt.ts';
import { checkLife } from '../checkLife.ts';
import type { ClinicalContext } from '../context.ts';
import { requireDocumentOffice } from '../documentOffice.ts';
import { kinds, type WrittenKind, writtenKinds } from '../kinds.ts';
import { settleStatements } from '../stores/allergyStatements.ts';
import { answerOrders } from '../stores/answerOrders.ts';
import type { Tx } from '../stores/client.ts';
import { lowerLabels, type Lowering } from '../stores/lowerLabels.ts';
import { placeRecord } from '../stores/placedRecords.ts';
import { amend, endEncounter, enterInError, record } from '../stores/recordStore.ts';
import type { RecordInput } from '../validateRecord.ts';
import { laboratoryMutations } from './laboratoryMutations.ts';
import { write, writeOn } from './writing.ts';

interface Versioned {
  id: string;
  expectedVersion: number;
}

/** `recordEncounter`, `amendEncounter`, `enterEncounterInError`, `lowerEncounterLabels`, and the same for the other kinds. */
export const Mutation = {
  ...(Object.assign({}, ...writtenKinds.map(mutationsOf)) as ReturnType<typeof mutationsOf>),

  endEncounter: (_: unknown, { input }: Input<Versioned & { endedAt: Date }>, context: ClinicalContext) =>
    writeOn(context, 'ENCOUNTER', 'endEncounter', input, (tx, author, healthId) => {
      checkLife('ENCOUNTER', { code: '', endedAt: input.endedAt }, lifeOf(context.caller, healthId));
      return endEncounter(tx, input, author);
    }),

  ...laboratoryMutations,

  async placeRecord(_: unknown, { input }: Input<{ recordId: string; belongsTo: string }>, context: ClinicalContext) {
    const by = requireProfessional(requireCaller(context));
    const healthId = await context.writeOnce('placeRecord', input, (tx, caller) =>
      placeRecord(tx, input, by, actorOf(caller)),
    );
    return { patient: { healthId } };
  },
};

function mutationsOf(kind: WrittenKind) {
  const { type } = kinds[kind];
  return {
    [`record${type}`]: (_: unknown, { input }: Input<RecordInput & { healthId: string }>, context: ClinicalContext) =>
      write(context, `record${type}`, input, (tx, author) => {
        requireDocumentOffice(context.caller, kind, input.code);
        const healthId = parseHealthId(input.healthId);
        const written = ofPatient(kind, input, lifeOf(context.caller, healthId));
        return settled(tx, kind, record(tx, kind, healthId, written, author), author);
      }),
    [`amend${type}`]: (_: unknown, { input }: Input<Versioned & RecordInput>, context: ClinicalContext) =>
      writeOn(context, kind, `amend${type}`, input, (tx, author, healthId) => {
        requireDocumentOffice(context.caller, kind, input.code);
        const written = ofPatient(kind, input, lifeOf(context.caller, healthId));
        return settled(tx, kind, amend(tx, kind, input.id, input.expectedVersion, written, author), author);
      }),
    [`enter${type}InError`]: (_: unknown, { input }: Input<Versioned>, context: ClinicalContext) =>
      writeOn(context, kind, `enter${type}InError`, input, (tx, author) =>
        settled(tx, kind, enterInError(tx, kind, input.id, input.expectedVersion, author), author),
      ),
    [`lower${type}Labels`]: (_: unknown, { input }: Input<Lowering>, context: ClinicalContext) =>
      writeOn(context, kind, `lower${type}Labels`, input, (tx, author) =>
        settled(tx, kind, lowerLabels(tx, kind, input, author), author),
      ),
  };
}

/** What is written, checked against the patient's life and with the age at which it was so. @throws as `checkLife` does */
function ofPatient<Written extends RecordInput>(
  kind: WrittenKind,
  input: Written,
  life: PatientLife | undefined,
): Written {
  checkLife(kind, input, life);
  return { ...input, age: ageAt(input.effectiveAt, life) };
}

/** A written record, once what it bears on other records is settled too. */
async function settled(tx: Tx, kind: WrittenKind, written: Promise<string>, author: Professional): Promise<string> {
  const id = await written;
  if (kind === 'ALLERGY_INTOLERANCE') return settleStatements(tx, id, author);
  return kind === 'OBSERVATION' || kind === 'DIAGNOSTIC_REPORT' ? answerOrders(tx, id) : id;
}
