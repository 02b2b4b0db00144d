import { requireCaller } from '@wasl/kit/caller';
import { failure } from '@wasl/kit/errors';
import { parseHealthId } from '@wasl/kit/healthId';
import { idempotently } from '@wasl/kit/idempotency';
import type { Caller } from '@wasl/kit/subgraph';
import { VerificationLevel } from '@wasl/prisma/identity/generated/enums.ts';
import type { IdentityContext } from '../context.ts';
import { parseNationalId } from '../parseNationalId.ts';
import { type AccountLinks, linkAccount } from '../stores/accounts.ts';
import { lockPerson, recordVerification } from '../stores/people.ts';

const strength = Object.values(VerificationLevel);

interface RaiseInput {
  idempotencyKey: string;
  nationalId: string;
  level: VerificationLevel;
  evidence: string;
}

interface LinkInput {
  idempotencyKey: string;
  username: string;
  nationalId?: string | null;
  healthId?: string | null;
  practitionerId?: string | null;
  facilityId?: string | null;
}

/** Where writing begins. */
export const Mutation = {
  raiseVerificationLevel: async (_: unknown, { input }: { input: RaiseInput }, context: IdentityContext) => {
    const caller = requireRegistrar(context);
    const nationalId = parseNationalId(input.nationalId);
    const evidence = readEvidence(input.evidence);
    const { level, idempotencyKey: key } = input;
    await idempotently(context.db, { key, operation: 'raiseVerificationLevel', caller, input }, async (tx) => {
      const person = await lockPerson(tx, nationalId);
      if (!person) throw failure('NOT_FOUND');
      if (strength.indexOf(level) <= strength.indexOf(person.verificationLevel)) {
        throw failure('BAD_USER_INPUT', { argument: 'level', present: person.verificationLevel });
      }
      await recordVerification(tx, { nationalId, level, evidence, recordedBy: caller.subject });
      return nationalId;
    });
    return { person: await context.loaders.personByNationalId.load(nationalId) };
  },

  linkAccount: async (_: unknown, { input }: { input: LinkInput }, context: IdentityContext) => {
    const caller = requireRegistrar(context);
    const links = readLinks(input);
    const { idempotencyKey: key, username } = input;
    const id = await idempotently(context.db, { key, operation: 'linkAccount', caller, input }, async (tx) => {
      if (links.nationalId !== undefined && !(await lockPerson(tx, links.nationalId))) throw failure('NOT_FOUND');
      const linked = await linkAccount(tx, username, links);
      if (linked === null) throw failure('NOT_FOUND');
      return linked;
    });
    return { account: await context.loaders.accountById.load(id) };
  },
};

function requireRegistrar(context: IdentityContext): Caller {
  const caller = requireCaller(context);
  if (!caller.scopes.includes('user/Person.cu')) throw failure('FORBIDDEN');
  return caller;
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
