import { WaslError } from '@wasl/schema/errors.ts';
import type { AskGraph } from './askGraph.ts';
import { hasToken } from './callerHints.ts';
import type { FhirAnswer, FhirRequest } from './exchange.ts';
import { codeOf, errorsAt } from './graphErrors.ts';
import { kinds } from './kinds.ts';
import { reads } from './operations.ts';
import { refuseField } from './outcome.ts';

/** Reads one record by its id. What may not be seen answers as what does not exist. @throws WaslError NOT_FOUND, or Refused */
export async function readRecord(type: string, id: string, request: FhirRequest, ask: AskGraph): Promise<FhirAnswer> {
  const operation = reads[type];
  if (!operation) throw bySearchOnly();
  const { data, errors } = await ask(operation.document, { id });
  const row = data[operation.field] as { patient?: { healthId?: string } | null } | null | undefined;
  const [error] = errorsAt(errors, [operation.field]);
  const healthId = row?.patient?.healthId;
  if (row && healthId !== undefined) {
    const [resource] = kinds[type]!.resourcesOf(row, { healthId, language: request.language });
    if (resource) return { status: 200, headers: versionOf(resource['meta']), resource };
  }
  // Of somebody who is none of the caller's patients, not even that there is such a record is told.
  if (error && codeOf(error) !== 'NO_TREATMENT_RELATIONSHIP')
    return refuseField(error, hasToken(request), request.language);
  throw new WaslError('NOT_FOUND');
}

function versionOf(meta: unknown): Record<string, string> {
  const { versionId } = (meta ?? {}) as { versionId?: string };
  return versionId === undefined ? {} : { etag: `W/"${versionId}"` };
}

function bySearchOnly(): WaslError {
  return new WaslError(
    'OPERATION_NOT_SUPPORTED',
    {},
    {
      says: {
        en: 'This type is searched, with the parameters patient and _id, and not read by its id.',
        ar: 'يُبحث في هذا النوع بالمعاملين patient و_id، ولا يُقرأ بمعرّفه وحده.',
      },
    },
  );
}
