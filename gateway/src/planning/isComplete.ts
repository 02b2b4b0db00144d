import type { FetchNode, PlanNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, parse, type SelectionNode, type SelectionSetNode } from 'graphql';
import { namedTypeOf } from './stepwise/joins.ts';
import type { Knowledge } from './stepwise/knowledge.ts';
import { readWhole, type WholeOperation } from './stepwise/planStepwise.ts';

/** What a plan brings of the objects at one place of the answer. */
interface Brought {
  /** Fields by the type of object that has them. */
  fields: Map<string, Map<string, Brought>>;
  /** The types that the objects may have. */
  types: readonly string[];
  /** The interface that the objects are known by, until somebody tells the type of each. */
  knownAs: string | undefined;
}

/** Places of the answer, each with those of its types that are concerned. */
type Places = readonly (readonly [place: Brought, types: readonly string[]])[];

/** What is too large to be checked is taken to be complete. */
const mostPlaces = 20_000;

/** Whether a plan brings all that an operation selects, whatever types of objects the subgraphs answer with. */
export function isComplete(plan: QueryPlan, operation: WholeOperation, knowledge: Knowledge): boolean {
  // Where one of several fetches that are made at once counts on another, it comes too early in one of the two orders.
  return isCompleteInOrder(plan, operation, knowledge, false) && isCompleteInOrder(plan, operation, knowledge, true);
}

