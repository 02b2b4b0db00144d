import { randomUUID } from 'node:crypto';
import { createPolicyGrants, type GrantPolicies, type OnPolicyError } from './policyGrants.ts';
import { parsePolicies, type PolicyFiles, readPolicyFiles } from './readPolicies.ts';

/** The policies in force. */
export interface PolicyStore {
  grant: GrantPolicies;
  close(): void;
}

export interface PolicyStoreOptions {
  onPolicyError: OnPolicyError;
  /** Hears of each later attempt: undefined when the new policies are in force, the error when the old ones stay. */
  onReload(error: unknown): void;
}

const lookEveryMs = 1_000;

/**
 * Reads a folder of policies, and again when its files change. A change counts once two looks at it agree: a file that is half
 * written may lack its forbids and still be good Cedar. What was decided by the old policies is forgotten with them. What cannot
 * be used leaves the old ones in force. @throws ConfigError when they cannot be read at first.
 */
export async function openPolicies(folder: string, options: PolicyStoreOptions): Promise<PolicyStore> {
  const policySet = randomUUID();
  const createGrants = (files: PolicyFiles) =>
    createPolicyGrants(parsePolicies(files), options.onPolicyError, policySet);
  const first = await readPolicyFiles(folder);
  let grant = createGrants(first);
  let settled = nameOf(first);
  let unsettled = settled;
  let timer = setTimeout(look, lookEveryMs).unref();
  let isClosed = false;

  async function look(): Promise<void> {
    const found = await readPolicyFiles(folder).catch((error: unknown) => error as Error);
    if (isClosed) return;
    const name = nameOf(found);
    if (name !== settled && name === unsettled) takeOver(found, name);
    unsettled = name;
    timer = setTimeout(look, lookEveryMs).unref();
  }

  function takeOver(found: PolicyFiles | Error, name: string): void {
    settled = name;
    try {
      if (found instanceof Error) throw found;
      grant = createGrants(found);
    } catch (error) {
      return options.onReload(error);
    }
    options.onReload(undefined);
  }

  return {
    grant: (...request) => grant(...request),
    close() {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}

/** The same for the same files, and for the same failure to read them. */
function nameOf(found: PolicyFiles | Error): string {
  return found instanceof Error ? found.message : JSON.stringify(found);
}
