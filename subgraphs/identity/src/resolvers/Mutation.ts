import { failure } from '@wasl/kit/errors';
import { holdsInRole } from '@wasl/kit/recordAccess';
import { parseHealthId } from '@wasl/kit/healthId';
import type { Input } from '@wasl/kit/writeOnce';
import { requireCaller } from '@wasl/subgraph-sdk';
import type { IdentityContext } from '../context.ts';
import { parseNationalId } from '../parseNationalId.ts';
import { type AccountLinks, linkAccount } from '../stores/accounts.ts';
import { lockPerson, recordVerification, VerificationLevel } from '../stores/people.ts';

const strength = Object.values(VerificationLevel);

interface RaiseInput {
  nationalId: string;
  level: VerificationLevel;
  evidence: string;
}

interface LinkInput {
  username: string;
  nationalId?: string | null;
  healthId?: string | null;
  practitionerId?: string | null;
  facilityId?: string | null;
}

/** The root type of mutations. */
export const Mutation = {
  raiseVerificationLevel: async (_: unknown, { input }: Input<RaiseInput>, context: IdentityContext) => {
    requireRegistrar(context);
    const nationalId = parseNationalId(input.nationalId);
    const evidence = readEvidence(input.evidence);
    const { level } = input;
    await context.writeOnce('raiseVerificationLevel', input, async (tx, caller) => {
      const person = await lockPerson(tx, nationalId);
      if (!person) throw failure('NOT_FOUND');
      if (strength.indexOf(level) <= strength.indexOf(person.verificationLevel)) {
        throw failure('BAD_USER_INPUT', { argument: 'level', present: person.verificationLevel });
      }
      await recordVerification(tx, { nationalId, level, evidence, recordedBy: caller.subject });
      return nationalId;
    });
    return { person: await context.loaders.person.load(nationalId) };
  },

  linkAccount: async (_: unknown, { input }: Input<LinkInput>, context: IdentityContext) => {
    requireRegistrar(context);
    const links = readLinks(input);
    const id = await context.writeOnce('linkAccount', input, async (tx) => {
      if (links.nationalId !== undefined && !(await lockPerson(tx, links.nationalId))) throw failure('NOT_FOUND');
      const linked = await linkAccount(tx, input.username, links);
      if (linked === null) throw failure('NOT_FOUND');
      return linked;
    });
    return { account: await context.loaders.account.load(id) };
  },
};

/** @throws SubgraphError FORBIDDEN for those who do not act in a role that writes civil data */
function requireRegistrar(context: IdentityContext): void {
  if (!holdsInRole(requireCaller(context), 'user/Person.cu')) throw failure('FORBIDDEN');
}

function readEvidence(text: string): string {
  const evidence = text.trim();
  if (evidence.length >= 3 && evidence.length <= 500) return evidence;
  throw failure('BAD_USER_INPUT', { argument: 'evidence', minimum: 3, maximum: 500 });
}

function readLinks({ nationalId, healthId, practitionerId, facilityId }: LinkInput): AccountLinks {
  return {
    ...(nationalId && { nationalId: parseNationalId(nationalId) }),
    ...(healthId && { healthId: parseHealthId(healthId) }),
    ...(practitionerId && { practitionerId }),
    ...(facilityId && { facilityId }),
  };
}
