import type { Caller } from './caller.ts';

const names = new WeakMap<Caller, string>();

/** The name under which a caller is counted: the token's subject, for each issuer. Undefined without a token. */
export function callerName(caller: Caller): string | undefined {
  if (caller.subject === null) return undefined;
  let name = names.get(caller);
  if (name === undefined) {
    name = JSON.stringify([caller.claims['iss'], caller.subject]);
    names.set(caller, name);
  }
  return name;
}
