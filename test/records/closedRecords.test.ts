import type { JsonObject } from '@wasl/gateway/core/jsonObject';
import { readSupergraphTypes } from '@wasl/gateway/execution/compile/supergraphTypes';
import { selectionsOf } from '@wasl/gateway/records/askedRecords';
import { createFindClosed } from '@wasl/gateway/records/closedRecords';
import { readRecordDirectives } from '@wasl/gateway/records/recordDirectives';
import type { RecordCategory } from '@wasl/gateway/records/recordQuestion';
import { parse } from 'graphql';
import { expect, test } from 'vitest';

const supergraph = parse(`
  schema @link(url: "https://specs.wasl.sy/privacy/v1.0", import: ["@record"]) { query: Query }
  type Query { patient(healthId: ID!): Patient ward: String page(healthId: ID!): Page any: [Entry] }
  type Patient @record(category: "DEMOGRAPHICS", subject: "healthId", keys: "formerIds") {
    healthId: ID! formerIds: [ID!] phone: String visits: [Visit] page: Page }
  type Page { edges: [Edge!]! total: Int }
  type Edge { node: Visit }
  type Visit @record(category: "ENCOUNTERS", subject: "patient.healthId") { id: ID! text: String patient: Patient problem: Problem }
  type Problem @record(category: "CONDITIONS", subject: "patient.healthId") { text: String patient: Patient }
  type Notice { text: String }
  union Entry = Visit | Notice`);
const types = readSupergraphTypes(supergraph);
const records = readRecordDirectives(supergraph);
const { findClosed } = createFindClosed(records, types);

function closedIn(query: string, received: JsonObject | null, open: RecordCategory[], object: JsonObject = {}) {
  const isEntities = query.includes('_entities');
  const fetch = { source: {}, subgraph: 'a', isMutation: false, isEntities, query, variables: {} };
  const found = findClosed(fetch, selectionsOf(fetch, records, types), [received], [object], new Set(open));
  return found.map(({ path, patient, asked }) => [
    path.join('.'),
    patient,
    asked.map(({ category }) => category).join(),
  ]);
}

test('a patient is closed where nothing at all is open, and asked for by what was to be read', () => {
  const query = '{ patient(healthId: "1") { healthId phone visits { text } } ward }';
  const nothing = { patient: null, ward: null };
  expect(closedIn(query, nothing, [])).toEqual([['patient', '1', 'DEMOGRAPHICS,ENCOUNTERS']]);
  expect(closedIn(query, nothing, ['ACCESS_LOG'])).toEqual([]);
  expect(closedIn('{ patient(healthId: "1") { healthId } }', { patient: null }, [])).toEqual([
    ['patient', '1', 'DEMOGRAPHICS'],
  ]);
});

test('of a patient who came, nulls and empty lists of closed kinds are closed, and keys are not', () => {
  const query =
    '{ patient(healthId: "1") { healthId formerIds phone visits { text } page { total edges { node { text } } } } }';
  const patient = { healthId: '1', formerIds: null, phone: null, visits: [], page: { total: 0, edges: [] } };
  expect(closedIn(query, { patient }, ['CONDITIONS'])).toEqual([
    ['patient.phone', '1', 'DEMOGRAPHICS'],
    ['patient.visits', '1', 'ENCOUNTERS'],
    ['patient.page.edges', '1', 'ENCOUNTERS'],
  ]);
  expect(closedIn(query, { patient }, ['DEMOGRAPHICS', 'ENCOUNTERS'])).toEqual([]);
  const own = { healthId: '1', phone: '01', visits: [{ text: 'a' }], page: null };
  expect(closedIn(query, { patient: own }, ['DEMOGRAPHICS'])).toEqual([['patient.page', '1', 'ENCOUNTERS']]);
});

test('what is within a record that came is closed by itself, and so is what came of a page with nothing in it', () => {
  const query = '{ page(healthId: "1") { edges { node { text problem { text } } } } }';
  const edges = [{ node: { text: 'a', problem: null } }, { node: null }];
  expect(closedIn(query, { page: { edges } }, ['ENCOUNTERS'])).toEqual([
    ['page.edges.0.node.problem', undefined, 'CONDITIONS'],
  ]);
  expect(closedIn(query, { page: { edges: [] } }, ['CONDITIONS'])).toEqual([['page.edges', undefined, 'ENCOUNTERS']]);
});

test('an item of a union may have been a record', () => {
  const query = '{ any { __typename ... on Visit { text } ... on Notice { text } } }';
  const any = [{ __typename: 'Notice', text: 'free' }, null];
  expect(closedIn(query, { any }, ['CONDITIONS'])).toEqual([['any.1', undefined, 'ENCOUNTERS']]);
  expect(closedIn(query, { any }, ['ENCOUNTERS'])).toEqual([]);
});

test('an entity that did not come is closed where it is not known whose it is', () => {
  const query =
    'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Visit { text } ... on Patient { phone } } }';
  expect(closedIn(query, null, ['CONDITIONS'], { __typename: 'Visit', id: 'v' })).toEqual([
    ['', undefined, 'ENCOUNTERS'],
  ]);
  expect(closedIn(query, null, ['ENCOUNTERS'], { __typename: 'Visit', id: 'v' })).toEqual([]);
  // Of a patient who is known each kind was decided before it was asked for.
  expect(closedIn(query, null, [], { __typename: 'Patient', healthId: '1' })).toEqual([]);
});
