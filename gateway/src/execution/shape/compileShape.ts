import {
  type FieldNode,
  type GraphQLCompositeType,
  GraphQLError,
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
import { isJsonObject, type JsonObject, readerOf } from '../../core/jsonObject.ts';
import { refusedArgument } from '../nullArguments.ts';
import { isSeparated, keyedFieldsOf, type InternalKeys } from '../exclusive/internalKeys.ts';
import { collectFields, type Selecting } from './collectFields.ts';
import { completeLeaf } from './completeLeaf.ts';
import { type Complete, refuseAsked, refuseObject, refuseValue, type Shaping } from './shaping.ts';
import {
  completeIntrospection,
  completeList,
  completeNonNull,
  completeRefused,
  completeTypename,
  labelOf,
  type ShapedField,
  type ShapeObject,
  shapeBelow,
  shapeFields,
} from './writeValues.ts';

export interface ShapeOptions extends Selecting {
  schema: GraphQLSchema;
  internalKey(field: FieldNode, parent: GraphQLObjectType | GraphQLInterfaceType): string;
}

export interface ShapeCompiler {
  /** The shape of an operation's answer. */
  root(type: GraphQLObjectType, selectionSet: SelectionSetNode, keys: InternalKeys | undefined): ShapeObject;
  /** Whether a null condition makes the answer's data null. */
  isRefused(type: GraphQLObjectType, selectionSet: SelectionSetNode): boolean;
  /** The shape of an object somewhere in an answer. */
  object(type: GraphQLCompositeType, selectionSet: SelectionSetNode, keys: InternalKeys | undefined): Complete;
}

/** The selections on objects at one place of an answer. */
interface Selected {
  selectionSets: readonly SelectionSetNode[];
  /** Internal keys of fields that share a response key. */
  keys: InternalKeys | undefined;
}

/**
 * Compiles the functions that turn fetched data into the client's answer: only the selected fields, in their order, every value checked
 * against the schema, with null propagation.
 */
export function createShapeCompiler(options: ShapeOptions): ShapeCompiler {
  const { schema, internalKey, conditions } = options;
  const mayBeRefused = [...conditions.values()].includes(null);

  /** The shape of an object; with a null condition in its selections the object is null and has the condition's error. */
  function shapeOf(type: GraphQLObjectType | GraphQLInterfaceType, selected: Selected): ShapeObject {
    const error = nullConditionIn(type, selected.selectionSets);
    return error ? refuseSelected(error) : shapeOfSelected(type, selected);
  }

  function nullConditionIn(
    type: GraphQLObjectType | GraphQLInterfaceType,
    selectionSets: readonly SelectionSetNode[],
  ): GraphQLError | undefined {
    if (!mayBeRefused) return undefined;
    try {
      fieldsOf(type, selectionSets);
      return undefined;
    } catch (error) {
      if (error instanceof GraphQLError) return error;
      throw error;
    }
  }

  function shapeOfSelected(type: GraphQLObjectType | GraphQLInterfaceType, selected: Selected): ShapeObject {
    const { selectionSets, keys } = selected;
    const fields = fieldsOf(type, selectionSets);
    if (isInterfaceType(type) && dependsOnType(type, fields, selected)) return refuseUnnamed;
    const shaped: ShapedField[] = [];
    for (const [key, nodes] of fields) {
      const field = shapedField(key, nodes, type, keys);
      if (field) shaped.push({ ...field, label: labelOf(key, shaped.length) });
    }
    return (source, shaping) => shapeFields(shaped, source, shaping);
  }

  function fieldsOf(type: GraphQLObjectType | GraphQLInterfaceType, selectionSets: readonly SelectionSetNode[]) {
    return collectFields(selectionSets, options, (condition) => meets(type, condition, schema));
  }

  /** Whether some implementation has fields that the selections on the interface itself do not give, or different ones. */
  function dependsOnType(
    type: GraphQLInterfaceType,
    fields: ReadonlyMap<string, readonly FieldNode[]>,
    { selectionSets, keys }: Selected,
  ): boolean {
    const isSeparate = ([node]: readonly FieldNode[]) => node && isSeparated(keys, internalKey(node, type));
    if ([...fields.values()].some(isSeparate)) return true;
    return schema
      .getPossibleTypes(type)
      .some((one) => nullConditionIn(one, selectionSets) ?? fieldsOf(one, selectionSets).size > fields.size);
  }

  function shapedField(
    key: string,
    nodes: readonly FieldNode[],
    parent: GraphQLObjectType | GraphQLInterfaceType,
    keys: InternalKeys | undefined,
  ): Omit<ShapedField, 'label'> | undefined {
    const [node] = nodes as [FieldNode];
    const name = node.name.value;
    if (name === '__typename') return { key, read: nothing, complete: completeTypename(parent) };
    if (name === '__schema' || name === '__type') {
      return { key, read: nothing, complete: completeIntrospection(nodes) };
    }
    const definition = parent.getFields()[name];
    if (!definition) return undefined;
    const refused = refusedArgument(node, definition.args, conditions);
    if (refused) return { key, read: nothing, complete: completeRefused(refused, isNonNullType(definition.type)) };
    const plain = internalKey(node, parent);
    const keyed = keyedFieldsOf(keys, plain, parent.name);
    const below = { selectionSets: nodes.flatMap((item) => item.selectionSet ?? []), keys: keyed?.below };
    return {
      key,
      read: readerOf(keyed?.key ?? plain),
      complete: completeType(definition.type, below, `${parent.name}.${name}`),
    };
  }

  function completeType(type: GraphQLOutputType, selected: Selected, coordinate: string): Complete {
    if (isNonNullType(type)) return completeNonNull(completeType(type.ofType, selected, coordinate), coordinate);
    if (isListType(type)) return completeList(completeType(type.ofType, selected, coordinate));
    if (isLeafType(type)) return completeLeaf(type);
    return completeComposite(type, selected);
  }

  function completeComposite(type: GraphQLCompositeType, selected: Selected): Complete {
    return isObjectType(type) ? completeObject(type, selected) : completeAbstract(type, selected);
  }

  function completeObject(type: GraphQLObjectType, selected: Selected): Complete {
    // Made at first use: the selection may be nested in itself through fields that no answer has.
    let shape: ShapeObject | undefined;
    return (value, shaping, key) => {
      if (value === null || value === undefined) return 'null';
      if (!isJsonObject(value)) return refuseValue(shaping, key);
      shape ??= shapeOf(type, selected);
      return shapeBelow(shape, value, shaping, key);
    };
  }

  function completeAbstract(type: GraphQLCompositeType, selected: Selected): Complete {
    const shapes = new Map<string, ShapeObject | undefined>();
    return (value, shaping, key) => {
      if (value === null || value === undefined) return 'null';
      if (!isJsonObject(value)) return refuseValue(shaping, key);
      // `__typename` is absent where the subgraph has the interface as an `@interfaceObject`: then only the declared type is known.
      const typeName = Object.hasOwn(value, '__typename') ? value['__typename'] : type.name;
      if (typeof typeName !== 'string') return refuseValue(shaping, key);
      let shape = shapes.get(typeName);
      if (!shape && !shapes.has(typeName)) {
        const found = runtimeType(type, typeName, schema);
        shape = found && shapeOf(found, selected);
        if (found) shapes.set(typeName, shape);
      }
      return shape ? shapeBelow(shape, value, shaping, key) : refuseValue(shaping, key);
    };
  }

  return {
    root: (type, selectionSet, keys) => shapeOf(type, { selectionSets: [selectionSet], keys }),
    isRefused: (type, selectionSet) => nullConditionIn(type, [selectionSet]) !== undefined,
    object: (type, selectionSet, keys) => completeComposite(type, { selectionSets: [selectionSet], keys }),
  };
}

/** Reader of fields that no subgraph answers. */
const nothing = (): undefined => undefined;

/** Without the object's type nobody can say which fields it should have. */
function refuseUnnamed(_: JsonObject, shaping: Shaping): 'null' {
  refuseObject(shaping);
  return 'null';
}

function refuseSelected(error: GraphQLError): ShapeObject {
  return (_, shaping) => {
    refuseAsked(shaping, error, []);
    return 'null';
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
