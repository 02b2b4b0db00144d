import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import { type JsonObject, readerOf } from '../jsonObject.ts';
import { collectFields, type Selecting } from './collectFields.ts';
import { completeLeaf } from './completeLeaf.ts';
import { type Complete, type Outcome, refuseNull, refuseObject, refuseValue, type Shaping } from './shaping.ts';

/** Writes an answer's object of the data under internal keys; it is null where a null in it must go up. */
export type ShapeObject = (source: JsonObject, shaping: Shaping) => Outcome;

interface ShapedField {
  /** The client's key. */
  key: string;
  /** `"key":`, with a comma before all but the first. */
  label: Buffer;
  /** Reads what was fetched, under the internal key. */
  read(source: JsonObject): unknown;
  complete: Complete;
}

export interface ShapeOptions extends Selecting {
  schema: GraphQLSchema;
  internalKey(field: FieldNode, hasArguments: boolean): string;
  /** The client's key of one in the selections, where these bear internal ones. */
  clientKey?(key: string): string;
}

export interface ShapeCompiler {
  /** The shape of an operation's answer. */
  root(type: GraphQLObjectType, selectionSet: SelectionSetNode): ShapeObject;
  /** The shape of an object somewhere in an answer. */
  object(type: GraphQLCompositeType, selectionSet: SelectionSetNode): Complete;
}

/**
 * Makes the functions that turn what was fetched into what was asked for: only the selected fields, in their order, every
 * value checked against the schema, nulls going up to where the schema allows them.
 */
export function createShapeCompiler(options: ShapeOptions): ShapeCompiler {
  const { schema, internalKey } = options;

  function shapeOf(
    type: GraphQLObjectType | GraphQLInterfaceType,
    selectionSets: readonly SelectionSetNode[],
  ): ShapeObject {
    const fields = fieldsOf(type, selectionSets);
    if (isInterfaceType(type) && dependsOnType(type, fields, selectionSets)) return refuseUnnamed;
    const shaped: ShapedField[] = [];
    for (const [key, nodes] of fields) {
      const field = shapedField(options.clientKey?.(key) ?? key, nodes, type);
      if (field) shaped.push({ ...field, label: labelOf(field.key, shaped.length) });
    }
    return (source, shaping) => shapeFields(shaped, source, shaping);
  }

  function fieldsOf(type: GraphQLObjectType | GraphQLInterfaceType, selectionSets: readonly SelectionSetNode[]) {
    return collectFields(selectionSets, options, (condition) => meets(type, condition, schema));
  }

  /** Whether an object of some type has more fields than are known to be selected of all. */
  function dependsOnType(
    type: GraphQLInterfaceType,
    { size }: ReadonlyMap<string, unknown>,
    selectionSets: readonly SelectionSetNode[],
  ): boolean {
    return schema.getPossibleTypes(type).some((possible) => fieldsOf(possible, selectionSets).size > size);
  }

  function shapedField(
    key: string,
    nodes: readonly FieldNode[],
    parent: GraphQLObjectType | GraphQLInterfaceType,
  ): Omit<ShapedField, 'label'> | undefined {
    const [node] = nodes as [FieldNode];
    const name = node.name.value;
    if (name === '__typename') return { key, read: nothing, complete: completeTypename(parent) };
    if (name === '__schema' || name === '__type') {
      return { key, read: nothing, complete: completeIntrospection(key) };
    }
    const definition = parent.getFields()[name];
    if (!definition) return undefined;
    const selectionSets = nodes.flatMap((item) => item.selectionSet ?? []);
    return {
      key,
      read: readerOf(internalKey(node, definition.args.length > 0)),
      complete: completeType(definition.type, selectionSets, `${parent.name}.${name}`),
    };
  }

  function completeType(
    type: GraphQLOutputType,
    selectionSets: readonly SelectionSetNode[],
    coordinate: string,
  ): Complete {
    if (isNonNullType(type)) return completeNonNull(completeType(type.ofType, selectionSets, coordinate), coordinate);
    if (isListType(type)) return completeList(completeType(type.ofType, selectionSets, coordinate));
    if (isLeafType(type)) return completeLeaf(type);
    return isObjectType(type) ? completeObject(type, selectionSets) : completeAbstract(type, selectionSets);
  }

  function completeObject(type: GraphQLObjectType, selectionSets: readonly SelectionSetNode[]): Complete {
    // Made at first sight: a type may hold itself through a field that no answer ever has.
    let shape: ShapeObject | undefined;
    return (value, shaping, key) => {
      if (value === null || value === undefined) return 'null';
      if (typeof value !== 'object' || Array.isArray(value)) return refuseValue(shaping, key);
      shape ??= shapeOf(type, selectionSets);
      return below(shape, value as JsonObject, shaping, key);
    };
  }

  function completeAbstract(type: GraphQLCompositeType, selectionSets: readonly SelectionSetNode[]): Complete {
    const shapes = new Map<string, ShapeObject | undefined>();
    return (value, shaping, key) => {
      if (value === null || value === undefined) return 'null';
      if (typeof value !== 'object' || Array.isArray(value)) return refuseValue(shaping, key);
      // Not asked for where the subgraph knows the interface as an object: the declared type is all there is.
      const typeName = Object.hasOwn(value, '__typename') ? (value as JsonObject)['__typename'] : type.name;
      if (typeof typeName !== 'string') return refuseValue(shaping, key);
      let shape = shapes.get(typeName);
      if (!shape && !shapes.has(typeName)) {
        const found = runtimeType(type, typeName, schema);
        shape = found && shapeOf(found, selectionSets);
        if (found) shapes.set(typeName, shape);
      }
      return shape ? below(shape, value as JsonObject, shaping, key) : refuseValue(shaping, key);
    };
  }

  return {
    root: (type, selectionSet) => shapeOf(type, [selectionSet]),
    object: (type, selectionSet) =>
      isObjectType(type) ? completeObject(type, [selectionSet]) : completeAbstract(type, [selectionSet]),
  };
}

