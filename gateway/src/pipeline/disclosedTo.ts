import type { DocumentNode } from 'graphql';
import type { DisclosedTo } from '../audit/disclosures.ts';
import type { SentRequest } from '../core/request.ts';
import type { SelectedField } from '../records/fetchSelections.ts';
import { coordinatesOf } from '../records/judgements.ts';
import type { LoadedSupergraph } from '../supergraph/loadSupergraph.ts';
import { askedCoordinates } from './askedCoordinates.ts';
import type { AllowedOperation } from './authorize.ts';

/** Who is told of records, and what they asked for. */
export function disclosedTo(
  {
    caller,
    sent,
    authorized,
  }: Pick<AllowedOperation, 'caller' | 'sent'> & { authorized: { document?: DocumentNode | null } },
  { headers }: Pick<SentRequest, 'headers'>,
  { records, executor }: Pick<LoadedSupergraph, 'records' | 'executor'>,
): DisclosedTo {
  const { hash, operationName, operation } = sent;
  const name = operationName ?? operation.name?.value;
  const known = new Map<readonly SelectedField[], readonly string[]>();
  return {
    caller,
    operation: { hash, ...(name !== undefined && { name }), kind: operation.operation },
    traceId: /^[\da-f]{2}-([\da-f]{32})-/.exec(headers['traceparent'] ?? '')?.[1],
    askedFor(fields) {
      let found = known.get(fields);
      if (!found) {
        const asked = askedCoordinates(authorized.document ?? sent.document, executor.schema);
        found = coordinatesOf(fields, records, executor.types).filter((coordinate) => asked.has(coordinate));
        known.set(fields, found);
      }
      return found;
    },
  };
}
