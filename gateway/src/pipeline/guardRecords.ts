import { WaslError } from '@wasl/schema/errors.ts';
import { isRole, type Role } from '@wasl/schema/roles.ts';
import type { Caller } from '../core/caller.ts';
import type { SentRequest } from '../core/request.ts';
import type { Guard } from '../execution/guard/guard.ts';
import { createRecordGuard } from '../records/recordGuard.ts';
import { type PurposeOfUse, purposesOfUse } from '../records/recordQuestion.ts';
import { auditWrites } from './auditWrites.ts';
import type { AllowedOperation } from './authorize.ts';
import { disclosedTo } from './disclosedTo.ts';
import { usualPurpose } from '../policies/usualPurpose.ts';
import type { Exchange } from './exchange.ts';
import { headersForSubgraphs } from './headersForSubgraphs.ts';

const roleHeader = 'x-wasl-role';
const purposeHeader = 'x-purpose-of-use';

/**
 * Makes what decides record by record, where the supergraph has records; undefined where it has none. A role that the caller has not,
 * none where there are several, or an unknown purpose refuse each record with BAD_REQUEST, and nothing else.
 */
export function guardRecords(
  allowed: Pick<AllowedOperation, 'caller' | 'sent' | 'authorized'>,
  { request, gateway, supergraph, disclosures }: Exchange,
): Guard | undefined {
  const { records, readFacts, executor } = supergraph;
  if (!records.hasRecords || !readFacts || !gateway.decideRecord) return undefined;
  const { caller } = allowed;
  disclosures?.begin(disclosedTo(allowed, request, supergraph));
  const facilityId = caller.claims['facility_id'];
  const guard = createRecordGuard({
    records,
    types: executor.types,
    readActing() {
      const role = roleOf(caller, request.headers);
      const place = typeof facilityId === 'string' ? facilityId : undefined;
      const purpose = purposeOf(role, request.headers);
      const asker = gateway.signsRequests ? { caller, decision: { role, purpose } } : undefined;
      return { caller, role, facilityId: place, purpose, headers: headersForSubgraphs(request), asker };
    },
    readFacts,
    decide: gateway.decideRecord,
    onJudged: disclosures?.note,
  });
  return disclosures ? auditWrites(guard, disclosures) : guard;
}

/** Who speaks for patients: which of the two a caller is for a record, the registry tells. */
const patientSide: readonly Role[] = ['citizen', 'guardian'];

/** The one role that a request acts in: the one that it names, or the only one that fits. */
function roleOf({ claims }: Caller, headers: SentRequest['headers']): Role {
  const held = Array.isArray(claims['roles']) ? claims['roles'].map(String).filter(isRole) : [];
  const named = headers[roleHeader];
  const isOne = held.length === 1 || held.every((name) => patientSide.includes(name));
  const role = named === undefined ? (isOne ? held[0] : undefined) : held.find((name) => name === named);
  if (!role) throw new WaslError('BAD_REQUEST', { header: roleHeader, expected: held });
  return role;
}

function purposeOf(role: Role, headers: SentRequest['headers']): PurposeOfUse {
  const said = headers[purposeHeader];
  if (said === undefined) return usualPurpose[role];
  const purpose = purposesOfUse.find((code) => code === said);
  if (!purpose) throw new WaslError('BAD_REQUEST', { header: purposeHeader, expected: purposesOfUse });
  return purpose;
}
