import { WaslError } from '@wasl/schema/errors.ts';
import {
  type ConstDirectiveNode,
  type ConstValueNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type NamedTypeNode,
  type TypeNode,
} from 'graphql';
import { allOf, type AnyOf, noRequirement, type Requirement } from './requirement.ts';
import { argument, textOf } from '../core/schemaLinks.ts';
import type { SecurityDirectives } from './securityDirectives.ts';

/** A type of the supergraph with its own rules. */
export interface TypeRules {
  isInterface: boolean;
  /** Whether a subgraph defines it as an `@interfaceObject`. */
  isInterfaceObject: boolean;
  own: Requirement;
  interfaces: string[];
  fields: Map<string, FieldRules>;
  /** Names of the contexts that objects of the type provide. */
  contexts: string[];
}

export interface FieldRules {
  own: Requirement;
  output: string;
  /** Selections that the field's resolver receives: `@requires`, and `@fromContext` with its context. */
  reads: { selection: string; context?: string }[];
}

/** Reads each type's rules as they are written in the supergraph; extensions add to their type. */
export function readTypeRules(supergraph: DocumentNode, directives: SecurityDirectives): Map<string, TypeRules> {
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
      isInterface: before?.isInterface === true || definition.kind === Kind.INTERFACE_TYPE_DEFINITION,
      isInterfaceObject: before?.isInterfaceObject === true || applied.some(isInterfaceObject),
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

function isInterfaceObject(directive: ConstDirectiveNode): boolean {
  const value = argument(directive, 'isInterfaceObject');
  return value?.kind === Kind.BOOLEAN && value.value;
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
  const items = fromContext?.kind === Kind.LIST ? fromContext.values : fromContext ? [fromContext] : [];
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
          return { ...noRequirement, scopes: lists(directive, 'scopes') };
        case 'policy':
          return { ...noRequirement, policies: lists(directive, 'policies') };
        case undefined:
          return noRequirement;
      }
    }),
  );
}

/**
 * The names in a rule's argument; an empty list allows everyone.
 * @throws WaslError SUPERGRAPH_REFUSED for a malformed list, which must not be taken for an empty one.
 */
function lists(directive: ConstDirectiveNode, argumentName: string): AnyOf[] {
  const items = (node: ConstValueNode) => (node.kind === Kind.LIST ? node.values : [node]);
  const nameOf = (item: ConstValueNode | undefined) => {
    const name = textOf(item);
    if (name !== undefined) return name;
    const reason = `it has a rule @${directive.name.value} whose ${argumentName} are not a list of lists of names`;
    throw new WaslError('SUPERGRAPH_REFUSED', { reason });
  };
  const value = argument(directive, argumentName);
  const anyOf = value ? items(value).map((inner) => items(inner).map(nameOf)) : [[nameOf(value)]];
  return anyOf.length === 0 ? [] : [anyOf];
}

function namedTypeOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedTypeOf(type.type);
}
