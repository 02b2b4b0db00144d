import {
  type DocumentNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  stripIgnoredCharacters,
  type VariableDefinitionNode,
  visit,
} from 'graphql';
import type { RevisePlan } from '../execution/operationCompiler.ts';
import { renamedKeys } from '../execution/compile/rewrites.ts';
import type { SupergraphTypes } from '../execution/compile/supergraphTypes.ts';
import type { FetchNode, FlattenNode, PlanNode, PlanPathStep, Rewrite } from '../planning/plan.ts';
import { readOperation } from '../planning/readOperation.ts';
import { replaceFetches } from '../planning/walkPlan.ts';
import { readPatientKeys } from './patientKeys.ts';
import { type PatientPlace, patientsApart } from './patientsApart.ts';
import type { RecordSchema } from './recordDirectives.ts';

/** A fetch in two steps: what leads to patients, and what may bear labels of them. */
interface Split {
  first: FetchNode;
  places: readonly PlaceFetch[];
}

interface PlaceFetch {
  path: readonly PlanPathStep[];
  fetch: FetchNode;
}

/**
 * Makes the function that lets a plan ask for records that may bear labels only once it is known whose they are: of patients who come with
 * an answer, such as the caller's children, by their health IDs in a fetch of its own. A subgraph that cuts pages or counts is then told
 * what is hidden of each of them.
 */
export function createAskPatientsApart(supergraph: DocumentNode, records: RecordSchema): RevisePlan {
  const keyOf = readPatientKeys(supergraph, records);

  return ({ node }, types) => {
    const inSteps = (fetch: FetchNode): PlanNode => stepsOf(split(fetch, types), inSteps);
    if (!node) return {};
    if (node.kind !== 'Subscription') return { node: replaceFetches(node, inSteps) };
    const { first, places } = split(node.primary, types);
    const rest = node.rest ? [replaceFetches(node.rest, inSteps)] : [];
    const nodes = [...places.map((place) => at(place, inSteps)), ...rest];
    return { node: { ...node, primary: first, ...(nodes.length > 0 && { rest: { kind: 'Sequence', nodes } }) } };
  };

  function split(fetch: FetchNode, types: SupergraphTypes): Split {
    const { subgraph } = fetch;
    const { operation, selections } = readOperation(parse(fetch.operation, { noLocation: true }));
    const rootType = fetch.requires ? undefined : types.roots[fetch.operationKind];
    const bound = new Set(fetch.contextArguments?.map(({ variable }) => variable));
    const apart = patientsApart(selections, { subgraph, rootType, bound, records, types, keyOf });
    if (apart.places.length === 0) return { first: fetch, places: [] };
    const outputRewrites = (fetch.outputRewrites ?? []).filter(
      (rewrite) => !apart.places.some((place) => below(rewrite, place)),
    );
    return {
      first: selecting(apart.selections, { ...fetch, outputRewrites }, operation),
      places: apart.places.map((place) => fetchOf(place, fetch, operation)),
    };
  }
}

function stepsOf({ first, places }: Split, inSteps: (fetch: FetchNode) => PlanNode): PlanNode {
  const last = places.at(-1);
  if (!last) return first;
  const { id, ...unwaited } = first;
  if (id === undefined)
    return { kind: 'Sequence', nodes: [first, { kind: 'Parallel', nodes: places.map((place) => at(place, inSteps)) }] };
  // Deferred parts wait for a fetch by its id: now for the last of them.
  const inOrder = [...places.slice(0, -1), { ...last, fetch: { ...last.fetch, id } }];
  return { kind: 'Sequence', nodes: [unwaited, ...inOrder.map((place) => at(place, inSteps))] };
}

function at({ path, fetch }: PlaceFetch, inSteps: (fetch: FetchNode) => PlanNode): FlattenNode {
  return { kind: 'Flatten', path, node: inSteps(fetch) };
}

/** The fetch of what may bear labels, of the patients at one place. */
function fetchOf(place: PatientPlace, fetch: FetchNode, operation: OperationDefinitionNode): PlaceFetch {
  const { subgraph, operationName } = fetch;
  const keys = ['__typename', place.key.field].map((name) => ({ kind: 'Field', name }) as const);
  const renamed = renamedKeys(fetch.outputRewrites);
  const outputRewrites = (fetch.outputRewrites ?? []).flatMap((rewrite) => below(rewrite, place) ?? []);
  const asked: FetchNode = {
    kind: 'Fetch',
    subgraph,
    operationKind: OperationTypeNode.QUERY,
    ...(operationName !== undefined && { operationName }),
    operation: '',
    variables: fetch.variables,
    requires: [{ kind: 'InlineFragment', typeCondition: place.typeName, selections: keys }],
    outputRewrites,
  };
  return {
    path: place.path.map((step) => (step.kind === 'key' ? { ...step, key: renamed.get(step.key) ?? step.key } : step)),
    fetch: selecting([entitiesOf(place)], asked, {
      ...operation,
      operation: OperationTypeNode.QUERY,
      variableDefinitions: definitionsFor(operation),
    }),
  };
}

/** `_entities`, with the fields that were taken out. */
function entitiesOf({ typeName, selections }: PatientPlace): FieldNode {
  const typeCondition = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: typeName } } as const;
  const fragment = { kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet: setOf(selections) } as const;
  return { ...entities, selectionSet: setOf([fragment]) };
}

const entitiesText = 'query ($representations: [_Any!]!) { _entities(representations: $representations) }';
const entitiesQuery = readOperation(parse(entitiesText, { noLocation: true }));
const [entities] = entitiesQuery.selections as [FieldNode];
const representations = entitiesQuery.operation.variableDefinitions?.[0] as VariableDefinitionNode;

/** The variables of a fetch for entities. */
function definitionsFor({ variableDefinitions = [] }: OperationDefinitionNode): VariableDefinitionNode[] {
  const name = representations.variable.name.value;
  return [representations, ...variableDefinitions.filter(({ variable }) => variable.name.value !== name)];
}

function setOf(selections: readonly SelectionNode[]): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections };
}

/** A fetch with other selections, and of its variables those that they use. */
function selecting(
  selections: readonly SelectionNode[],
  fetch: FetchNode,
  operation: OperationDefinitionNode,
): FetchNode {
  const used = new Set<string>();
  const selectionSet = setOf(selections);
  visit(selectionSet, { [Kind.VARIABLE]: ({ name }) => void used.add(name.value) });
  const definitions = operation.variableDefinitions ?? [];
  const variableDefinitions = definitions.filter(({ variable }) => used.has(variable.name.value));
  return {
    ...fetch,
    operation: stripIgnoredCharacters(print({ ...operation, variableDefinitions, selectionSet })),
    variables: fetch.variables.filter((name) => used.has(name)),
  };
}

/** A rewrite of what was taken out at a place, from there; undefined for any other. */
function below(rewrite: Rewrite, place: PatientPlace): Rewrite | undefined {
  const above = place.path.flatMap((step) => (step.kind === 'key' ? [step.key] : []));
  let passed = 0;
  let position = 0;
  for (; passed < above.length; position += 1) {
    const step = rewrite.path[position];
    if (!step) return undefined;
    if (step.kind !== 'key') continue;
    if (step.key !== above[passed]) return undefined;
    passed += 1;
  }
  const path = rewrite.path.slice(position);
  const next = path.find((step) => step.kind === 'key')?.key ?? rewrite.key;
  const isTakenOut = place.selections.some(
    (item) => item.kind === Kind.FIELD && (item.alias ?? item.name).value === next,
  );
  return isTakenOut ? { ...rewrite, path } : undefined;
}