function isCompleteInOrder(
  plan: QueryPlan,
  operation: WholeOperation,
  knowledge: Knowledge,
  isReversed: boolean,
): boolean {
  const graphs = new Map([...knowledge.joins.services].map(([graph, service]) => [service, graph]));
  const root: Brought = { fields: new Map(), types: [operation.rootType], knownAs: undefined };
  let named = new Set<Brought>();
  let placesLeft = mostPlaces;
  let isKeyless = false;
  if (plan.node) run(plan.node, [[root, root.types]]);
  return !isKeyless && (placesLeft <= 0 || holds(root, operation.selections));

  function run(step: PlanNode | NonNullable<QueryPlan['node']>, at: Places): void {
    switch (step.kind) {
      case 'Sequence':
        for (const item of step.nodes) run(item, at);
        return;
      case 'Parallel':
        return runAtOnce(step.nodes, at);
      case 'Flatten':
        return run(step.node, follow(at, step.path.map(String)));
      case 'Fetch':
        return take(step, at);
      case 'Condition':
        for (const item of [step.ifClause, step.elseClause]) if (item) run(item, at);
        return;
      case 'Defer':
        for (const item of [step.primary, ...step.deferred]) if (item.node) run(item.node, at);
        return;
      case 'Subscription':
        take(step.primary, at);
        if (step.rest) run(step.rest, at);
    }
  }

  /** None of them may count on the types that another tells. */
  function runAtOnce(nodes: readonly PlanNode[], at: Places): void {
    const before = named;
    const after = new Set(before);
    for (const item of isReversed ? nodes.toReversed() : nodes) {
      named = new Set(before);
      run(item, at);
      for (const place of named) after.add(place);
    }
    named = after;
  }

  function follow(at: Places, path: readonly string[]): Places {
    let places = at;
    for (const step of path) {
      if (step === '@') continue;
      const condition = step.startsWith('... on ') ? step.slice('... on '.length) : undefined;
      places = places.flatMap(([place, types]): Places => {
        if (condition !== undefined) return [[place, types.filter((type) => appliesAt(place, condition, type))]];
        const below = new Set(types.flatMap((type) => place.fields.get(type)?.get(step) ?? []));
        return [...below].map((child) => [child, child.types]);
      });
    }
    return places;
  }

  function take(fetch: FetchNode, at: Places): void {
    const graph = graphs.get(fetch.serviceName) ?? '';
    const keys = new Map(
      (fetch.outputRewrites ?? []).flatMap((rewrite) =>
        rewrite.kind === 'KeyRenamer' ? [[rewrite.path.at(-1) ?? '', rewrite.renameKeyTo] as const] : [],
      ),
    );
    const { selections, rootType } = readWhole(parse(fetch.operation, { noLocation: true }));
    const taken = { graph, keys };
    for (const [place, types] of at) {
      if (!fetch.requires) {
        add(selections, rootType, place, types, taken);
        continue;
      }
      const { requires } = fetch;
      const sent = types.filter((type) => canSend(place, type, requires));
      isKeyless ||= sent.some((type) => !hasKey(place, type, requires, graph));
      for (const entities of selections) {
        if (entities.kind === Kind.FIELD) add(entities.selectionSet?.selections ?? [], undefined, place, sent, taken);
      }
    }
  }

  /** Whether all that a request sends of objects of a type has been brought; false when it sends nothing of them. */
  function canSend(place: Brought, type: string, sent: readonly QueryPlanSelectionNode[]): boolean {
    const concerned = sent.filter((node) => node.kind === 'Field' || appliesAt(place, node.typeCondition, type));
    return (
      concerned.length > 0 &&
      concerned.every((node) => {
        if (node.kind === 'InlineFragment') return canSend(place, type, node.selections);
        if (node.name === '__typename') return true;
        const child = place.fields.get(type)?.get(node.alias ?? node.name);
        const below = node.selections;
        return child !== undefined && (!below || child.types.every((one) => canSendBelow(child, one, below)));
      })
    );
  }

  /** As `canSend`; of a type that nothing is sent of there is nothing to bring. */
  function canSendBelow(place: Brought, type: string, sent: readonly QueryPlanSelectionNode[]): boolean {
    const concerned = sent.filter((node) => node.kind === 'Field' || appliesAt(place, node.typeCondition, type));
    return concerned.length === 0 || canSend(place, type, concerned);
  }

  /** Whether what is sent of objects of a type names an entity of the subgraph. */
  function hasKey(place: Brought, type: string, sent: readonly QueryPlanSelectionNode[], graph: string): boolean {
    const names = new Set(namesSent(place, type, sent));
    return knowledge
      .entriesOf(type)
      .some(
        (entry) =>
          entry.graph === graph && entry.keys.some((key) => [...namesIn(key, type)].every((one) => names.has(one))),
      );
  }

  function namesSent(place: Brought, type: string, sent: readonly QueryPlanSelectionNode[]): string[] {
    return sent.flatMap((node) => {
      if (node.kind === 'Field') return [node.name];
      return appliesAt(place, node.typeCondition, type) ? namesSent(place, type, node.selections) : [];
    });
  }

  function namesIn({ selections }: SelectionSetNode, type: string): Iterable<string> {
    return knowledge.fieldsIn(selections, type).keys();
  }

  function appliesAt(place: Brought, condition: string | undefined, type: string): boolean {
    return condition === undefined || knowledge.applies(condition, named.has(place) ? type : (place.knownAs ?? type));
  }

  /** Adds what a subgraph answers; `parent` is the objects' type as it knows it, undefined for entities. */
  function add(
    selections: readonly SelectionNode[],
    parent: string | undefined,
    place: Brought,
    types: readonly string[],
    taken: { graph: string; keys: ReadonlyMap<string, string> },
  ): void {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value ?? parent;
        const met = types.filter((type) => condition === undefined || knowledge.applies(condition, type));
        add(selection.selectionSet.selections, condition, place, met, taken);
      } else if (selection.kind === Kind.FIELD) {
        const name = selection.name.value;
        if (name === '__typename') {
          if (parent !== undefined && !isInterfaceObject(taken.graph, parent)) named.add(place);
          continue;
        }
        const key = (selection.alias ?? selection.name).value;
        const inner = selection.selectionSet?.selections ?? [];
        for (const type of types) {
          const child = childOf(place, type, taken.keys.get(key) ?? key, name, parent ?? type, taken.graph);
          if (inner.length > 0) add(inner, declaredAt(taken.graph, parent ?? type, name), child, child.types, taken);
        }
      }
    }
  }

  function childOf(place: Brought, type: string, key: string, name: string, parent: string, graph: string): Brought {
    let fields = place.fields.get(type);
    if (!fields) place.fields.set(type, (fields = new Map()));
    let child = fields.get(key);
    if (!child) {
      placesLeft -= 1;
      const declared = placesLeft > 0 ? declaredAt(graph, parent, name) : undefined;
      const answered = declared === undefined ? [] : knowledge.possible(graph, declared);
      const types = answered.flatMap((one) => (isInterfaceObject(graph, one) ? implementationsOf(one) : [one]));
      child = { fields: new Map(), types, knownAs: answered.find((one) => isInterfaceObject(graph, one)) };
      fields.set(key, child);
    }
    return child;
  }

  function declaredAt(graph: string, type: string, name: string): string | undefined {
    const field = knowledge.fieldAt(graph, type, name);
    return field && namedTypeOf(field.type);
  }

  function isInterfaceObject(graph: string, type: string): boolean {
    return knowledge.joins.types.get(type)?.graphs.get(graph)?.isInterfaceObject === true;
  }

  function implementationsOf(type: string): string[] {
    return [...knowledge.joins.types].flatMap(([name, { kind, interfaces }]) =>
      kind === 'object' && interfaces.includes(type) ? [name] : [],
    );
  }

  function holds(place: Brought, selections: readonly SelectionNode[]): boolean {
    const fields = place.types
      .filter((type) => knowledge.joins.types.get(type)?.isInaccessible !== true)
      .map((type) => [type, knowledge.fieldsIn(selections, type)] as const);
    if (place.knownAs !== undefined && !named.has(place) && mustBeNamed(fields.map(([, found]) => found))) return false;
    return fields.every(([type, found]) =>
      [...found].every(([key, nodes]) => {
        if (nodes[0]?.name.value.startsWith('__')) return true;
        const child = place.fields.get(type)?.get(key);
        const below = nodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
        return child !== undefined && (below.length === 0 || holds(child, below));
      }),
    );
  }
}

/** Whether objects of different types have different fields, or tell their type. */
function mustBeNamed(fields: readonly ReadonlyMap<string, unknown>[]): boolean {
  const keys = fields.map((found) => [...found.keys()].sort().join());
  return new Set(keys).size > 1 || fields.some((found) => found.has('__typename'));
}
