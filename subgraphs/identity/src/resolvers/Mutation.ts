import type { IdentityContext } from '../context.ts';
import { parseNationalId } from '../parseNationalId.ts';
import { confirmLink, rejectLink, requestLink } from '../stores/accountLinks.ts';
import type { AccountLinks } from '../stores/accounts.ts';
import type { Tx } from '../stores/client.ts';
import { lockPerson, recordVerification, VerificationLevel } from '../stores/people.ts';
import { actorOf, type Writing } from '@wasl/kit/actor';
import { failure } from '@wasl/kit/errors';
import type { Evidence } from '@wasl/kit/evidence';
import { parseHealthId } from '@wasl/kit/healthId';
import { holdsInRole } from '@wasl/kit/recordAccess';
import type { Input, Keyed } from '@wasl/kit/writeOnce';
import { requireCaller } from '@wasl/subgraph-sdk';

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
  evidence: Evidence;
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

  linkAccount: (_: unknown, { input }: Input<LinkInput>, context: IdentityContext) => {
    const { username, evidence } = input;
    const ties = readLinks(input);
    return writeLink(context, 'linkAccount', input, (tx, w) => requestLink(tx, { username, ties, evidence }, w));
  },

  confirmAccountLink: (_: unknown, { input }: Input<{ linkId: string }>, context: IdentityContext) =>
    writeLink(context, 'confirmAccountLink', input, (tx, w) => confirmLink(tx, input.linkId, w)),

  rejectAccountLink: (_: unknown, { input }: Input<{ linkId: string; words: string }>, context: IdentityContext) =>
    writeLink(context, 'rejectAccountLink', input, (tx, w) => rejectLink(tx, input.linkId, input.words, w)),
};

/** Does a step of a link, which answers its ID. */
async function writeLink(
  context: IdentityContext,
  operation: string,
  input: Keyed,
  work: (tx: Tx, writing: Writing) => Promise<string>,
) {
  requireRegistrar(context);
  const { now } = context;
  const id = await context.writeOnce(operation, input, (tx, caller) => work(tx, { actor: actorOf(caller), now }));
  const link = await context.loaders.link(id);
  return { link, account: link && (await context.loaders.account.load(link.accountId)) };
}

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
