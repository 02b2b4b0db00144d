import { parse, validate } from 'graphql';
import type { LoadedSupergraph } from '../supergraph/loadSupergraph.ts';
import { allOperations } from './operations.ts';

const known = new WeakMap<LoadedSupergraph, boolean>();

/** Whether a supergraph has all that the front door's operations ask for; found out once for each version. */
export function isServedBy(supergraph: LoadedSupergraph): boolean {
  let isServed = known.get(supergraph);
  if (isServed === undefined) {
    const { schema } = supergraph.executor;
    isServed = allOperations.every((text) => validate(schema, parse(text)).length === 0);
    known.set(supergraph, isServed);
  }
  return isServed;
}
