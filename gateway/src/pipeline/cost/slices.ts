import {
  type FieldNode,
  GraphQLError,
  type GraphQLField,
  Kind,
  type ObjectValueNode,
  type ValueNode,
  type VariableDefinitionNode,
  valueFromASTUntyped,
} from 'graphql';
import type { ListSize } from './costAnnotations.ts';
import type { Slice } from './costExpression.ts';

/** The values of a selected field's slicing arguments. */
export function slicesOf(
  { slicingArguments }: Pick<ListSize, 'slicingArguments'>,
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  definitions: readonly VariableDefinitionNode[],
): Slice[] {
  return slicingArguments.flatMap((path) => {
    const [name = '', ...steps] = path.split('.');
    const argument = field.args.find((item) => item.name === name);
    const given = node.arguments?.find((item) => item.name.value === name)?.value;
    const usual = argument && valueAt(argument.defaultValue, steps);
    if (!given) return [{ kind: 'literal', value: usual }];
    return [sliceOf(given, steps, usual, definitions)];
  });
}

/** A variable may be the whole argument or a part of it. */
function sliceOf(
  given: ValueNode,
  steps: readonly string[],
  usual: unknown,
  definitions: readonly VariableDefinitionNode[],
): Slice {
  if (given.kind === Kind.VARIABLE) {
    const variable = given.name.value;
    const preset = definitions.find((item) => item.variable.name.value === variable)?.defaultValue;
    const otherwise = preset ? valueAt(valueFromASTUntyped(preset), steps) : usual;
    return { kind: 'variable', variable, path: steps, otherwise };
  }
  const [step, ...rest] = steps;
  if (step === undefined) return { kind: 'literal', value: valueFromASTUntyped(given) };
  const inner = given.kind === Kind.OBJECT ? fieldOf(given, step) : undefined;
  return inner ? sliceOf(inner, rest, undefined, definitions) : { kind: 'literal', value: undefined };
}

function fieldOf({ fields }: ObjectValueNode, name: string): ValueNode | undefined {
  return fields.find((field) => field.name.value === name)?.value;
}

function valueAt(value: unknown, steps: readonly string[]): unknown {
  return steps.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, step)
        ? (inner as Record<string, unknown>)[step]
        : undefined,
    value,
  );
}

/**
 * Refuses a field that requires exactly one slicing argument and has none or several. An argument with a default may be left out.
 * @throws GraphQLError
 */
export function requireOneSlice(
  { slicingArguments, requireOneSlicingArgument }: ListSize,
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  parent: string,
): void {
  if (!requireOneSlicingArgument || slicingArguments.length === 0) return;
  const names = new Set(slicingArguments.map((path) => path.split('.')[0]));
  const given = (node.arguments ?? []).filter(({ name, value }) => names.has(name.value) && value.kind !== Kind.NULL);
  const hasDefault = field.args.some(({ name, defaultValue }) => names.has(name) && defaultValue !== undefined);
  if (given.length === 1 || (given.length === 0 && hasDefault)) return;
  const listed = [...names].join(', ');
  throw new GraphQLError(`Field "${parent}.${field.name}" must have exactly one of the arguments ${listed}.`, {
    nodes: node,
  });
}
