import { WaslError } from '@wasl/schema/errors.ts';
import { isRole, type Role } from '@wasl/schema/roles.ts';
import type { Asker } from '../core/asker.ts';
import type { Caller } from '../core/caller.ts';
import type { SentRequest } from '../core/request.ts';
import type { Guard } from '../execution/guard/guard.ts';
import type { ActingCaller } from '../records/patientFacts.ts';
import { anybodysAsker } from '../records/fetchAskers.ts';
import { actingOrNone, createRecordGuard } from '../records/recordGuard.ts';
import type { DecideRecord } from '../records/recordQuestion.ts';
import { auditWrites } from './auditWrites.ts';
import type { AllowedOperation } from './authorize.ts';
import { disclosedTo } from './disclosedTo.ts';
import { readPurpose } from '../policies/policyContext.ts';
import { usualPurpose } from '../policies/usualPurpose.ts';
import type { Exchange } from './exchange.ts';
import { askerOf, headersForSubgraphs } from './headersForSubgraphs.ts';

const roleHeader = 'x-wasl-role';

/** What guards an operation, and on whose behalf it is run. */
export interface Guarded {
  /** Decides record by record; undefined where the supergraph has none. */
  guard: Guard | undefined;
  /** Undefined where subgraphs are not told who asks. */
  asker: Asker | undefined;
}

/**
 * Makes what decides record by record, where the supergraph has records. A role that the caller has not,
 * none where there are several, or an unknown purpose refuse each record with BAD_REQUEST, and nothing else.
 */
export function guardRecords(
  allowed: Pick<AllowedOperation, 'caller' | 'sent' | 'authorized'>,
  { request, gateway, supergraph, disclosures }: Exchange,
): Guarded {
  const { caller } = allowed;
  const { records, facts, executor, lookUpRecord } = supergraph;
  const { decideRecord: decide, signsRequests } = gateway;
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
    read: (asWhom, healthIds, isFresh) => gateway.facts.read(facts.readFacts, asWhom, healthIds, isFresh),
    changes: gateway.facts,
    readColleagues: facts.readColleagues,
    registry: facts.registry,
    onChanged: gateway.dropFacts,
    lookUp: lookUpRecord,
    decide,
    onJudged: disclosures?.note,
  });
  return {
    guard: disclosures ? auditWrites(guard, disclosures) : guard,
    asker: undecided && (actingOrNone(readActing)?.asker ?? undecided),
  };
}

/**
 * Reads as whom and why a request asks, once; `decide` where subgraphs are told. The reader throws WaslError BAD_REQUEST, each time, for
 * somebody who asks as nobody or for no purpose.
 */
function createReadActing(caller: Caller, request: SentRequest, decide: DecideRecord | undefined): () => ActingCaller {
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
      asker: decide && anybodysAsker({ caller, role, purpose }, decide),
    };
    return acting;
  };
}

function textOrUndefined(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Who speaks for patients: which of the two a caller is for a record, the registry tells. */
const patientSide: readonly Role[] = ['citizen', 'guardian'];

/** The one role that a request acts in: the one that it names, or the only one that fits. */
function roleOf({ claims }: Caller, headers: SentRequest['headers']): Role {
  const held = Array.isArray(claims['roles']) ? claims['roles'].map(String).filter(isRole) : [];
  const named = headers[roleHeader];
  const isOne = held.length === 1 || held.every((name) => patientSide.includes(name));
  const role = named === undefined ? (isOne ? held[0] : undefined) : held.find((name) => name === named);
  if (role) return role;
  const says = held.length === 0 ? noRole : named === undefined ? noneOfSeveral : notHeld;
  throw new WaslError('BAD_REQUEST', { header: roleHeader, expected: held }, { says });
}

const noRole = {
  en: 'Your access token names no role that is known here, and records open to roles only: sign in with an account that has one.',
  ar: 'لا يذكر رمز الدخول دوراً معروفاً هنا، ولا تُفتح السجلات إلا لدور: سجّل الدخول بحساب له دور.',
};
const noneOfSeveral = {
  en: 'You have several roles, and a request acts in one: name it in the header x-wasl-role.',
  ar: 'لك عدة أدوار، والطلب يكون بدور واحد: اذكره في الترويسة x-wasl-role.',
};
const notHeld = {
  en: 'You do not have the role that the header x-wasl-role names: name one that you have.',
  ar: 'ليس لك الدور المذكور في الترويسة x-wasl-role: اذكر دوراً من أدوارك.',
};
