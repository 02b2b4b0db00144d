import { type FieldNode, type GraphQLField, getNullableType, isListType, type VariableDefinitionNode } from 'graphql';
import type { ListSize } from './costAnnotations.ts';
import type { Size } from './costExpression.ts';
import { slicesOf } from './slices.ts';

/** A field as an operation selects it. */
export interface AskedField {
  field: GraphQLField<unknown, unknown>;
  node: FieldNode;
  list: ListSize | undefined;
  definitions: readonly VariableDefinitionNode[];
}

/** The size that a field gives to lists of the object that it returns. */
export interface Sized {
  /** Coordinate of the field that gives it. */
  from: string;
  fields: readonly string[];
  size: Size;
}

const onlyOne: Size = { slices: [], otherwise: 1 };

/**
 * How many values a field has: one, or the items of its list; a list of lists counts as one list. `above` is what the parent field says
 * about this one's size.
 */
export function sizeOfField(asked: AskedField, above: Sized | undefined, assumedListSize: number): Size {
  const { field, list } = asked;
  if (!isListType(getNullableType(field.type))) return onlyOne;
  if (above?.fields.includes(field.name)) return above.size;
  if (!list || list.sizedFields.length > 0) return { slices: [], otherwise: assumedListSize };
  return toldSize(asked, list, assumedListSize);
}

/** The size that a field gives to lists in the object that it returns. */
export function sizedWithin(asked: AskedField, parent: string, assumedListSize: number): Sized | undefined {
  const { field, list } = asked;
  if (!list || list.sizedFields.length === 0) return undefined;
  const size = toldSize(asked, list, assumedListSize);
  return { from: `${parent}.${field.name}`, fields: list.sizedFields, size };
}

function toldSize({ field, node, definitions }: AskedField, list: ListSize, assumedListSize: number): Size {
  return { slices: slicesOf(list, field, node, definitions), otherwise: list.assumedSize ?? assumedListSize };
}
