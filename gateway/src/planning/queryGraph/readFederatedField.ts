import { type ConstDirectiveNode, type FieldDefinitionNode, Kind, parseType, type SelectionNode } from 'graphql';
import type { FederatedField, FieldInSubgraph, TypeInSubgraph } from './federatedSchema.ts';
import {
  argumentOf,
  type Directives,
  directivesNamed,
  fieldSetArgument,
  flagArgument,
  textArgument,
} from './joinDirectives.ts';

/** Reads what each subgraph says of a field; without a `join__field` all that declare the type say the same. */
export function readFederatedField(
  field: FieldDefinitionNode,
  declaring: ReadonlyMap<string, TypeInSubgraph>,
  extensionKeys: ReadonlySet<string>,
): FederatedField {
  const joins = directivesNamed(field.directives, 'join__field');
  if (joins.length === 0) {
    const plain = plainField(field);
    return { type: field.type, subgraphs: new Map([...declaring.keys()].map((id) => [id, plain])) };
  }
  const subgraphs = new Map<string, FieldInSubgraph>();
  for (const join of joins) {
    const id = textArgument(join, 'graph');
    if (id !== undefined && !isOverriddenForGood(join)) subgraphs.set(id, readJoin(join, field, id, extensionKeys));
  }
  return { type: field.type, subgraphs };
}

/** `subgraph.field` of the key fields of type extensions: `@external` there says nothing, for whoever extends a type has its key. */
export function keyFieldsOfExtensions(directives: Directives): Set<string> {
  const found = new Set<string>();
  for (const join of directivesNamed(directives, 'join__type')) {
    const key = fieldSetArgument(join, 'key');
    if (!key || flagArgument(join, 'extension') !== true) continue;
    for (const name of fieldNamesIn(key.selections)) found.add(`${textArgument(join, 'graph')}.${name}`);
  }
  return found;
}

function fieldNamesIn(selections: readonly SelectionNode[]): string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection.name.value];
    return selection.kind === Kind.INLINE_FRAGMENT ? fieldNamesIn(selection.selectionSet.selections) : [];
  });
}

/** A field that was overridden is declared still, for a key or a requirement; who overrides it resolves it. */
function isOverriddenForGood(join: ConstDirectiveNode): boolean {
  return flagArgument(join, 'usedOverridden') === true && textArgument(join, 'overrideLabel') === undefined;
}

function plainField({ type }: FieldDefinitionNode): FieldInSubgraph {
  return {
    type,
    isExternal: false,
    requires: undefined,
    provides: undefined,
    takesContext: false,
    override: undefined,
  };
}

function readJoin(
  join: ConstDirectiveNode,
  field: FieldDefinitionNode,
  id: string,
  extensionKeys: ReadonlySet<string>,
): FieldInSubgraph {
  const type = textArgument(join, 'type');
  const label = textArgument(join, 'overrideLabel');
  return {
    type: type === undefined ? field.type : parseType(type, { noLocation: true }),
    isExternal: flagArgument(join, 'external') === true && !extensionKeys.has(`${id}.${field.name.value}`),
    requires: fieldSetArgument(join, 'requires'),
    provides: fieldSetArgument(join, 'provides'),
    takesContext: argumentOf(join, 'contextArguments') !== undefined,
    override: label === undefined ? undefined : { label, holds: textArgument(join, 'override') !== undefined },
  };
}
