import {
  type ArgumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
} from 'graphql';
import type { SupergraphTypes } from '../execution/compile/supergraphTypes.ts';

/** A field that a fetch selects. */
export interface SelectedField {
  /** Its key in what the subgraph answers. */
  key: string;
  name: string;
  /** The type that it is selected on; it stands in objects to which that applies. */
  on: string;
  /** The named type that it answers with. */
  output: string;
  arguments: readonly ArgumentNode[];
  below: readonly SelectedField[];
  /** The field alone, always the same list: what follows from it is kept by it. */
  alone: readonly SelectedField[];
}

const rootTypeNames = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const;

/** What a fetch selects of the objects that it completes: of entities, or of a root type. */
export function readSelections(query: string, isEntities: boolean, types: SupergraphTypes): readonly SelectedField[] {
  const { definitions } = parse(query, { noLocation: true });
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const item of definitions) if (item.kind === Kind.FRAGMENT_DEFINITION) fragments.set(item.name.value, item);
  const operation = definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode;
  const rootType = rootTypeNames[operation.operation];
  if (!isEntities) return select(operation.selectionSet, rootType);
  return operation.selectionSet.selections.flatMap((selection) =>
    selection.kind === Kind.FIELD && selection.selectionSet ? select(selection.selectionSet, '_Entity') : [],
  );

  function select({ selections }: SelectionSetNode, on: string): SelectedField[] {
    return selections.flatMap((selection): SelectedField[] => {
      switch (selection.kind) {
        case Kind.FIELD: {
          const output = types.outputOf(on, selection.name.value) ?? '';
          const field: SelectedField = {
            key: (selection.alias ?? selection.name).value,
            name: selection.name.value,
            on,
            output,
            arguments: selection.arguments ?? [],
            below: selection.selectionSet ? select(selection.selectionSet, output) : [],
            alone: [],
          };
          field.alone = [field];
          return [field];
        }
        case Kind.INLINE_FRAGMENT:
          return select(selection.selectionSet, selection.typeCondition?.name.value ?? on);
        case Kind.FRAGMENT_SPREAD: {
          const fragment = fragments.get(selection.name.value);
          return fragment ? select(fragment.selectionSet, fragment.typeCondition.name.value) : [];
        }
      }
    });
  }
}

/** The same fields by other keys, where these have some. */
export function renamedFields(
  fields: readonly SelectedField[],
  renamed: ReadonlyMap<string, string>,
): readonly SelectedField[] {
  if (renamed.size === 0) return fields;
  return fields.map((field) => {
    const copy = { ...field, key: renamed.get(field.key) ?? field.key, below: renamedFields(field.below, renamed) };
    return { ...copy, alone: [copy] };
  });
}
