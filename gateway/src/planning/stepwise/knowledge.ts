import { type FieldNode, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import { type FieldInGraph, type Joins, namedTypeOf } from './joins.ts';

/** An object as one subgraph answers it. */
export interface Source {
  graph: string;
  /** Its type there: an interface's name where the subgraph knows that as one object. */
  type: string;
  /** What else the subgraph provides of it on this path. */
  provided: readonly SelectionNode[];
}

/** A subgraph that can be asked for an entity. */
export interface Entry {
  graph: string;
  type: string;
  /** None for a root type, which needs no key. */
  keys: readonly SelectionSetNode[];
}

const rootTypes = new Set(['Query', 'Mutation', 'Subscription']);

/** What can be said of types and subgraphs, whatever the operation; `labels` are those of `@override` that hold. */
export type Knowledge = ReturnType<typeof createKnowledge>;

/** @see Knowledge */
export function createKnowledge(joins: Joins, labels: ReadonlySet<string>) {
  const { types } = joins;

  function fieldAt(graph: string, type: string, name: string): FieldInGraph | undefined {
    const field = types.get(type)?.fields.get(name)?.graphs.get(graph);
    if (field?.override && labels.has(field.override.label) !== field.override.holds) return undefined;
    return field;
  }

  /** A field that a subgraph answers where it answers the object. */
  function answered(source: Source, name: string): FieldInGraph | undefined {
    const field = fieldAt(source.graph, source.type, name);
    if (!field || field.requires) return undefined;
    return field.isExternal && providedNodes(source, name).length === 0 ? undefined : field;
  }

  function providedNodes({ type, provided }: Source, name: string): FieldNode[] {
    return fieldsIn(provided, type).get(name) ?? [];
  }

  /** The selected fields of an object, by key; without those of fragments on other types. */
  function fieldsIn(
    selections: readonly SelectionNode[],
    type: string,
    found = new Map<string, FieldNode[]>(),
  ): Map<string, FieldNode[]> {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value;
        found.set(key, [...(found.get(key) ?? []), selection]);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value ?? type;
        if (applies(condition, type)) fieldsIn(selection.selectionSet.selections, type, found);
      }
    }
    return found;
  }

  function applies(condition: string, type: string): boolean {
    if (condition === type || types.get(type)?.interfaces.includes(condition)) return true;
    const union = types.get(condition);
    return union?.kind === 'union' && [...union.graphs.values()].some(({ related }) => related.has(type));
  }

  /** The types of objects that a subgraph may answer with where it declares a type. */
  function possible(graph: string, type: string): string[] {
    const here = types.get(type)?.graphs.get(graph);
    if (!here) return [];
    if (isObject(graph, type)) return [type];
    if (types.get(type)?.kind === 'union') return [...here.related];
    return [...types].flatMap(([name, { graphs }]) =>
      graphs.get(graph)?.related.has(type) && isObject(graph, name) && types.get(name)?.kind !== 'union' ? [name] : [],
    );
  }

  function isObject(graph: string, type: string): boolean {
    const known = types.get(type);
    return known?.kind === 'object' || known?.graphs.get(graph)?.isInterfaceObject === true;
  }

  /** The objects below a field that a source answers. */
  function below(source: Source, name: string, field: FieldInGraph): Source[] {
    const { graph } = source;
    const provided = [field.provides, ...providedNodes(source, name).map(({ selectionSet }) => selectionSet)];
    return possible(graph, namedTypeOf(field.type)).map((type) => ({
      graph,
      type,
      provided: provided.flatMap((set) => set?.selections ?? []),
    }));
  }

  /** The subgraphs that can be asked for an object of a type; of an interface: those that know it as one object. */
  function entriesOf(type: string): Entry[] {
    const isInterface = types.get(type)?.kind === 'interface';
    return [type, ...(types.get(type)?.interfaces ?? [])].flatMap((name) =>
      [...(types.get(name)?.graphs ?? [])].flatMap(([graph, { keys, isInterfaceObject }]): Entry[] => {
        if (rootTypes.has(name)) return [{ graph, type: name, keys: [] }];
        const isKnown = name === type && !isInterface ? true : isInterfaceObject;
        return isKnown && keys.length > 0 ? [{ graph, type: name, keys }] : [];
      }),
    );
  }

  /** The subgraphs that can say of which type an object is that is known by its interface only. */
  function namersOf(type: string): Entry[] {
    return [...(types.get(type)?.graphs ?? [])].flatMap(([graph, { keys, isInterfaceObject }]) =>
      !isInterfaceObject && keys.length > 0 ? [{ graph, type, keys }] : [],
    );
  }

  return {
    joins,
    fieldAt,
    answered,
    providedNodes,
    fieldsIn,
    applies,
    possible,
    isObject,
    below,
    entriesOf,
    namersOf,
    isRoot: (type: string) => rootTypes.has(type),
    isAbstract: (type: string) => types.get(type) !== undefined && types.get(type)?.kind !== 'object',
    outputOf: (type: string, name: string) => types.get(type)?.fields.get(name)?.type,
  };
}
