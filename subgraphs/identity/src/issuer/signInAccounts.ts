import type { IsDeceased } from '@wasl/kit/subgraph';
import { type AccountRow, findAccounts } from '../stores/accounts.ts';
import type { Db } from '../stores/client.ts';

/** Finds accounts with which somebody may sign in, or stay signed in. */
export interface SignInAccounts {
  /** The account of a subject; undefined where there is none, and where a death of the person is recorded. */
  find(id: string): Promise<AccountRow | undefined>;
  /** Whether a death of the account's person is recorded, whatever the account's roles: whoever signs in with it is somebody else. */
  isOfDead(account: AccountRow): Promise<boolean>;
}

/** @param isDeceased tells of deaths; without it none is known here, and the gateway alone refuses */
export function createSignInAccounts(db: Db, isDeceased: IsDeceased | undefined): SignInAccounts {
  const isOfDead = async ({ healthId }: AccountRow) =>
    healthId !== null && isDeceased !== undefined && (await isDeceased(healthId));
  return {
    isOfDead,
    async find(id) {
      const [account] = await findAccounts(db, [id]);
      return account && !(await isOfDead(account)) ? account : undefined;
    },
  };
}
