import { WaslError } from '@wasl/schema/errors.ts';
import type { AskGraph } from './askGraph.ts';
import { hasToken } from './callerHints.ts';
import type { FhirAnswer, FhirRequest } from './exchange.ts';
import { codeOf, errorsAt } from './graphErrors.ts';
import { type Kind, kinds, type ReadById } from './kinds.ts';
import { reads } from './operations.ts';
import { refuseField } from './outcome.ts';

/** Reads one record by its id. What may not be seen answers as what does not exist. @throws WaslError NOT_FOUND, or Refused */
export async function readRecord(type: string, id: string, request: FhirRequest, ask: AskGraph): Promise<FhirAnswer> {
  const { one, resourcesOf } = kinds[type]!;
  const { document, field } = reads[type]!;
  const holder = typeof one === 'string' ? id : one.holderOf(id);
  if (holder === null) throw new WaslError('NOT_FOUND');
  const { data, errors } = await ask(document, { id: holder });
  const row = rowOf(one, data[field]);
  const [error] = errorsAt(errors, [field]);
  const healthId = row?.patient?.healthId;
  if (row && healthId !== undefined) {
    const resources = resourcesOf(row, { healthId, language: request.language });
    const resource = typeof one === 'string' ? resources[0] : resources.find((found) => found.id === id);
    if (resource) return { status: 200, headers: versionOf(resource['meta']), resource };
  }
  // Of somebody who is none of the caller's patients, not even that there is such a record is told.
  if (error && codeOf(error) !== 'NO_TREATMENT_RELATIONSHIP')
    return refuseField(error, hasToken(request), request.language);
  throw new WaslError('NOT_FOUND');
}

function rowOf(one: Kind['one'], found: unknown): ReturnType<ReadById['rowOf']> {
  if (found === null || found === undefined) return null;
  return typeof one === 'string' ? found : one.rowOf(found);
}

function versionOf(meta: unknown): Record<string, string> {
  const { versionId } = (meta ?? {}) as { versionId?: string };
  return versionId === undefined ? {} : { etag: `W/"${versionId}"` };
}
