import {
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  type SelectionSetNode,
  type UnionTypeDefinitionNode,
} from 'graphql';
import type { FederatedSchema, FederatedType, TypeInSubgraph } from './federatedSchema.ts';
import { type Directives, directivesNamed, fieldSetArgument, flagArgument, textArgument } from './joinDirectives.ts';
import { keyFieldsOfExtensions, readFederatedField } from './readFederatedField.ts';

type CompositeDefinition = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode | UnionTypeDefinitionNode;

const kinds = {
  [Kind.OBJECT_TYPE_DEFINITION]: 'object',
  [Kind.INTERFACE_TYPE_DEFINITION]: 'interface',
  [Kind.UNION_TYPE_DEFINITION]: 'union',
} as const;

/** Reads a supergraph; undefined when it is of a form that is not known here: of Federation 1. */
export function readFederatedSchema({ definitions }: DocumentNode): FederatedSchema | undefined {
  const subgraphNames = new Map<string, string>();
  const types = new Map<string, FederatedType>();
  for (const definition of definitions) {
    if (definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === 'join__Graph') {
      for (const [id, name] of readSubgraphNames(definition)) subgraphNames.set(id, name);
    } else if (
      definition.kind === Kind.OBJECT_TYPE_DEFINITION ||
      definition.kind === Kind.INTERFACE_TYPE_DEFINITION ||
      definition.kind === Kind.UNION_TYPE_DEFINITION
    ) {
      if (directivesNamed(definition.directives, 'join__owner').length > 0) return undefined;
      types.set(definition.name.value, readType(definition));
    }
  }
  if (subgraphNames.size === 0) return undefined;
  return { subgraphNames, subgraphIds: new Map([...subgraphNames].map(([id, name]) => [name, id])), types };
}

function readSubgraphNames({ values = [] }: EnumTypeDefinitionNode): [string, string][] {
  return values.map(({ name, directives }) => {
    const [graph] = directivesNamed(directives, 'join__graph');
    return [name.value, (graph && textArgument(graph, 'name')) ?? name.value];
  });
}

function readType(definition: CompositeDefinition): FederatedType {
  const { directives } = definition;
  const isUnion = definition.kind === Kind.UNION_TYPE_DEFINITION;
  const subgraphs = readSubgraphs(directives);
  const extensionKeys = keyFieldsOfExtensions(directives);
  const fields = isUnion ? [] : (definition.fields ?? []);
  return {
    kind: kinds[definition.kind],
    subgraphs,
    fields: new Map(fields.map((field) => [field.name.value, readFederatedField(field, subgraphs, extensionKeys)])),
    interfaces: isUnion ? [] : (definition.interfaces ?? []).map(({ name }) => name.value),
    isInaccessible: directivesNamed(directives, 'inaccessible').length > 0,
  };
}

function readSubgraphs(directives: Directives): Map<string, TypeInSubgraph> {
  const subgraphs = new Map<string, TypeInSubgraph>();
  for (const join of directivesNamed(directives, 'join__type')) {
    const id = textArgument(join, 'graph') ?? '';
    const before = subgraphs.get(id);
    subgraphs.set(id, {
      keys: [...(before?.keys ?? []), ...resolvableKey(join)],
      isInterfaceObject: before?.isInterfaceObject === true || flagArgument(join, 'isInterfaceObject') === true,
      interfaces: relatedTypes(directives, 'join__implements', 'interface', id),
      unionMembers: relatedTypes(directives, 'join__unionMember', 'member', id),
    });
  }
  return subgraphs;
}

function resolvableKey(join: Parameters<typeof flagArgument>[0]): SelectionSetNode[] {
  const key = fieldSetArgument(join, 'key');
  return key && flagArgument(join, 'resolvable') !== false ? [key] : [];
}

function relatedTypes(directives: Directives, directive: string, argument: string, id: string): Set<string> {
  const joins = directivesNamed(directives, directive).filter((join) => textArgument(join, 'graph') === id);
  return new Set(joins.map((join) => textArgument(join, argument) ?? ''));
}
