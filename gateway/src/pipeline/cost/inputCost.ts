import {
  getNamedType,
  type GraphQLInputType,
  type GraphQLNamedInputType,
  isInputObjectType,
  Kind,
  type ValueNode,
  valueFromASTUntyped,
  type VariableDefinitionNode,
} from 'graphql';
import type { CostAnnotations } from './costAnnotations.ts';
import { type Cost, fixedCost, nothing, totalOf } from './costExpression.ts';
import type { WeighedField, WeighedType } from './weighInput.ts';

/** Compiles the costs of argument values. */
export type InputCosts = ReturnType<typeof createInputCosts>;

/** Creates what compiles the costs of argument values. */
export function createInputCosts({ inputFields }: Pick<CostAnnotations, 'inputFields'>) {
  const known = new Map<string, WeighedType>();

  function read(type: GraphQLInputType): WeighedType | undefined {
    const named: GraphQLNamedInputType = getNamedType(type);
    if (!isInputObjectType(named) || inputFields.size === 0) return undefined;
    let found = known.get(named.name);
    if (found) return found;
    const fields = new Map<string, WeighedField>();
    found = { fields };
    known.set(named.name, found);
    for (const field of Object.values(named.getFields())) {
      const weight = inputFields.get(`${named.name}.${field.name}`) ?? 0;
      fields.set(field.name, { weight, type: read(field.type) });
    }
    return found;
  }

  function weigh(type: WeighedType, value: ValueNode, definitions: readonly VariableDefinitionNode[]): Cost {
    switch (value.kind) {
      case Kind.VARIABLE: {
        const variable = value.name.value;
        const preset = definitions.find((item) => item.variable.name.value === variable)?.defaultValue;
        const otherwise = preset && valueFromASTUntyped(preset);
        return { kind: 'input', fixed: undefined, variable, otherwise, type };
      }
      case Kind.LIST:
        return totalOf(value.values.map((item) => weigh(type, item, definitions)));
      case Kind.OBJECT:
        return totalOf(
          value.fields.flatMap((given) => {
            const field = type.fields.get(given.name.value);
            const inner = field?.type ? weigh(field.type, given.value, definitions) : nothing;
            return [fixedCost(field?.weight ?? 0), inner];
          }),
        );
      default:
        return nothing;
    }
  }

  return {
    /** The cost of a value of the type; variables in it are evaluated per request. */
    of(type: GraphQLInputType, value: ValueNode, definitions: readonly VariableDefinitionNode[]): Cost {
      const weighed = read(type);
      return weighed ? weigh(weighed, value, definitions) : nothing;
    },
  };
}
