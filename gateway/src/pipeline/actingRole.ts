import { WaslError } from '@wasl/schema/errors.ts';
import { isRole, type Role, roles } from '@wasl/schema/roles.ts';
import type { Caller } from '../core/caller.ts';
import type { SentRequest } from '../core/request.ts';

const header = 'x-wasl-role';
/** Who speaks for patients: which of the two a caller is for a record, the registry tells. */
const patientSide: readonly Role[] = ['citizen', 'guardian'];
const scopesOfRoles: ReadonlySet<string> = new Set(Object.values(roles).flat());

/** The one role that a request acts in: the one that it names, or the only one that fits. @throws WaslError BAD_REQUEST that says what would help */
export function roleOf({ authenticated, subject, claims }: Caller, headers: SentRequest['headers']): Role {
  const held = Array.isArray(claims['roles']) ? claims['roles'].map(String).filter(isRole) : [];
  const named = headers[header];
  const isOne = held.length === 1 || held.every((name) => patientSide.includes(name));
  const role = named === undefined ? (isOne ? held[0] : undefined) : held.find((name) => name === named);
  // Whoever has no name is everybody: what one of them opened would be open to all, and nobody could be told who looked.
  const isNamed = subject !== null || (role === 'partner' && typeof claims['client_id'] === 'string');
  if (authenticated && !isNamed) throw new WaslError('BAD_REQUEST', {}, { says: nobodysName });
  if (role) return role;
  const says = held.length === 0 ? noRole : named === undefined ? noneOfSeveral : notHeld;
  throw new WaslError('BAD_REQUEST', { header, expected: held }, { says });
}

const limited = new WeakMap<Caller, Map<Role, Caller>>();

/**
 * The caller of a change, with the scopes that count in the acting role: its own, and those that no role has. In no one role it is the caller
 * as they are, and `refusalOfWrites` holds. The same object for the same caller and role.
 */
export function inActingRole(caller: Caller, headers: SentRequest['headers']): Caller {
  const role = roleOrRefusal(caller, headers);
  if (role instanceof WaslError) return caller;
  let known = limited.get(caller);
  if (!known) limited.set(caller, (known = new Map()));
  let found = known.get(role);
  if (!found) known.set(role, (found = { ...caller, scopes: scopesIn(role, caller) }));
  return found;
}

/** Why a caller who bears scopes of roles, and acts in no one role, may change nothing; undefined for everybody else. */
export function refusalOfWrites(caller: Caller, headers: SentRequest['headers']): WaslError | undefined {
  const refusal = roleOrRefusal(caller, headers);
  return refusal instanceof WaslError && [...caller.scopes].some((scope) => scopesOfRoles.has(scope))
    ? refusal
    : undefined;
}

function scopesIn(role: Role, { scopes }: Caller): ReadonlySet<string> {
  const own: readonly string[] = roles[role];
  return new Set([...scopes].filter((scope) => own.includes(scope) || !scopesOfRoles.has(scope)));
}

function roleOrRefusal(caller: Caller, headers: SentRequest['headers']): Role | WaslError {
  try {
    return roleOf(caller, headers);
  } catch (refusal) {
    if (refusal instanceof WaslError) return refusal;
    throw refusal;
  }
}

const nobodysName = {
  en: 'Your access token does not say whose it is: it has no `sub`, and records open only to those who can be named. Tell whoever runs the sign-in service.',
  ar: 'لا يذكر رمز الدخول صاحبه: ليس فيه `sub`، ولا تُفتح السجلات إلا لمن يُعرف اسمه. أبلغ القائمين على خدمة تسجيل الدخول.',
};
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
