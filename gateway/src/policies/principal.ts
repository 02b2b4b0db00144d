import type { CedarValueJson, EntityJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { Caller } from '../core/caller.ts';

const deepestClaim = 4;

/** The caller as a Cedar entity: `User` with a token, `Anonymous` without; `roles` and `scopes` are sets of strings, `claims` a record. */
export function principalOf({ authenticated, subject, scopes, claims }: Caller): EntityJson {
  const roles = Array.isArray(claims['roles']) ? claims['roles'].filter((role) => typeof role === 'string') : [];
  return {
    uid: { type: authenticated ? 'User' : 'Anonymous', id: subject ?? '' },
    attrs: { roles, scopes: [...scopes], claims: cedarRecord(claims, 1) },
    parents: [],
  };
}

/**
 * A claim as a Cedar value. What Cedar cannot represent (null, fractions, reserved keys) is left out, so that a policy sees it as missing.
 */
function cedarValue(value: unknown, depth: number): CedarValueJson | undefined {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined;
  if (depth >= deepestClaim || typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value))
    return value.map((item) => cedarValue(item, depth + 1)).filter((item) => item !== undefined);
  return cedarRecord(value, depth + 1);
}

function cedarRecord(record: object, depth: number): Record<string, CedarValueJson> {
  const entries = Object.entries(record).flatMap(([key, item]) => {
    const value = key.startsWith('__') ? undefined : cedarValue(item, depth);
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(entries);
}
