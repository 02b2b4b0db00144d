import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import type { DisclosedTo } from '../audit/disclosures.ts';
import type { AuditedOperation } from '../audit/events/auditEvent.ts';
import { nothingTold, type Told } from '../audit/told.ts';
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
  { headers, id, observer }: SentHeaders,
  { records, executor, facts }: Pick<LoadedSupergraph, 'records' | 'executor' | 'facts'>,
): DisclosedTo {
  const asked = askedCoordinates(authorized.document ?? sent.document, executor.schema);
  return {
    caller,
    operation: auditedOperation(sent),
    requestId: id,
    traceId: observer?.traceId ?? readTraceparent(headers['traceparent'])?.traceId,
    facilityName: facts?.facilityName,
    nothingTold: nothingToldOf(asked, records, executor.types),
  };
}

const operations = new WeakMap<OperationDefinitionNode, AuditedOperation>();

/** Characters that are kept of an operation's name, which may be as long as its document: each event of the operation holds it. */
const mostOfName = 128;

/** The same object for the same operation. */
function auditedOperation({ hash, operationName, operation }: AllowedOperation['sent']): AuditedOperation {
  const known = operations.get(operation);
  if (known?.hash === hash) return known;
  const whole = operationName ?? operation.name?.value;
  const name = whole !== undefined && whole.length > mostOfName ? `${whole.slice(0, mostOfName)}…` : whole;
  const kind = operation.operation;
  const made = name === undefined ? { hash, kind } : { hash, name, kind };
  operations.set(operation, made);
  return made;
}

const beginnings = new WeakMap<ReadonlySet<string>, Told>();

/** Kept for the operation. */
function nothingToldOf(
  asked: ReadonlySet<string>,
  records: LoadedSupergraph['records'],
  types: LoadedSupergraph['executor']['types'],
): Told {
  let found = beginnings.get(asked);
  if (!found) {
    const askedFor = (selected: readonly SelectedField[]) =>
      coordinatesOf(selected, records, types).filter((coordinate) => asked.has(coordinate));
    beginnings.set(asked, (found = nothingTold(askedFor)));
  }
  return found;
}
