import { errors, type JWTPayload, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import { distrust, type DistrustReason } from './distrust.ts';
import { sdkFailure } from './errors.ts';
import type { GatewayKeys } from './gatewayKeys.ts';

/** The header in which the gateway asserts who the caller is. */
export const callerHeader = 'x-wasl-caller';

/** What the gateway decided about the request so far. */
export interface CallerDecision {
  /** The one role in which the caller acts. */
  role?: string;
  /** Why the caller asks: a code of <http://terminology.hl7.org/CodeSystem/v3-ActReason>. */
  purpose?: string;
  /** Kinds of a patient's data that the caller may have. */
  categories?: string[];
  /** Labels of records that the caller may have, were they the caller's own work; `*` for every one. */
  labels?: string[];
  /** Labels of records that must be neither listed nor counted for anybody but their author. */
  hiddenLabels?: string[];
  /** Of a mutation: health IDs of the patients on whom it may write, as its arguments name them or as they are. */
  patients?: string[];
  /** Of a mutation: what the registry tells of those patients, for a subgraph that is registered to need it. */
  lives?: PatientLife[];
}

/** When a patient lived, and as what they are registered; absent is not known. Days are `YYYY-MM-DD`. */
export interface PatientLife {
  healthId: string;
  birthDate?: string;
  deceasedOn?: string;
  /** FEMALE, MALE, OTHER or UNKNOWN. */
  sex?: string;
}

/** The caller as the gateway asserts it, with the claims that the subgraph is registered for. */
export interface Caller {
  /** The token's subject or, for a subgraph that is not registered for it, a pseudonym that is specific to this subgraph. */
  subject: string;
  roles: string[];
  /** The caller's scopes that occur in rules of this subgraph's fields. */
  scopes: string[];
  /** The caller's own health ID, when the caller is a patient too. */
  healthId?: string;
  practitionerId?: string;
  facilityId?: string;
  nationalId?: string;
  /** The OAuth client, when a service acts for itself. */
  clientId?: string;
  decision?: CallerDecision;
}

export interface AssertionRules {
  keys: GatewayKeys;
  audience: string;
  /** Most seconds that an assertion may be valid. */
  maxLifetimeSeconds: number;
  clockToleranceSeconds: number;
  now(): number;
}

/** Returns the caller of an assertion; null for a caller who has not signed in. */
export type VerifyCaller = (assertion: string) => Promise<Caller | null>;

interface Verified {
  caller: Caller | null;
  fromMs: number;
  untilMs: number;
}

const anonymous = 'anonymous';
const mostRemembered = 5_000;

/**
 * Makes the verifier of `x-wasl-caller`: a JWT, HS256, with this subgraph as its audience, a subject, and a short lifetime. A verified
 * assertion is cached until it expires.
 * @throws SubgraphError CALLER_NOT_VERIFIED for any other
 */
export function createCallerVerifier(rules: AssertionRules): VerifyCaller {
  const { now, clockToleranceSeconds } = rules;
  const verified = new LRUCache<string, Verified>({ max: mostRemembered });

  return async (assertion) => {
    let known = verified.get(assertion);
    if (!known) {
      known = await verify(assertion, rules);
      verified.set(assertion, known);
    }
    const nowMs = now();
    if (known.fromMs > nowMs + clockToleranceSeconds * 1_000) throw distrust('clock', nowMs);
    if (known.untilMs < nowMs - clockToleranceSeconds * 1_000) throw distrust('expired', nowMs);
    return known.caller;
  };
}

async function verify(assertion: string, rules: AssertionRules): Promise<Verified> {
  const { keys, audience, maxLifetimeSeconds, clockToleranceSeconds, now } = rules;
  const nowMs = now();
  const { payload } = await jwtVerify(
    assertion,
    ({ kid }) => {
      const key = keys.get(Number(kid));
      if (!key) throw distrust('unknown_key', nowMs);
      return key;
    },
    {
      algorithms: ['HS256'],
      audience,
      clockTolerance: clockToleranceSeconds,
      currentDate: new Date(nowMs),
      requiredClaims: ['iat', 'exp', 'sub'],
    },
  ).catch((error: unknown) => {
    throw error instanceof errors.JOSEError ? distrust(reasonOf(error), nowMs) : error;
  });
  const { iat = Infinity, exp = Infinity } = payload;
  if (!(exp - iat <= maxLifetimeSeconds)) throw distrust('lifetime', nowMs);
  const caller = payload.sub === anonymous ? null : readCaller(payload);
  return { caller, fromMs: iat * 1_000, untilMs: exp * 1_000 };
}

/** The caller, where signing in is required. @throws SubgraphError UNAUTHENTICATED */
export function requireCaller(context: { caller: Caller | null }): Caller {
  if (!context.caller) throw sdkFailure('UNAUTHENTICATED');
  return context.caller;
}

function reasonOf(error: errors.JOSEError): DistrustReason {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (!(error instanceof errors.JWTClaimValidationFailed)) return 'assertion';
  if (error.claim === 'aud') return 'wrong_audience';
  return error.claim === 'exp' || error.claim === 'iat' ? 'lifetime' : 'assertion';
}

function readCaller(payload: JWTPayload): Caller {
  const decision = readDecision(payload['decision']);
  return {
    subject: payload.sub ?? '',
    roles: texts(payload['roles']),
    scopes: texts(payload['scopes']),
    ...text(payload, 'healthId'),
    ...text(payload, 'practitionerId'),
    ...text(payload, 'facilityId'),
    ...text(payload, 'nationalId'),
    ...text(payload, 'clientId'),
    ...(decision && { decision }),
  };
}

function readDecision(value: unknown): CallerDecision | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const said = value as Record<string, unknown>;
  const list = (name: string) => (Array.isArray(said[name]) ? { [name]: texts(said[name]) } : {});
  return {
    ...text(said, 'role'),
    ...text(said, 'purpose'),
    ...list('categories'),
    ...list('labels'),
    ...list('hiddenLabels'),
    ...list('patients'),
    ...(Array.isArray(said['lives']) && { lives: said['lives'].flatMap(readLife) }),
  };
}

function readLife(value: unknown): PatientLife[] {
  if (typeof value !== 'object' || value === null) return [];
  const said = value as Record<string, unknown>;
  const { healthId } = said;
  if (typeof healthId !== 'string') return [];
  return [{ healthId, ...text(said, 'birthDate'), ...text(said, 'deceasedOn'), ...text(said, 'sex') }];
}

function text(values: Record<string, unknown>, name: string): Record<string, string> {
  const value = values[name];
  return typeof value === 'string' ? { [name]: value } : {};
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
