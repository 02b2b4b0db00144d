import { composeSupergraph } from '@wasl/gateway/registry/composeSupergraph';
import { readFederatedSchema } from '@wasl/gateway/planning/queryGraph/readFederatedSchema';
import { readOperation } from '@wasl/gateway/planning/readOperation';
import { planStepwise } from '@wasl/gateway/planning/stepwise/planStepwise';
import { fetchesIn } from '@wasl/gateway/planning/walkPlan';
import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { federation } from './support/behaviour.ts';

const wards = `${federation('@key', '@shareable')}
  type Query { place: Place! }
  interface Place { id: ID! next: Place name: String }
  type Ward implements Place @key(fields: "id") { id: ID! next: Place name: String beds: Int! @shareable }
  type Hall implements Place @key(fields: "id") { id: ID! next: Place name: String seats: Int @shareable }
  type Yard implements Place @key(fields: "id") { id: ID! next: Place name: String }`;
const counts = `${federation('@key', '@shareable')}
  type Ward @key(fields: "id") { id: ID! beds: Int @shareable }
  type Hall @key(fields: "id") { id: ID! seats: Int @shareable }`;

/** What the planner that goes step by step asks the subgraphs. */
function askedFor(query: string): string[] {
  const sources = Object.entries({ wards, counts }).map(([name, sdl]) => ({ name, sdl, url: 'http://127.0.0.1:9/' }));
  const composition = composeSupergraph(sources);
  if ('errors' in composition) throw new Error(composition.errors.join());
  const schema = readFederatedSchema(parse(composition.supergraphSdl));
  if (!schema) throw new Error('The supergraph is not known.');
  const plan = planStepwise({ schema, overrideLabels: new Set() }, readOperation(parse(query)));
  return fetchesIn(plan.node).map(({ operation }) => operation);
}

test('asks the same of all objects of an interface once, however deep they are nested', () => {
  expect(askedFor('{ place { next { next { next { id name } } } } }')).toEqual([
    'query { place { __typename next { __typename next { __typename next { __typename id name } } } } }',
  ]);
});

test('asks by fragments where not all are asked the same', () => {
  expect(askedFor('{ place { name ... on Ward { beds } } }')).toEqual([
    'query { place { __typename ... on Hall { name } ... on Ward { name beds } ... on Yard { name } } }',
  ]);
});

test('gives fields of different types under one key a key each', () => {
  expect(askedFor('{ place { ... on Ward { size: beds } ... on Hall { size: seats } } }')).toEqual([
    'query { place { __typename ... on Hall { size__0: seats } ... on Ward { size__1: beds } } }',
  ]);
});
