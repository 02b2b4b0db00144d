import { actorOf } from '@wasl/kit/actor';
import { lifeOf, requireDecidedOn } from '@wasl/kit/decidedOn';
import { parseHealthId } from '@wasl/kit/healthId';
import { type Professional, requireProfessional } from '@wasl/kit/professional';
import type { Input, Keyed } from '@wasl/kit/writeOnce';
import { type PatientLife, requireCaller } from '@wasl/subgraph-sdk';
import { ageAt } from '../ageAt.ts';
import { checkLife } from '../checkLife.ts';
import type { ClinicalContext } from '../context.ts';
import { kinds, type RecordKind, recordKinds } from '../kinds.ts';
import { settleStatements } from '../stores/allergyStatements.ts';
import type { Tx } from '../stores/client.ts';
import { lowerLabels, type Lowering } from '../stores/lowerLabels.ts';
import { placeRecord } from '../stores/placedRecords.ts';
import { amend, endEncounter, enterInError, record, requireRecord } from '../stores/recordStore.ts';
import type { RecordInput } from '../validateRecord.ts';

interface Versioned {
  id: string;
  expectedVersion: number;
}

/** `recordEncounter`, `amendEncounter`, `enterEncounterInError`, `lowerEncounterLabels`, and the same for the other kinds. */
export const Mutation = {
  ...(Object.assign({}, ...recordKinds.map(mutationsOf)) as ReturnType<typeof mutationsOf>),

  endEncounter: (_: unknown, { input }: Input<Versioned & { endedAt: Date }>, context: ClinicalContext) =>
    writeOn(context, 'ENCOUNTER', 'endEncounter', input, (tx, author, healthId) => {
      checkLife('ENCOUNTER', { code: '', endedAt: input.endedAt }, lifeOf(context.caller, healthId));
      return endEncounter(tx, input, author);
    }),

  async placeRecord(_: unknown, { input }: Input<{ recordId: string; belongsTo: string }>, context: ClinicalContext) {
    const by = requireProfessional(requireCaller(context));
    const healthId = await context.writeOnce('placeRecord', input, (tx, caller) =>
      placeRecord(tx, input, by, actorOf(caller)),
    );
    return { patient: { healthId } };
  },
};

function mutationsOf(kind: RecordKind) {
  const { type } = kinds[kind];
  return {
    [`record${type}`]: (_: unknown, { input }: Input<RecordInput & { healthId: string }>, context: ClinicalContext) =>
      write(context, `record${type}`, input, (tx, author) => {
        const healthId = parseHealthId(input.healthId);
        const written = ofPatient(kind, input, lifeOf(context.caller, healthId));
        return settled(tx, kind, record(tx, kind, healthId, written, author), author);
      }),
    [`amend${type}`]: (_: unknown, { input }: Input<Versioned & RecordInput>, context: ClinicalContext) =>
      writeOn(context, kind, `amend${type}`, input, (tx, author, healthId) => {
        const written = ofPatient(kind, input, lifeOf(context.caller, healthId));
        return settled(tx, kind, amend(tx, kind, input.id, input.expectedVersion, written, author), author);
      }),
    [`enter${type}InError`]: (_: unknown, { input }: Input<Versioned>, context: ClinicalContext) =>
      writeOn(context, kind, `enter${type}InError`, input, (tx, author) =>
        enterInError(tx, kind, input.id, input.expectedVersion, author),
      ),
    [`lower${type}Labels`]: (_: unknown, { input }: Input<Lowering>, context: ClinicalContext) =>
      writeOn(context, kind, `lower${type}Labels`, input, (tx, author) =>
        settled(tx, kind, lowerLabels(tx, kind, input, author), author),
      ),
  };
}

/** What is written, checked against the patient's life and with the age at which it was so. @throws as `checkLife` does */
function ofPatient<Written extends RecordInput>(
  kind: RecordKind,
  input: Written,
  life: PatientLife | undefined,
): Written {
  checkLife(kind, input, life);
  return { ...input, age: ageAt(input.effectiveAt, life) };
}

/** A written record, once what it bears on other records is settled too. */
async function settled(tx: Tx, kind: RecordKind, written: Promise<string>, author: Professional): Promise<string> {
  const id = await written;
  return kind === 'ALLERGY_INTOLERANCE' ? settleStatements(tx, id, author) : id;
}

/** Writes on behalf of a practitioner at a facility. @throws SubgraphError FORBIDDEN for everybody else */
async function write(
  context: ClinicalContext,
  operation: string,
  input: Keyed,
  work: (tx: Tx, author: Professional) => Promise<string>,
) {
  const author = requireProfessional(requireCaller(context));
  const id = await context.writeOnce(operation, input, (tx) => work(tx, author));
  return { record: await context.loaders.record.load(id) };
}

/** The same on a record that its id names: of a patient on whom the gateway decided. */
function writeOn(
  context: ClinicalContext,
  kind: RecordKind,
  operation: string,
  input: Keyed & { id: string },
  work: (tx: Tx, author: Professional, healthId: string) => Promise<string>,
) {
  return write(context, operation, input, async (tx, author) => {
    const { healthId } = await requireRecord(tx, kind, input.id);
    requireDecidedOn(context.caller, healthId);
    return work(tx, author, healthId);
  });
}
