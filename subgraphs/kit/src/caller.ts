import { LRUCache } from 'lru-cache';
import { type JWTPayload, jwtVerify } from 'jose';
import { failure } from './errors.ts';
import type { Caller } from './subgraph.ts';

const audience = 'wasl-subgraph';
const anonymous = 'anonymous';

/** Answers the caller that a gateway's header vouches for; null stands for a caller without a token. */
export type VerifyCaller = (header: string | undefined) => Promise<Caller | null>;

/**
 * Checks `x-wasl-caller`: a JWT, HS256, signed with the secret that gateway and subgraphs share.
 * @throws WaslError UNAUTHENTICATED when it is missing, forged or past its time.
 */
export function createCallerVerifier(secret: string): VerifyCaller {
  const key = new TextEncoder().encode(secret);
  const verified = new LRUCache<string, { caller: Caller | null }>({ max: 5_000, ttl: 30_000 });
  return async (header) => {
    if (header === undefined) throw failure('UNAUTHENTICATED');
    const known = verified.get(header);
    if (known) return known.caller;
    const { payload } = await jwtVerify(header, key, { algorithms: ['HS256'], audience, clockTolerance: 5 }).catch(
      () => {
        throw failure('UNAUTHENTICATED');
      },
    );
    const caller = payload.sub === anonymous ? null : readCaller(payload);
    const ttl = Math.min(30_000, Math.max(1, (payload.exp ?? 0) * 1_000 - Date.now()));
    verified.set(header, { caller }, { ttl });
    return caller;
  };
}

/** The caller, for what only a known one may do. @throws WaslError UNAUTHENTICATED */
export function requireCaller(context: { caller: Caller | null }): Caller {
  if (!context.caller) throw failure('UNAUTHENTICATED');
  return context.caller;
}

/** Whether the caller acts as staff: some of their scopes reach beyond their own record. */
export function isStaff(caller: Caller): boolean {
  return caller.scopes.some((scope) => scope.startsWith('user/') || scope.startsWith('system/'));
}

/** Whether this patient's record is open to the caller: staff, the patient, or the patient's guardian. */
export function mayOpenRecord(caller: Caller | null, healthId: string): boolean {
  return caller !== null && (isStaff(caller) || caller.healthId === healthId || caller.dependants.includes(healthId));
}

function readCaller(payload: JWTPayload): Caller {
  const text = (name: string) => (typeof payload[name] === 'string' ? { [name]: payload[name] } : {});
  return {
    subject: payload.sub ?? '',
    roles: texts(payload['roles']),
    scopes: texts(payload['scopes']),
    dependants: texts(payload['dependants']),
    ...text('healthId'),
    ...text('practitionerId'),
    ...text('facilityId'),
    ...text('nationalId'),
    ...text('clientId'),
  };
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
