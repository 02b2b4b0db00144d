import { requireCaller } from '@wasl/subgraph-sdk';
import type { IdentityContext } from '../context.ts';
import { parseNationalId } from '../parseNationalId.ts';

/** The root type of queries. */
export const Query = {
  me: (_: unknown, __: unknown, context: IdentityContext) =>
    context.loaders.account.load(requireCaller(context).subject),
  person: (_: unknown, { nationalId }: { nationalId: string }, { loaders }: IdentityContext) =>
    loaders.person.load(parseNationalId(nationalId)),
};
