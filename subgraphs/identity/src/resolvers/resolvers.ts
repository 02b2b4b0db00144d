import { DateScalar, DateTimeScalar } from '@wasl/kit/scalars';
import type { Resolvers } from '@wasl/subgraph-sdk';
import { Account } from './Account.ts';
import { AccountLink } from './AccountLink.ts';
import { Mutation } from './Mutation.ts';
import { Person } from './Person.ts';
import { Query } from './Query.ts';

/** The subgraph's whole resolver map. */
export const resolvers: Resolvers = {
  Query,
  Mutation,
  Account,
  AccountLink,
  Person,
  Date: DateScalar,
  DateTime: DateTimeScalar,
};
