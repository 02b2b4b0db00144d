import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  parse,
  parseType,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { FieldInGraph, JoinedField, JoinedType, Joins, TypeInGraph } from './joins.ts';

type Directives = readonly ConstDirectiveNode[] | undefined;

const kinds = {
  [Kind.OBJECT_TYPE_DEFINITION]: 'object',
  [Kind.INTERFACE_TYPE_DEFINITION]: 'interface',
  [Kind.UNION_TYPE_DEFINITION]: 'union',
} as const;

/** Reads a supergraph; undefined when it is of a form that is not known here: of Federation 1. */
export function readJoins({ definitions }: DocumentNode): Joins | undefined {
  const services = new Map<string, string>();
  const types = new Map<string, JoinedType>();
  let isUnknown = false;
  for (const definition of definitions) {
    switch (definition.kind) {
      case Kind.ENUM_TYPE_DEFINITION:
        if (definition.name.value !== 'join__Graph') break;
        for (const { name, directives } of definition.values ?? []) {
          services.set(
            name.value,
            named(directives, 'join__graph').map((graph) => text(graph, 'name'))[0] ?? name.value,
          );
        }
        break;
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_DEFINITION:
      case Kind.UNION_TYPE_DEFINITION: {
        const { directives, name } = definition;
        isUnknown ||= named(directives, 'join__owner').length > 0;
        const interfaces =
          'interfaces' in definition ? (definition.interfaces ?? []).map((item) => item.name.value) : [];
        const fieldNodes = 'fields' in definition ? (definition.fields ?? []) : [];
        const graphs = readGraphs(directives);
        const local = localKeyFields(directives);
        const fields = new Map(fieldNodes.map((field) => [field.name.value, readField(field, graphs, local)]));
        const isInaccessible = named(directives, 'inaccessible').length > 0;
        types.set(name.value, { kind: kinds[definition.kind], graphs, fields, interfaces, isInaccessible });
        break;
      }
    }
  }
  return services.size > 0 && !isUnknown ? { services, types } : undefined;
}

function readGraphs(directives: Directives): Map<string, TypeInGraph> {
  const graphs = new Map<string, { keys: SelectionSetNode[]; isInterfaceObject: boolean; related: Set<string> }>();
  for (const join of named(directives, 'join__type')) {
    const graph = text(join, 'graph') ?? '';
    const known = graphs.get(graph) ?? { keys: [], isInterfaceObject: false, related: new Set<string>() };
    const key = text(join, 'key');
    if (key !== undefined && flag(join, 'resolvable') !== false) known.keys.push(parseFields(key));
    known.isInterfaceObject ||= flag(join, 'isInterfaceObject') === true;
    graphs.set(graph, known);
  }
  for (const join of named(directives, 'join__implements')) {
    graphs.get(text(join, 'graph') ?? '')?.related.add(text(join, 'interface') ?? '');
  }
  for (const join of named(directives, 'join__unionMember')) {
    graphs.get(text(join, 'graph') ?? '')?.related.add(text(join, 'member') ?? '');
  }
  return graphs;
}

/** `graph.field` of the key fields of type extensions: `@external` there says nothing, for whoever extends a type has its key. */
function localKeyFields(directives: Directives): Set<string> {
  const local = new Set<string>();
  for (const join of named(directives, 'join__type')) {
    const key = text(join, 'key');
    if (key === undefined || flag(join, 'extension') !== true) continue;
    for (const name of fieldNames(parseFields(key).selections)) local.add(`${text(join, 'graph')}.${name}`);
  }
  return local;
}

function fieldNames(selections: readonly SelectionNode[]): string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection.name.value];
    return selection.kind === Kind.INLINE_FRAGMENT ? fieldNames(selection.selectionSet.selections) : [];
  });
}

function readField(
  field: FieldDefinitionNode,
  graphs: ReadonlyMap<string, TypeInGraph>,
  localKeys: ReadonlySet<string>,
): JoinedField {
  const joins = named(field.directives, 'join__field');
  const everywhere: FieldInGraph = {
    type: field.type,
    isExternal: false,
    requires: undefined,
    provides: undefined,
    takesContext: false,
    override: undefined,
  };
  if (joins.length === 0) {
    return { type: field.type, graphs: new Map([...graphs.keys()].map((graph) => [graph, everywhere])) };
  }
  const known = new Map<string, FieldInGraph>();
  for (const join of joins) {
    const graph = text(join, 'graph');
    const label = text(join, 'overrideLabel');
    // A field that was overridden is declared still, for a key or a requirement; who overrides it answers.
    if (graph === undefined || (flag(join, 'usedOverridden') === true && label === undefined)) continue;
    const [type, requires, provides] = [text(join, 'type'), text(join, 'requires'), text(join, 'provides')];
    known.set(graph, {
      type: type === undefined ? field.type : parseType(type, { noLocation: true }),
      isExternal: flag(join, 'external') === true && !localKeys.has(`${graph}.${field.name.value}`),
      requires: requires === undefined ? undefined : parseFields(requires),
      provides: provides === undefined ? undefined : parseFields(provides),
      takesContext: argument(join, 'contextArguments') !== undefined,
      override: label === undefined ? undefined : { label, holds: text(join, 'override') !== undefined },
    });
  }
  return { type: field.type, graphs: known };
}

function parseFields(fields: string): SelectionSetNode {
  const [operation] = parse(`{${fields}}`, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('A field set is not one.');
  return operation.selectionSet;
}

function named(directives: Directives, name: string): ConstDirectiveNode[] {
  return (directives ?? []).filter((directive) => directive.name.value === name);
}

function argument(directive: ConstDirectiveNode, name: string) {
  return directive.arguments?.find((item) => item.name.value === name)?.value;
}

function text(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = argument(directive, name);
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}

function flag(directive: ConstDirectiveNode, name: string): boolean | undefined {
  const value = argument(directive, name);
  return value?.kind === Kind.BOOLEAN ? value.value : undefined;
}
