import {
  type ConstDirectiveNode,
  type ConstValueNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  isTypeSystemDefinitionNode,
  Kind,
  type NamedTypeNode,
} from 'graphql';
import { argument, textOf } from '../../core/schemaLinks.ts';
import { type CostDirectiveNames, readCostDirectives } from './costDirectives.ts';

/** The arguments of `@listSize`. */
export interface ListSize {
  assumedSize: number | undefined;
  /** Arguments that give the number of items, or paths into them: `first`, `page.size`. */
  slicingArguments: readonly string[];
  /** Fields of the returned object whose lists have this size. */
  sizedFields: readonly string[];
  requireOneSlicingArgument: boolean;
}

export interface FieldAnnotations {
  weight?: number;
  list?: ListSize;
  /** Weights of arguments, by name. */
  arguments?: ReadonlyMap<string, number>;
}

/** A supergraph's cost annotations. */
export interface CostAnnotations {
  /** Whether there are any. */
  isAnnotated: boolean;
  types: ReadonlyMap<string, number>;
  /** By `Type.field`; a field without its own annotation has that of its interface. */
  fields: ReadonlyMap<string, FieldAnnotations>;
  /** By `Input.field`. */
  inputFields: ReadonlyMap<string, number>;
}

export const noAnnotations: CostAnnotations = {
  isAnnotated: false,
  types: new Map(),
  fields: new Map(),
  inputFields: new Map(),
};

/** Reads `@cost` and `@listSize` of a supergraph. */
export function readCostAnnotations(supergraph: DocumentNode): CostAnnotations {
  const types = new Map<string, number>();
  const fields = new Map<string, FieldAnnotations>();
  const inputFields = new Map<string, number>();
  const names = readCostDirectives(supergraph);
  if (!names) return noAnnotations;
  const inherited: { type: string; fields: readonly FieldDefinitionNode[]; interfaces: readonly NamedTypeNode[] }[] =
    [];
  for (const definition of supergraph.definitions) {
    if (!isTypeSystemDefinitionNode(definition) || !('name' in definition) || !('directives' in definition)) continue;
    const type = definition.name.value;
    const weight = weightOf(definition.directives, names);
    if (weight !== undefined) types.set(type, weight);
    if (definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) {
      for (const [field, itsWeight] of weightsOf(definition.fields, names))
        inputFields.set(`${type}.${field}`, itsWeight);
    } else if (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION) {
      const { fields: defined = [], interfaces = [] } = definition;
      for (const field of defined) {
        const annotations = annotationsOf(field, names);
        if (annotations) fields.set(`${type}.${field.name.value}`, annotations);
      }
      inherited.push({ type, fields: defined, interfaces });
    }
  }
  for (const item of inherited) inherit(item.type, item.fields, item.interfaces, fields);
  return { isAnnotated: true, types, fields, inputFields };
}

function inherit(
  type: string,
  defined: readonly FieldDefinitionNode[],
  interfaces: readonly NamedTypeNode[],
  fields: Map<string, FieldAnnotations>,
): void {
  for (const { name } of defined) {
    const coordinate = `${type}.${name.value}`;
    if (fields.has(coordinate)) continue;
    const known = interfaces.map((item) => fields.get(`${item.name.value}.${name.value}`)).find(Boolean);
    if (known) fields.set(coordinate, known);
  }
}

function annotationsOf(field: FieldDefinitionNode, names: CostDirectiveNames): FieldAnnotations | undefined {
  const weight = weightOf(field.directives, names);
  const list = field.directives?.find(({ name }) => names.listSize.has(name.value));
  const weights = weightsOf(field.arguments, names);
  if (weight === undefined && !list && weights.size === 0) return undefined;
  return {
    ...(weight !== undefined && { weight }),
    ...(list && { list: readListSize(list) }),
    ...(weights.size > 0 && { arguments: weights }),
  };
}

function weightsOf(
  values: readonly InputValueDefinitionNode[] | undefined,
  names: CostDirectiveNames,
): Map<string, number> {
  const weights = new Map<string, number>();
  for (const { name, directives } of values ?? []) {
    const weight = weightOf(directives, names);
    if (weight !== undefined) weights.set(name.value, weight);
  }
  return weights;
}

function weightOf(
  directives: readonly ConstDirectiveNode[] | undefined,
  names: CostDirectiveNames,
): number | undefined {
  const directive = directives?.find(({ name }) => names.cost.has(name.value));
  return directive && numberOf(argument(directive, 'weight'));
}

function readListSize(directive: ConstDirectiveNode): ListSize {
  const required = argument(directive, 'requireOneSlicingArgument');
  return {
    assumedSize: numberOf(argument(directive, 'assumedSize')),
    slicingArguments: textsOf(argument(directive, 'slicingArguments')),
    sizedFields: textsOf(argument(directive, 'sizedFields')),
    requireOneSlicingArgument: required?.kind === Kind.BOOLEAN ? required.value : true,
  };
}

/** Weights are strings in the spec's draft, and integers in Apollo's directive. */
function numberOf(value: ConstValueNode | undefined): number | undefined {
  if (value?.kind !== Kind.INT && value?.kind !== Kind.FLOAT && value?.kind !== Kind.STRING) return undefined;
  const number = Number(value.value);
  return value.value.trim() !== '' && Number.isFinite(number) ? number : undefined;
}

function textsOf(value: ConstValueNode | undefined): string[] {
  const items = value?.kind === Kind.LIST ? value.values : value ? [value] : [];
  return items.flatMap((item) => textOf(item) ?? []);
}
