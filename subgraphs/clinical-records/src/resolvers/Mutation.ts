import { requireCaller } from '@wasl/kit/caller';
import { failure } from '@wasl/kit/errors';
import { parseHealthId } from '@wasl/kit/healthId';
import { idempotently } from '@wasl/kit/idempotency';
import type { Prisma } from '@wasl/prisma/clinical-records/generated/client.ts';
import type { ClinicalContext } from '../context.ts';
import { kinds, type RecordKind, recordKinds } from '../kinds.ts';
import { amend, type Author, enterInError, record } from '../stores/recordStore.ts';
import type { RecordInput } from '../validateRecord.ts';

interface Keyed {
  idempotencyKey: string;
}

interface Versioned extends Keyed {
  id: string;
  expectedVersion: number;
}

/** `recordEncounter`, `amendEncounter`, `enterEncounterInError`, and the same for the other kinds. */
export const Mutation = Object.assign({}, ...recordKinds.map(mutationsOf)) as ReturnType<typeof mutationsOf>;

function mutationsOf(kind: RecordKind) {
  const { type } = kinds[kind];
  return {
    [`record${type}`]: (
      _: unknown,
      { input }: { input: Keyed & RecordInput & { healthId: string } },
      context: ClinicalContext,
    ) =>
      write(context, `record${type}`, input, (tx, author) =>
        record(tx, kind, parseHealthId(input.healthId), input, author),
      ),
    [`amend${type}`]: (_: unknown, { input }: { input: Versioned & RecordInput }, context: ClinicalContext) =>
      write(context, `amend${type}`, input, (tx, author) =>
        amend(tx, kind, input.id, input.expectedVersion, input, author),
      ),
    [`enter${type}InError`]: (_: unknown, { input }: { input: Versioned }, context: ClinicalContext) =>
      write(context, `enter${type}InError`, input, (tx, author) =>
        enterInError(tx, kind, input.id, input.expectedVersion, author),
      ),
  };
}

/** Writes once per key, on behalf of a practitioner at a facility. @throws WaslError FORBIDDEN for everybody else */
async function write(
  context: ClinicalContext,
  operation: string,
  input: Keyed,
  work: (tx: Prisma.TransactionClient, author: Author) => Promise<string>,
) {
  const caller = requireCaller(context);
  const { practitionerId, facilityId } = caller;
  if (practitionerId === undefined || facilityId === undefined) throw failure('FORBIDDEN');
  const submission = { key: input.idempotencyKey, operation, caller, input };
  const id = await idempotently(context.db, submission, (tx: Prisma.TransactionClient) =>
    work(tx, { practitionerId, facilityId }),
  );
  return { record: await context.loaders.record.clear(id).load(id) };
}