/** For fields that no subgraph answers. */
const nothing = (): undefined => undefined;

function labelOf(key: string, position: number): Buffer {
  return Buffer.from(`${position === 0 ? '' : ','}${JSON.stringify(key)}:`);
}

/** Of an object whose type nobody told nobody can say which fields it should have. */
function refuseUnnamed(_: JsonObject, shaping: Shaping): 'null' {
  refuseObject(shaping);
  return 'null';
}

const [objectStart, objectEnd, listStart, listEnd, comma, nullBytes] = ['{', '}', '[', ']', ',', 'null'].map((text) =>
  Buffer.from(text),
) as [Buffer, Buffer, Buffer, Buffer, Buffer, Buffer];

function shapeFields(fields: readonly ShapedField[], source: JsonObject, shaping: Shaping): Outcome {
  const { writer } = shaping;
  const start = writer.position();
  writer.bytes(objectStart);
  for (const { key, label, read, complete } of fields) {
    writer.bytes(label);
    const outcome = complete(read(source), shaping, key);
    if (outcome === 'refused') {
      writer.goBack(start);
      return 'null';
    }
    if (outcome === 'null') writer.bytes(nullBytes);
  }
  writer.bytes(objectEnd);
  return 'written';
}

/** Shapes an object one step further down. */
function below(shape: ShapeObject, value: JsonObject, shaping: Shaping, key: string | number): Outcome {
  shaping.path.push(key);
  const outcome = shape(value, shaping);
  shaping.path.pop();
  return outcome;
}

function completeList(completeItem: Complete): Complete {
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

function completeNonNull(complete: Complete, coordinate: string): Complete {
  return (value, shaping, key) => {
    const outcome = complete(value, shaping, key);
    if (outcome !== 'null') return outcome;
    // Where there was a value, what became of it has been told already.
    if (value === null || value === undefined) refuseNull(shaping, key, coordinate);
    return 'refused';
  };
}

/** An object is of the type that its shape is for; where only an interface is known of it, it cannot be named. */
function completeTypename(type: GraphQLObjectType | GraphQLInterfaceType): Complete {
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

function completeIntrospection(key: string): Complete {
  return (_, { introspection, writer }) => {
    const found = introspection?.[key] ?? null;
    if (found === null) return 'null';
    writer.json(JSON.stringify(found));
    return 'written';
  };
}

/** The type of an object by its `__typename`; an interface's own name comes from subgraphs with `@interfaceObject`. */
function runtimeType(
  declared: GraphQLCompositeType,
  typeName: string,
  schema: GraphQLSchema,
): GraphQLObjectType | GraphQLInterfaceType | undefined {
  const type = schema.getType(typeName);
  if (!isObjectType(type) && !isInterfaceType(type)) return undefined;
  if (type === declared) return type;
  return isAbstractType(declared) && schema.isSubType(declared, type) ? type : undefined;
}

function meets(type: GraphQLObjectType | GraphQLInterfaceType, condition: string, schema: GraphQLSchema): boolean {
  if (type.name === condition) return true;
  const conditional = schema.getType(condition);
  return isAbstractType(conditional) && schema.isSubType(conditional, type);
}
