import { requireCaller } from '@wasl/kit/caller';
import type { IdentityContext } from '../context.ts';
import { parseNationalId } from '../parseNationalId.ts';
import { openPerson } from './Person.ts';

/** Where reading begins. */
export const Query = {
  me: (_: unknown, __: unknown, context: IdentityContext) =>
    context.loaders.accountById.load(requireCaller(context).subject),
  person: (_: unknown, { nationalId }: { nationalId: string }, context: IdentityContext) =>
    openPerson(parseNationalId(nationalId), context),
};
