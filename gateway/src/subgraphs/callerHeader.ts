import { SignJWT } from 'jose';
import type { Caller } from '../core/caller.ts';

const lifetimeSeconds = 60;

/** Makes the `x-wasl-caller` header by which subgraphs know who asks, and that the gateway vouches for it. */
export type SignCaller = (caller: Caller) => Promise<string>;

/** Signs callers with the secret that gateway and subgraphs share; a caller's header serves for half of its lifetime. */
export function createCallerSigner(secret: string): SignCaller {
  const key = new TextEncoder().encode(secret);
  const signed = new WeakMap<Caller, { header: string; until: number }>();
  return async (caller) => {
    const known = signed.get(caller);
    if (known && known.until > Date.now()) return known.header;
    const header = await new SignJWT(claimsOf(caller))
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(caller.subject ?? 'anonymous')
      .setAudience('wasl-subgraph')
      .setExpirationTime(`${lifetimeSeconds}s`)
      .sign(key);
    signed.set(caller, { header, until: Date.now() + (lifetimeSeconds / 2) * 1_000 });
    return header;
  };
}

function claimsOf({ claims, scopes }: Caller) {
  return {
    roles: claims['roles'],
    scopes: [...scopes],
    dependants: claims['dependants'],
    healthId: claims['health_id'],
    practitionerId: claims['practitioner_id'],
    facilityId: claims['facility_id'],
    nationalId: claims['national_id'],
    clientId: claims['client_id'],
  };
}
