import {
  type FieldNode,
  type GraphQLError,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  isObjectType,
} from 'graphql';
import type { JsonObject } from '../../core/jsonObject.ts';
import {
  type Complete,
  type Outcome,
  refuseAsked,
  refuseNull,
  refuseObject,
  refuseValue,
  type Shaping,
} from './shaping.ts';

/** Writes an object of the answer from data under internal keys; 'null' where a null in it bubbles up to the object. */
export type ShapeObject = (source: JsonObject, shaping: Shaping) => Outcome;

/** One field of an object's shape. */
export interface ShapedField {
  /** The client's key. */
  key: string;
  /** `{"key":` of the first field, `,"key":` of the others. */
  label: Buffer;
  /** Reads the fetched value, under the internal key. */
  read(source: JsonObject): unknown;
  complete: Complete;
}

/** `"key":` as bytes, with what stands before it: the object's start or a comma. */
export function labelOf(key: string, position: number): Buffer {
  return Buffer.from(`${position === 0 ? '{' : ','}${JSON.stringify(key)}:`);
}

const [emptyObject, objectEnd, listStart, listEnd, comma, nullBytes] = ['{}', '}', '[', ']', ',', 'null'].map((text) =>
  Buffer.from(text),
) as [Buffer, Buffer, Buffer, Buffer, Buffer, Buffer];

/** Writes an object field by field. */
export function shapeFields(fields: readonly ShapedField[], source: JsonObject, shaping: Shaping): Outcome {
  const { writer } = shaping;
  const start = writer.position();
  for (const { key, label, read, complete } of fields) {
    writer.bytes(label);
    const outcome = complete(read(source), shaping, key);
    if (outcome === 'refused') {
      writer.goBack(start);
      return 'null';
    }
    if (outcome === 'null') writer.bytes(nullBytes);
  }
  writer.bytes(fields.length === 0 ? emptyObject : objectEnd);
  return 'written';
}

/** Shapes an object one step down the path. */
export function shapeBelow(shape: ShapeObject, value: JsonObject, shaping: Shaping, key: string | number): Outcome {
  shaping.path.push(key);
  const outcome = shape(value, shaping);
  shaping.path.pop();
  return outcome;
}

/** Writes the items of a list; a null in a non-null item makes the list null. */
export function completeList(completeItem: Complete): Complete {
  return (value, shaping, key) => {
    if (value === null || value === undefined) return 'null';
    if (!Array.isArray(value)) return refuseValue(shaping, key);
    shaping.path.push(key);
    const outcome = writeItems(value, completeItem, shaping);
    shaping.path.pop();
    return outcome;
  };
}

function writeItems(values: readonly unknown[], completeItem: Complete, shaping: Shaping): Outcome {
  const { writer } = shaping;
  const start = writer.position();
  writer.bytes(listStart);
  for (let index = 0; index < values.length; index += 1) {
    if (index > 0) writer.bytes(comma);
    const outcome = completeItem(values[index], shaping, index);
    if (outcome === 'refused') {
      writer.goBack(start);
      return 'null';
    }
    if (outcome === 'null') writer.bytes(nullBytes);
  }
  writer.bytes(listEnd);
  return 'written';
}

/** Lets a null bubble up from a non-null position. */
export function completeNonNull(complete: Complete, coordinate: string): Complete {
  return (value, shaping, key) => {
    const outcome = complete(value, shaping, key);
    if (outcome !== 'null') return outcome;
    // Where there was a value, its error has been reported already.
    if (value === null || value === undefined) refuseNull(shaping, key, coordinate);
    return 'refused';
  };
}

/** Writes `__typename`: the object type that the shape is for. Where only an interface is known, it cannot be told. */
export function completeTypename(type: GraphQLObjectType | GraphQLInterfaceType): Complete {
  if (isObjectType(type)) {
    const name = Buffer.from(`"${type.name}"`);
    return (_, { writer }) => {
      writer.bytes(name);
      return 'written';
    };
  }
  return (_, shaping) => {
    refuseObject(shaping);
    return 'refused';
  };
}

/** Writes the value of an introspection field. */
export function completeIntrospection(fields: readonly FieldNode[]): Complete {
  const isRequired = fields[0]?.name.value === '__schema';
  return (_, shaping, key) => {
    const { json, errors } = shaping.introspect(fields);
    for (const error of errors) refuseAsked(shaping, error, [key, ...(error.path ?? [])]);
    if (!json) return isRequired ? 'refused' : 'null';
    shaping.writer.bytes(json);
    return 'written';
  };
}

/** Completes a field that was not fetched because its arguments are invalid. */
export function completeRefused(error: GraphQLError, isRequired: boolean): Complete {
  return (_, shaping, key) => {
    refuseAsked(shaping, error, [key]);
    return isRequired ? 'refused' : 'null';
  };
}
