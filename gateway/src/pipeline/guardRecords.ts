import type { Asker } from '../core/asker.ts';
import type { Caller } from '../core/caller.ts';
import type { Seen } from '../core/observer.ts';
import type { SentRequest } from '../core/request.ts';
import type { Guard } from '../execution/guard/guard.ts';
import type { ActingCaller } from '../records/patientFacts.ts';
import { anybodysAsker } from '../records/fetchAskers.ts';
import { actingOrNone, createRecordGuard } from '../records/recordGuard.ts';
import type { DecideRecord } from '../records/recordQuestion.ts';
import { refusalOfWrites, roleOf } from './actingRole.ts';
import { auditWrites } from './auditWrites.ts';
import type { AllowedOperation } from './authorize.ts';
import { disclosedTo } from './disclosedTo.ts';
import { readPurpose } from '../policies/policyContext.ts';
import { usualPurpose } from '../policies/usualPurpose.ts';
import type { Exchange } from './exchange.ts';
import { observeGuard } from './observeWork.ts';
import { askerOf, headersForSubgraphs } from './headersForSubgraphs.ts';

/** What guards an operation, and on whose behalf it is run. */
export interface Guarded {
  /** Decides record by record; undefined where the supergraph has none. */
  guard: Guard | undefined;
  /** Undefined where subgraphs are not told who asks. */
  asker: Asker | undefined;
}

/**
 * Makes the guard that decides about each record, where the supergraph has records. If the caller names a role that they do not have, names none
 * of several, or names an unknown purpose, each record is refused with BAD_REQUEST; all other fields are answered.
 */
export function guardRecords(
  allowed: Pick<AllowedOperation, 'caller' | 'sent' | 'authorized'>,
  { request, gateway, supergraph, disclosures, explainer }: Exchange,
): Guarded {
  const { caller } = allowed;
  const { records, facts, executor, lookUpRecord } = supergraph;
  const { decideRecord, signsRequests } = gateway;
  const decide = explainer && decideRecord ? explainer.watch(decideRecord) : decideRecord;
  if (!records.hasRecords || !facts || !decide)
    return { guard: undefined, asker: signsRequests ? askerOf(request, caller) : undefined };
  disclosures?.begin(disclosedTo(allowed, request, supergraph));
  const readActing = createReadActing(caller, request, signsRequests ? decide : undefined);
  const undecided = signsRequests ? { caller, decision: { categories: [] } } : undefined;
  const guard = createRecordGuard({
    records,
    types: executor.types,
    undecided,
    readActing,
    refusalOfWrites: () => refusalOfWrites(caller, request.headers),
    read: (asWhom, healthIds, isFresh) => gateway.facts.read(facts.readFacts, asWhom, healthIds, isFresh),
    changes: gateway.facts,
    readColleagues: facts.readColleagues,
    registry: facts.registry,
    onChanged: gateway.dropFacts,
    lookUp: lookUpRecord,
    decide,
    onJudged: explainer ? explainer.hearing(disclosures?.note) : disclosures?.note,
  });
  const audited = disclosures ? auditWrites(guard, disclosures) : guard;
  return {
    guard: request.observer ? observeGuard(audited, request.observer) : audited,
    asker: undecided && (actingOrNone(readActing)?.asker ?? undecided),
  };
}

/**
 * Reads as whom and why a request asks, once; `decide` where subgraphs are told. The reader throws WaslError BAD_REQUEST, each time, for
 * somebody who asks as nobody or for no purpose.
 */
function createReadActing(
  caller: Caller,
  request: SentRequest & Seen,
  decide: DecideRecord | undefined,
): () => ActingCaller {
  let acting: ActingCaller | undefined;
  return () => {
    if (acting) return acting;
    const role = roleOf(caller, request.headers);
    const purpose = readPurpose(request.headers) ?? usualPurpose[role];
    const { facility_id: facilityId, practitioner_id: practitionerId } = caller.claims;
    acting = {
      caller,
      role,
      purpose,
      facilityId: textOrUndefined(facilityId),
      practitionerId: textOrUndefined(practitionerId),
      headers: headersForSubgraphs(request),
      seen: { id: request.id, observer: request.observer },
      asker: decide && anybodysAsker({ caller, role, purpose }, decide),
    };
    return acting;
  };
}

function textOrUndefined(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
