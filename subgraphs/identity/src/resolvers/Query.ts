import { readPage, toConnection } from '@wasl/kit/pagination';
import { requireCaller } from '@wasl/subgraph-sdk';
import type { IdentityContext } from '../context.ts';
import { parseNationalId } from '../parseNationalId.ts';

/** The root type of queries. */
export const Query = {
  me: (_: unknown, __: unknown, context: IdentityContext) =>
    context.loaders.account.load(requireCaller(context).subject),
  async accountLinks(
    _: unknown,
    { first, after }: { first?: number | null; after?: string | null },
    { loaders }: IdentityContext,
  ) {
    const page = readPage(first, after);
    return toConnection(await loaders.waitingLinks(page), page, ({ id }) => id);
  },
  person: (_: unknown, { nationalId }: { nationalId: string }, { loaders }: IdentityContext) =>
    loaders.person.load(parseNationalId(nationalId)),
};
