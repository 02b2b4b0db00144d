import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  type NamedTypeNode,
  type SelectionSetNode,
  type VariableDefinitionNode,
} from 'graphql';
import type { Condition } from './costExpression.ts';

/** Selections of one response key under the same conditions, which cost once. */
export interface Costed {
  key: string;
  nodes: FieldNode[];
  conditions: readonly Condition[];
}

export interface Selecting {
  schema: GraphQLSchema;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  definitions: readonly VariableDefinitionNode[];
}

/** The selections on an object type, without those that `@skip` or `@include` exclude whatever the variables. */
export function collectCosted(
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
  { schema, fragments, definitions }: Selecting,
): Iterable<Costed> {
  const found = new Map<string, Costed>();
  const spread = new Set<string>();

  function collect({ selections }: SelectionSetNode, above: readonly Condition[]): void {
    for (const selection of selections) {
      const conditions = conditionsOf(selection.directives, above, definitions);
      if (!conditions) continue;
      if (selection.kind === Kind.FIELD) {
        addField(selection, conditions);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (applies(selection.typeCondition)) collect(selection.selectionSet, conditions);
      } else {
        const fragment = fragments.get(selection.name.value);
        const visit = `${selection.name.value} ${signatureOf(conditions)}`;
        if (!fragment || spread.has(visit) || !applies(fragment.typeCondition)) continue;
        spread.add(visit);
        collect(fragment.selectionSet, conditions);
      }
    }
  }

  function addField(node: FieldNode, conditions: readonly Condition[]): void {
    const key = (node.alias ?? node.name).value;
    const signature = `${key} ${signatureOf(conditions)}`;
    const known = found.get(signature);
    if (known) known.nodes.push(node);
    else found.set(signature, { key, nodes: [node], conditions });
  }

  function applies(condition: NamedTypeNode | undefined): boolean {
    if (!condition || condition.name.value === type.name) return true;
    const named = schema.getType(condition.name.value);
    return isAbstractType(named) && schema.isSubType(named, type);
  }

  for (const set of sets) collect(set, []);
  return found.values();
}

/** The conditions of a selection; undefined where it is excluded whatever the variables. */
function conditionsOf(
  directives: readonly DirectiveNode[] | undefined,
  above: readonly Condition[],
  definitions: readonly VariableDefinitionNode[],
): readonly Condition[] | undefined {
  let conditions = above;
  for (const { name, arguments: given } of directives ?? []) {
    if (name.value !== 'skip' && name.value !== 'include') continue;
    const leftOutWhen = name.value === 'skip';
    const value = given?.find((item) => item.name.value === 'if')?.value;
    if (value?.kind === Kind.BOOLEAN && value.value === leftOutWhen) return undefined;
    if (value?.kind !== Kind.VARIABLE) continue;
    const variable = value.name.value;
    const preset = definitions.find((item) => item.variable.name.value === variable)?.defaultValue;
    const otherwise = preset?.kind === Kind.BOOLEAN ? preset.value : undefined;
    conditions = [...conditions, { variable, otherwise, leftOutWhen }];
  }
  return conditions;
}

function signatureOf(conditions: readonly Condition[]): string {
  return conditions.map(({ variable, leftOutWhen }) => `${leftOutWhen ? '!' : ''}${variable}`).join('&');
}
