import type { DocumentNode } from 'graphql';
import type { DisclosedTo } from '../audit/disclosures.ts';
import type { Seen } from '../core/observer.ts';
import type { SentRequest } from '../core/request.ts';
import type { SelectedField } from '../records/fetchSelections.ts';
import { coordinatesOf } from '../records/judgements.ts';
import { readTraceparent } from '../telemetry/traces/traceHeaders.ts';
import type { LoadedSupergraph } from '../supergraph/loadSupergraph.ts';
import { askedCoordinates } from './askedCoordinates.ts';
import type { AllowedOperation } from './authorize.ts';

type SentHeaders = Pick<SentRequest, 'headers'> & Seen;

/** Who is told of records, and what they asked for. */
export function disclosedTo(
  {
    caller,
    sent,
    authorized,
  }: Pick<AllowedOperation, 'caller' | 'sent'> & { authorized: { document?: DocumentNode | null } },
  { headers, observer }: SentHeaders,
  { records, executor }: Pick<LoadedSupergraph, 'records' | 'executor'>,
): DisclosedTo {
  const { hash, operationName, operation } = sent;
  const name = operationName ?? operation.name?.value;
  const asked = askedCoordinates(authorized.document ?? sent.document, executor.schema);
  return {
    caller,
    operation: name === undefined ? { hash, kind: operation.operation } : { hash, name, kind: operation.operation },
    traceId: observer?.traceId ?? readTraceparent(headers['traceparent'])?.traceId,
    askedFor: (fields) => askedAmong(fields, asked, records, executor.types),
  };
}

const known = new WeakMap<ReadonlySet<string>, WeakMap<readonly SelectedField[], readonly string[]>>();

/** `Type.field` of those that the client asked for. Kept for the operation and the compiled fetch. */
function askedAmong(
  fields: readonly SelectedField[],
  asked: ReadonlySet<string>,
  records: LoadedSupergraph['records'],
  types: LoadedSupergraph['executor']['types'],
): readonly string[] {
  let ofOperation = known.get(asked);
  if (!ofOperation) known.set(asked, (ofOperation = new WeakMap()));
  let found = ofOperation.get(fields);
  if (!found) {
    found = coordinatesOf(fields, records, types).filter((coordinate) => asked.has(coordinate));
    ofOperation.set(fields, found);
  }
  return found;
}
