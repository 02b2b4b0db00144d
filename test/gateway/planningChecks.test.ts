import type { FetchNode, QueryPlan } from '@wasl/gateway/planning/plan';
import { planDocument } from '@wasl/gateway/planning/planDocument';
import { readFederatedSchema } from '@wasl/gateway/planning/queryGraph/readFederatedSchema';
import { fetchesIn } from '@wasl/gateway/planning/walkPlan';
import { composeSupergraph } from '@wasl/gateway/registry/composeSupergraph';
import { type OperationTypeNode, parse } from 'graphql';
import { expect, test } from 'vitest';
import { subgraphs } from '../federation/context/subgraphs.ts';

const composition = composeSupergraph(subgraphs.map(({ name, sdl }) => ({ name, sdl, url: 'http://127.0.0.1:9/' })));
if ('errors' in composition) throw new Error(composition.errors.join());
const schema = readFederatedSchema(parse(composition.supergraphSdl));
if (!schema) throw new Error('The supergraph is not known.');
const graph = { schema, overrideLabels: new Set<string>() };

function fetchOf(subgraph: string, operation: string): FetchNode {
  return { kind: 'Fetch', subgraph, operation, operationKind: 'query' as OperationTypeNode, variables: [] };
}

/** What is planned where Apollo's planner answers with these fetches, one after the other. */
function planned(query: string, ...nodes: FetchNode[]): string[] {
  const plan: QueryPlan = { node: { kind: 'Sequence', nodes } };
  return fetchesIn(planDocument(parse(query), () => plan, graph).node).map(({ operation }) => operation);
}

const withContext = {
  contextArguments: [{ variable: 'c', levels: 1, path: [{ kind: 'key', key: 'currency' } as const] }],
};

test('a plan that asks a subgraph only for what it resolves, and for all, stands', () => {
  const own = fetchOf('cards', 'query Own { holders { name } }');
  expect(planned('{ holders { name } }', own)).toEqual(['query Own { holders { name } }']);
});

test('a plan that forgets a field is made anew', () => {
  const forgetful = fetchOf('cards', '{ holders { id } }');
  expect(planned('{ holders { id name } }', forgetful)).toEqual(['query { holders { id name } }']);
});

test('so is one that asks for what is external to a subgraph', () => {
  const wrong = fetchOf('cards', '{ holders { id rating } }');
  const [first, second] = planned('{ holders { rating } }', wrong);
  expect(first).toBe('query { holders { __typename id } }');
  expect(second).toContain('... on Holder { rating }');
});

test('a plan with context arguments that forgets a field is refused, for nobody else can make one', () => {
  const forgetful = { ...fetchOf('cards', '{ accounts { id } }'), ...withContext };
  expect(() => planned('{ accounts { main { limit } } }', forgetful)).toThrow('context');
});

test('a supergraph of federation 1 is not read: plans for it stand unchecked', () => {
  const old = `enum join__Graph { A @join__graph(name: "a", url: "http://127.0.0.1:9/") }
    type Query @join__owner(graph: A) @join__type(graph: A) { a: Int b: Int }`;
  expect(readFederatedSchema(parse(old))).toBeUndefined();
  const plan: QueryPlan = { node: fetchOf('a', '{ a }') };
  expect(planDocument(parse('{ a b }'), () => plan, undefined)).toBe(plan);
});
