import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';

/** What is the same for every selection of one operation with one set of conditions. */
export interface Selecting {
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** The value of a Boolean variable that `@skip` or `@include` names. */
  condition(variable: string): boolean;
  /** Leave out what `@defer` puts off. */
  isDeferring: boolean;
}

/**
 * The fields that selections take of an object, by response key in the order of the answer, fragments laid out: the
 * specification's CollectFields. `applies` tells whether a fragment's type condition is met.
 */
export function collectFields(
  selectionSets: readonly SelectionSetNode[],
  { fragments, condition, isDeferring }: Selecting,
  applies: (typeCondition: string) => boolean,
): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const visited = new Set<string>();

  function collect(selectionSet: SelectionSetNode): void {
    for (const selection of selectionSet.selections) {
      if (!isIncluded(selection.directives, condition)) continue;
      if (isDeferring && isPutOff(selection.directives, condition)) continue;
      if (selection.kind === Kind.FIELD) {
        const key = (selection.alias ?? selection.name).value;
        const known = fields.get(key);
        if (known) known.push(selection);
        else fields.set(key, [selection]);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const type = selection.typeCondition?.name.value;
        if (type === undefined || applies(type)) collect(selection.selectionSet);
      } else if (!visited.has(selection.name.value)) {
        visited.add(selection.name.value);
        const fragment = fragments.get(selection.name.value);
        if (fragment && applies(fragment.typeCondition.name.value)) collect(fragment.selectionSet);
      }
    }
  }

  for (const selectionSet of selectionSets) collect(selectionSet);
  return fields;
}

function isIncluded(
  directives: readonly DirectiveNode[] | undefined,
  condition: (variable: string) => boolean,
): boolean {
  for (const { name, arguments: given } of directives ?? []) {
    if (name.value !== 'skip' && name.value !== 'include') continue;
    const isTrue = valueOf(given?.find((item) => item.name.value === 'if')?.value, condition);
    if (isTrue === (name.value === 'skip')) return false;
  }
  return true;
}

function isPutOff(directives: readonly DirectiveNode[] | undefined, condition: (variable: string) => boolean): boolean {
  const defer = directives?.find(({ name }) => name.value === 'defer');
  if (!defer) return false;
  const when = defer.arguments?.find(({ name }) => name.value === 'if');
  return !when || valueOf(when.value, condition);
}

function valueOf(value: ValueNode | undefined, condition: (variable: string) => boolean): boolean {
  if (value?.kind === Kind.VARIABLE) return condition(value.name.value);
  return value?.kind === Kind.BOOLEAN && value.value;
}
