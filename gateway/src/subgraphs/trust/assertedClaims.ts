import type { Asker } from '../../core/asker.ts';
import type { Caller } from '../../core/caller.ts';

/** The claims about callers that a subgraph can be registered for. */
export const claimNames = [
  /** The token's subject; without this claim, a pseudonym that is specific to the subgraph. */
  'subject',
  /** Parts of the gateway's decision about the request. */
  'role',
  'purpose',
  'categories',
  'labels',
  /** Of mutations: when the patients on whom is written lived, and their sex. */
  'lives',
  /** All roles of the token. */
  'roles',
  /** The caller's scopes that occur in rules of the subgraph's fields. */
  'scopes',
  'allScopes',
  'healthId',
  'practitionerId',
  'facilityId',
  'nationalId',
  'clientId',
] as const;
export type ClaimName = (typeof claimNames)[number];

/** The claims of a subgraph that registers none: nothing that identifies anybody. */
export const defaultClaims: readonly ClaimName[] = ['role', 'purpose', 'categories', 'labels', 'scopes'];

/** What of a decision goes with each word. */
const decided = [
  ['role', 'role'],
  ['purpose', 'purpose'],
  ['categories', 'categories'],
  ['labels', 'labels'],
  ['hiddenLabels', 'labels'],
  // Whoever is told what may be written is told on whom.
  ['patients', 'categories'],
  ['lives', 'lives'],
] as const;

const tokenClaims = {
  roles: 'roles',
  healthId: 'health_id',
  practitionerId: 'practitioner_id',
  facilityId: 'facility_id',
  nationalId: 'national_id',
  clientId: 'client_id',
} as const;

export interface AssertionScope {
  claims: ReadonlySet<ClaimName>;
  /** Scopes that occur in rules of the subgraph's fields. */
  scopes: ReadonlySet<string>;
}

/** The claims about the caller that one subgraph gets, besides the subject. Claims that the token lacks are left out. */
export function assertedClaims(
  { caller, decision }: Asker,
  { claims, scopes }: AssertionScope,
): Record<string, unknown> {
  const told: Record<string, unknown> = {};
  for (const [name, claim] of Object.entries(tokenClaims)) {
    const value = claims.has(name as ClaimName) ? caller.claims[claim] : undefined;
    if (value !== undefined) told[name] = value;
  }
  if (claims.has('scopes') || claims.has('allScopes')) told['scopes'] = scopesFor(caller, claims, scopes);
  const passed = decided.filter(([name, word]) => claims.has(word) && decision[name] !== undefined);
  if (passed.length > 0) told['decision'] = Object.fromEntries(passed.map(([name]) => [name, decision[name]]));
  return told;
}

function scopesFor(caller: Caller, claims: ReadonlySet<ClaimName>, named: ReadonlySet<string>): string[] {
  const all = [...caller.scopes];
  return claims.has('allScopes') ? all : all.filter((scope) => named.has(scope));
}
