import { readSupergraphTypes } from '@wasl/gateway/execution/compile/supergraphTypes';
import type { FetchNode, PlanNode, SubscriptionNode } from '@wasl/gateway/planning/plan';
import { createAskPatientsApart } from '@wasl/gateway/records/askPatientsApart';
import { readRecordDirectives } from '@wasl/gateway/records/recordDirectives';
import { OperationTypeNode, parse } from 'graphql';
import { describe, expect, test } from 'vitest';

const supergraph = parse(`
  schema @link(url: "https://specs.wasl.sy/privacy/v1.0", import: ["@record"]) { query: Query subscription: Subscription }
  enum join__Graph { REGISTRY @join__graph(name: "registry", url: "") STUBS @join__graph(name: "stubs", url: "") }
  type Query { patient(healthId: ID!): Patient me: Patient }
  type Subscription { admitted: Patient }
  type Patient @join__type(graph: REGISTRY, key: "healthId") @join__type(graph: STUBS, key: "healthId", resolvable: false)
    @record(category: "DEMOGRAPHICS", subject: "healthId") {
    healthId: ID! name: String children: [Patient] pages(first: Int): Pages lent: Pages @join__field(graph: REGISTRY, external: true) }
  type Pages @record(category: "ENCOUNTERS") { nodes: [Visit] }
  type Visit @record(category: "ENCOUNTERS", subject: "patient.healthId", labels: "confidentiality sensitivities") {
    patient: Patient text: String confidentiality: String sensitivities: [String] }`);
const revise = createAskPatientsApart(supergraph, readRecordDirectives(supergraph));
const types = readSupergraphTypes(supergraph);

const fetchOf = (operation: string, more: Partial<FetchNode> = {}): FetchNode => ({
  kind: 'Fetch',
  subgraph: 'registry',
  operationKind: OperationTypeNode.QUERY,
  operation,
  variables: [...operation.matchAll(/\$(\w+):/g)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'representations'),
  ...more,
});

/** The steps of a plan, each with the path at which it stands. */
function stepsOf(node: PlanNode | SubscriptionNode | undefined, path = ''): unknown[] {
  switch (node?.kind) {
    case 'Subscription':
      return [...stepsOf(node.primary, path), ...stepsOf(node.rest, path)];
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap((inner) => stepsOf(inner, path));
    case 'Flatten':
      return stepsOf(node.node, `${path}/${node.path.map((step) => ('key' in step ? step.key : step.kind)).join('.')}`);
    case 'Fetch':
      return [
        [path, node.operation, ...(node.variables.length > 0 ? [node.variables] : []), ...(node.id ? [node.id] : [])],
      ];
    default:
      return [];
  }
}
const revised = (fetch: FetchNode) => stepsOf(revise({ node: fetch }, types).node);
const entities = (fields: string, variables = '') =>
  `query($representations:[_Any!]!${variables}){_entities(representations:$representations){...on Patient{${fields}}}}`;

describe('what may bear labels is asked for by itself', () => {
  test('of patients who come with the answer, at each place, and within what is asked for there', () => {
    const visits = 'pages(first:$first){nodes{patient{pages{nodes{text}}}}}';
    expect(revised(fetchOf(`query($first:Int){me{name ${visits} children{healthId ${visits}}}}`))).toEqual([
      ['', '{me{__typename healthId name children{__typename healthId healthId}}}'],
      ['/me.children', entities('pages(first:$first){nodes{patient{__typename healthId}}}', '$first:Int'), ['first']],
      ['/me.children/type.pages.nodes.patient', entities('pages{nodes{text}}')],
      ['/me', entities('pages(first:$first){nodes{patient{__typename healthId}}}', '$first:Int'), ['first']],
      ['/me/type.pages.nodes.patient', entities('pages{nodes{text}}')],
    ]);
  });

  test('of several whom fields name, and not of one, by whatever names the fields go', () => {
    const one = '{a:patient(healthId:"1"){pages{nodes{text}}} b:patient(healthId:"1"){healthId pages{nodes{text}}}}';
    expect(revised(fetchOf(one))).toEqual([['', one]]);
    expect(revised(fetchOf(one.replace('b:patient(healthId:"1")', 'b:patient(healthId:"2")')))).toEqual([
      ['', expect.not.stringContaining('pages')],
      ['/a', entities('pages{nodes{text}}')],
      ['/b', entities('pages{nodes{text}}')],
    ]);
  });

  test('of a patient within an entity, and not of the entity, whose key is known', () => {
    const requires = [
      { kind: 'InlineFragment', typeCondition: 'Patient', selections: [{ kind: 'Field', name: 'healthId' }] },
    ] as const;
    const operation = entities('pages{nodes{text}}children{pages{nodes{text}}}');
    expect(revised(fetchOf(operation, { requires }))).toEqual([
      ['', entities('pages{nodes{text}}children{__typename healthId}')],
      ['/type.children', entities('pages{nodes{text}}')],
    ]);
  });

  test('with the names that the plan gave, and what restores them', () => {
    const outputRewrites = [
      {
        kind: 'RenameKey',
        path: [
          { kind: 'key', key: 'x' },
          { kind: 'key', key: 'pages_0' },
        ],
        key: 'nodes_0',
        to: 'nodes',
      },
      { kind: 'RenameKey', path: [], key: 'x', to: 'me' },
    ] as const;
    const { node } = revise({ node: fetchOf('{x:me{pages_0:pages{nodes_0:nodes{text}}}}', { outputRewrites }) }, types);
    expect(stepsOf(node)).toEqual([
      ['', '{x:me{__typename healthId}}'],
      ['/me', entities('pages_0:pages{nodes_0:nodes{text}}')],
    ]);
    expect(node).toMatchObject({
      nodes: [
        { outputRewrites: [outputRewrites[1]] },
        { nodes: [{ node: { outputRewrites: [{ ...outputRewrites[0], path: [{ kind: 'key', key: 'pages_0' }] }] } }] },
      ],
    });
  });

  test('before deferred parts that wait for the fetch begin', () => {
    const both = '{me{pages{nodes{text}} children{pages{nodes{text}}}}}';
    expect(revised(fetchOf(both, { id: '0' })).map((step) => (step as unknown[])[2])).toEqual([
      undefined,
      undefined,
      '0',
    ]);
  });

  test('of the patient of an event, before what completes it', () => {
    const primary = fetchOf('subscription{admitted{pages{nodes{text}}}}', {
      operationKind: OperationTypeNode.SUBSCRIPTION,
    });
    expect(stepsOf(revise({ node: { kind: 'Subscription', primary } }, types).node)).toEqual([
      ['', 'subscription{admitted{__typename healthId}}'],
      ['/admitted', entities('pages{nodes{text}}')],
    ]);
  });
});

test.each([
  ['what bears none', '{me{healthId name children{name}}}', {}],
  ['what the subgraph has of the patient only there', '{me{lent{nodes{text}}}}', {}],
  ['where the subgraph cannot be asked for a patient', '{me{pages{nodes{text}}}}', { subgraph: 'stubs' }],
])('stays in the fetch: %s', (_, operation, more) => {
  expect(revised(fetchOf(operation, more))).toEqual([['', operation]]);
});
