import {
  type ConstDirectiveNode,
  type ConstValueNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type NamedTypeNode,
  parse,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';
import { allOf, type AnyOf, isOpen, noRequirement, type Requirement } from './requirement.ts';
import { argument, type SecurityDirectives, textOf } from './securityDirectives.ts';

/** What every field of a supergraph demands, by type and field name; fields that demand nothing are left out. */
export interface Requirements {
  of(typeName: string, fieldName: string): Requirement | undefined;
  /** Whether the supergraph has any rule at all. */
  hasRules: boolean;
}

interface TypeRules {
  own: Requirement;
  interfaces: string[];
  fields: Map<string, FieldRules>;
  contexts: string[];
}

interface FieldRules {
  own: Requirement;
  output: string;
  /** Selections that the field's resolver is given: `@requires`, and `@fromContext` with its context. */
  reads: { selection: string; context?: string }[];
}

/**
 * Derives what each field demands: its own rule, its parent type's, its output type's; through interfaces the rules of every
 * implementation, and from interfaces to their implementations; and all that a field reads through `@requires` and
 * `@fromContext`, transitively. Derived here, so that supergraphs of older compositions are as safe.
 */
export function readRequirements(supergraph: DocumentNode, directives: SecurityDirectives): Requirements {
  const types = readTypes(supergraph, directives);
  const implementations = implementationsOf(types);
  const complete = new Map<string, Requirement>();

  /** Rules that bind a field on one type, before what it reads. */
  function declared(typeName: string, fieldName: string): Requirement[] {
    const type = types.get(typeName);
    const field = type?.fields.get(fieldName);
    return type && field ? [type.own, field.own, types.get(field.output)?.own ?? noRequirement] : [];
  }

  function collect(typeName: string, fieldName: string, visited: Set<string>): Requirement[] {
    const coordinate = `${typeName}.${fieldName}`;
    const type = types.get(typeName);
    const field = type?.fields.get(fieldName);
    if (!type || !field || visited.has(coordinate)) return [];
    visited.add(coordinate);
    const related = [...ancestorsOf(typeName), ...(implementations.get(typeName) ?? [])];
    const rules = [...declared(typeName, fieldName), ...related.flatMap((name) => declared(name, fieldName))];
    const readers = [typeName, ...(implementations.get(typeName) ?? [])];
    for (const reader of readers) {
      for (const { selection, context } of types.get(reader)?.fields.get(fieldName)?.reads ?? []) {
        const sources =
          context === undefined
            ? [reader]
            : [...types].flatMap(([name, item]) => (item.contexts.includes(context) ? [name] : []));
        for (const source of sources) rules.push(...collectSelection(source, parseSelection(selection), visited));
      }
    }
    return rules;
  }

  function collectSelection(typeName: string, selectionSet: SelectionSetNode, visited: Set<string>): Requirement[] {
    return selectionSet.selections.flatMap((selection) => {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        return collectSelection(selection.typeCondition?.name.value ?? typeName, selection.selectionSet, visited);
      }
      if (selection.kind !== Kind.FIELD) return [];
      const output = types.get(typeName)?.fields.get(selection.name.value)?.output;
      const inner = selection.selectionSet && output ? collectSelection(output, selection.selectionSet, visited) : [];
      return [...collect(typeName, selection.name.value, visited), ...inner];
    });
  }

  function ancestorsOf(typeName: string, seen = new Set<string>()): string[] {
    for (const name of types.get(typeName)?.interfaces ?? []) {
      if (seen.has(name)) continue;
      seen.add(name);
      ancestorsOf(name, seen);
    }
    return [...seen];
  }

  for (const [typeName, { fields }] of types) {
    for (const fieldName of fields.keys()) {
      const requirement = allOf(collect(typeName, fieldName, new Set()));
      if (!isOpen(requirement)) complete.set(`${typeName}.${fieldName}`, requirement);
    }
  }
  return { hasRules: complete.size > 0, of: (typeName, fieldName) => complete.get(`${typeName}.${fieldName}`) };
}

