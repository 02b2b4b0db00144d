import { type JWTPayload, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { sdkFailure } from './errors.ts';

/** The header by which a gateway tells who asks, and vouches for it. */
export const callerHeader = 'x-wasl-caller';

/** Who asks, as the gateway vouches for it. */
export interface Caller {
  subject: string;
  roles: string[];
  scopes: string[];
  /** The caller's own health ID, when the caller is a patient too. */
  healthId?: string;
  /** Health IDs of those whom the caller is guardian of. */
  dependants: string[];
  practitionerId?: string;
  facilityId?: string;
  nationalId?: string;
  /** The OAuth client, when a service asks for itself. */
  clientId?: string;
}

/** What a subgraph trusts. */
export interface GatewayTrust {
  /** The key that the gateway signs callers with; at least 32 characters. */
  secret: string;
  /** What the assertion must be addressed to. */
  audience: string;
  /** Seconds for which an assertion may be valid at most. Default 60. */
  maxLifetimeSeconds?: number;
  /** Seconds by which the clocks of gateway and subgraph may differ. Default 5. */
  clockToleranceSeconds?: number;
}

/** Answers the caller that a gateway's header vouches for; null stands for a caller who has not signed in. */
export type VerifyCaller = (header: string | undefined) => Promise<Caller | null>;

const anonymous = 'anonymous';
const mostRemembered = 5_000;

/**
 * Checks `x-wasl-caller`: a JWT, HS256, addressed to this subgraph, with a subject and an end that is near. A header that was
 * verified is remembered until it ends. @throws SubgraphError CALLER_NOT_VERIFIED for any other
 */
export function createCallerVerifier(trust: GatewayTrust): VerifyCaller {
  const { secret, audience, maxLifetimeSeconds = 60, clockToleranceSeconds: clockTolerance = 5 } = trust;
  if (secret.length < 32) throw new Error("The gateway's secret must have at least 32 characters.");
  if (audience === '') throw new Error('The audience of caller assertions must not be empty.');
  const key = new TextEncoder().encode(secret);
  const options = { algorithms: ['HS256'], audience, clockTolerance, requiredClaims: ['exp', 'sub'] };
  const verified = new LRUCache<string, { caller: Caller | null; endsAt: number }>({ max: mostRemembered });

  return async (header) => {
    if (header === undefined) throw sdkFailure('CALLER_NOT_VERIFIED');
    const known = verified.get(header);
    if (known && known.endsAt > Date.now()) return known.caller;
    const { payload } = await jwtVerify(header, key, options).catch(() => {
      throw sdkFailure('CALLER_NOT_VERIFIED');
    });
    const endsAt = ((payload.exp ?? 0) + clockTolerance) * 1_000;
    if (endsAt - Date.now() > (maxLifetimeSeconds + 2 * clockTolerance) * 1_000)
      throw sdkFailure('CALLER_NOT_VERIFIED');
    const caller = payload.sub === anonymous ? null : readCaller(payload);
    verified.set(header, { caller, endsAt });
    return caller;
  };
}

/** The caller, for what only somebody signed in may do. @throws SubgraphError UNAUTHENTICATED */
export function requireCaller(context: { caller: Caller | null }): Caller {
  if (!context.caller) throw sdkFailure('UNAUTHENTICATED');
  return context.caller;
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
