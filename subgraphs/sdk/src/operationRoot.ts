import type { GraphQLResolveInfo } from 'graphql';
import type { Caller } from './caller.ts';
import type { RequestLife } from './requestLife.ts';

const ofOperation = Symbol('what every field of the operation rests on');

/** What every field's checks look at. */
export interface OperationState {
  isSignedIn: boolean;
  scopes: ReadonlySet<string>;
  life: RequestLife;
}

interface OperationRoot {
  [ofOperation]: OperationState;
}

/**
 * The root value of an operation: it carries the caller and the request's limits to every field, independent of the subgraph's own context.
 * To resolvers it is an empty object.
 */
export function rootFor(caller: Caller | null, life: RequestLife): object {
  const root: OperationRoot = Object.create(null);
  root[ofOperation] = { isSignedIn: caller !== null, scopes: new Set(caller?.scopes), life };
  return root;
}

/** Undefined for an operation that was run without `rootFor`. */
export function stateOf({ rootValue }: GraphQLResolveInfo): OperationState | undefined {
  return (rootValue as Partial<OperationRoot> | undefined)?.[ofOperation];
}