function readTypes(supergraph: DocumentNode, directives: SecurityDirectives): Map<string, TypeRules> {
  const types = new Map<string, TypeRules>();
  for (const definition of supergraph.definitions) {
    if (!('name' in definition) || !definition.name || !('directives' in definition)) continue;
    if (definition.kind === Kind.OPERATION_DEFINITION || definition.kind === Kind.FRAGMENT_DEFINITION) continue;
    const name = definition.name.value;
    const before = types.get(name);
    const applied = (definition.directives ?? []) as readonly ConstDirectiveNode[];
    const fields = 'fields' in definition ? (definition.fields ?? []) : [];
    const interfaces = 'interfaces' in definition ? (definition.interfaces ?? []) : [];
    types.set(name, {
      own: allOf([before?.own ?? noRequirement, ruleOf(applied, directives)]),
      interfaces: [...(before?.interfaces ?? []), ...interfaces.map((item: NamedTypeNode) => item.name.value)],
      fields: new Map([...(before?.fields ?? []), ...readFields(fields as readonly FieldDefinitionNode[], directives)]),
      contexts: [
        ...(before?.contexts ?? []),
        ...applied.flatMap((directive) => textOf(argument(directive, 'name')) ?? []),
      ],
    });
  }
  return types;
}

function readFields(fields: readonly FieldDefinitionNode[], directives: SecurityDirectives): [string, FieldRules][] {
  return fields
    .filter(({ kind }) => kind === Kind.FIELD_DEFINITION)
    .map((field) => [
      field.name.value,
      {
        own: ruleOf(field.directives ?? [], directives),
        output: namedTypeOf(field.type),
        reads: (field.directives ?? []).filter(({ name }) => name.value === 'join__field').flatMap(readsOf),
      },
    ]);
}

function readsOf(joinField: ConstDirectiveNode): FieldRules['reads'] {
  const requires = textOf(argument(joinField, 'requires'));
  const fromContext = argument(joinField, 'contextArguments');
  const items = fromContext?.kind === Kind.LIST ? fromContext.values : [];
  const contextual = items.flatMap((item) => {
    if (item.kind !== Kind.OBJECT) return [];
    const field = (name: string) => textOf(item.fields.find((entry) => entry.name.value === name)?.value);
    const [selection, context] = [field('selection'), field('context')];
    return selection !== undefined && context !== undefined ? [{ selection, context }] : [];
  });
  return [...(requires === undefined ? [] : [{ selection: requires }]), ...contextual];
}

function ruleOf(applied: readonly ConstDirectiveNode[], { specOf }: SecurityDirectives): Requirement {
  return allOf(
    applied.map((directive) => {
      switch (specOf.get(directive.name.value)) {
        case 'authenticated':
          return { ...noRequirement, authenticated: true };
        case 'requiresScopes':
          return { ...noRequirement, scopes: lists(argument(directive, 'scopes')) };
        case 'policy':
          return { ...noRequirement, policies: lists(argument(directive, 'policies')) };
        case undefined:
          return noRequirement;
      }
    }),
  );
}

/** An empty list allows everyone. */
function lists(value: ConstValueNode | undefined): AnyOf[] {
  const items = (node: ConstValueNode) => (node.kind === Kind.LIST ? node.values : [node]);
  const anyOf = value ? items(value).map((inner) => items(inner).flatMap((item) => textOf(item) ?? [])) : [];
  return anyOf.length === 0 ? [] : [anyOf];
}

function implementationsOf(types: ReadonlyMap<string, TypeRules>): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [name, { interfaces }] of types) {
    for (const parent of interfaces) found.set(parent, [...(found.get(parent) ?? []), name]);
  }
  return found;
}

function parseSelection(text: string): SelectionSetNode {
  const selection = text.trim().startsWith('{') ? text : `{ ${text} }`;
  const definition = parse(selection, { noLocation: true }).definitions[0];
  return definition?.kind === Kind.OPERATION_DEFINITION
    ? definition.selectionSet
    : { kind: Kind.SELECTION_SET, selections: [] };
}

function namedTypeOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedTypeOf(type.type);
}
