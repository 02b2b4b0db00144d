import { holdsInRole, isPatientSide } from '@wasl/kit/recordAccess';
import { type Caller, mayRead } from '@wasl/subgraph-sdk';
import type { AccountRow } from './stores/accounts.ts';
import type { PersonRow } from './stores/people.ts';

/** Who acts as civil staff sees every person; anyone else the person that they are. */
export function mayOpenPerson(caller: Caller | null, person: PersonRow): boolean {
  if (!caller) return false;
  if (holdsInRole(caller, 'user/Person.rs') || caller.nationalId === person.nationalId) return true;
  return person.healthId !== null && caller.healthId === person.healthId;
}

/**
 * Besides those, somebody to whom another subgraph's record led: a guardian comes here by the child's own record, which the registry opens. Only
 * for who asks as a citizen or guardian, and a person with a record: the gateway decides by it before anything goes on.
 */
export function mayOpenReferenced(caller: Caller | null, person: PersonRow): boolean {
  if (mayOpenPerson(caller, person)) return true;
  return caller !== null && isPatientSide(caller) && person.healthId !== null && mayRead(caller, 'IDENTIFIERS');
}

/** The registry place reveals where a family comes from: open only to those who may write civil data, and the person. */
export function mayOpenRegistryPlace(caller: Caller | null, person: PersonRow): boolean {
  if (!caller) return false;
  if (holdsInRole(caller, 'user/Person.cu')) return true;
  return mayOpenPerson({ ...caller, scopes: [] }, person);
}

/** Everyone sees their own account, who acts as civil staff every account. */
export function mayOpenAccount(caller: Caller | null, account: AccountRow): boolean {
  return caller !== null && (caller.subject === account.id || holdsInRole(caller, 'user/Person.rs'));
}
