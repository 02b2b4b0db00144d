import type { Asker } from '../../core/asker.ts';
import type { Caller } from '../../core/caller.ts';

/** What a subgraph can be registered to be told about callers. */
export const claimNames = [
  /** The caller's name in tokens; without it one that only this subgraph knows. */
  'subject',
  /** What the gateway decided about the request. */
  'role',
  'purpose',
  'categories',
  'labels',
  /** All roles of the token. */
  'roles',
  /** Those that rules of the subgraph's fields name. */
  'scopes',
  'allScopes',
  'healthId',
  'practitionerId',
  'facilityId',
  'nationalId',
  'clientId',
] as const;
export type ClaimName = (typeof claimNames)[number];

/** What a subgraph is told that registers nothing: no name and no number of anybody. */
export const defaultClaims: readonly ClaimName[] = ['role', 'purpose', 'categories', 'labels', 'scopes'];

/** What of a decision goes with each word. */
const decided = [
  ['role', 'role'],
  ['purpose', 'purpose'],
  ['categories', 'categories'],
  ['labels', 'labels'],
  ['hiddenLabels', 'labels'],
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
  /** Scopes that rules of the subgraph's fields name. */
  scopes: ReadonlySet<string>;
}

/** What one subgraph is told about who asks, beside the subject. Claims that the token lacks are left out. */
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
