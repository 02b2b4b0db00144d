import { requireDecidedOn } from '@wasl/kit/decidedOn';
import { type Professional, requireProfessional } from '@wasl/kit/professional';
import type { Keyed } from '@wasl/kit/writeOnce';
import { requireCaller } from '@wasl/subgraph-sdk';
import type { ClinicalContext } from '../context.ts';
import { requireDocumentOffice } from '../documentOffice.ts';
import type { RecordKind } from '../kinds.ts';
import type { Tx } from '../stores/client.ts';
import { requireRecord } from '../stores/recordStore.ts';

/** Writes on behalf of a practitioner at a facility. @throws SubgraphError FORBIDDEN for everybody else */
export async function write(
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
export function writeOn(
  context: ClinicalContext,
  kind: RecordKind,
  operation: string,
  input: Keyed & { id: string },
  work: (tx: Tx, author: Professional, healthId: string) => Promise<string>,
) {
  return write(context, operation, input, async (tx, author) => {
    const { healthId, code } = await requireRecord(tx, kind, input.id);
    requireDecidedOn(context.caller, healthId);
    requireDocumentOffice(context.caller, kind, code);
    return work(tx, author, healthId);
  });
}
