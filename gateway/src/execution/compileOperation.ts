import { type GraphQLObjectType, type GraphQLSchema, Kind, type OperationDefinitionNode } from 'graphql';
import type { CompiledFetch, CompiledNode } from './compile/compiledPlan.ts';
import type { ClientPaths } from './clientPath.ts';
import type { Conditions } from './conditions.ts';
import type { DeferredSelection } from './defer/labelParts.ts';
import { createPartShapes, type PartShapes } from './defer/partShapes.ts';
import type { PlannableOperation, PlannedOperation } from './executor.ts';
import type { PlaceKeys } from './exclusive/placeKeys.ts';
import type { InternalKey } from './internalOperation.ts';
import { fragmentsOf } from '../core/documentParts.ts';
import { type JsonObject, setOwn } from '../core/jsonObject.ts';
import { createShapeCompiler } from './shape/compileShape.ts';
import type { ShapeObject } from './shape/writeValues.ts';

/** An operation that is ready to run, for whoever may run it. */
export interface CompiledOperation extends PlannedOperation {
  /** Values of the Boolean variables that a client may leave out. */
  defaults: JsonObject | undefined;
  /** What to ask of subgraphs, for each event of a subscription; undefined when nothing. */
  plan: CompiledNode | undefined;
  /** What a subscription subscribes to. */
  source?: CompiledFetch | undefined;
  form: AnswerForm;
  /** What internal paths are to the client. */
  paths: ClientPaths;
  /** Characters of the operation and its plan. */
  size: number;
}

export interface AnswerForm {
  shape: ShapeObject;
  /** Nothing of the operation may run: a condition at its root is null. */
  isRefused: boolean;
  /** Shapes of what `@defer` puts off. */
  parts: PartShapes;
}

/** How an operation is known while it runs. */
export interface InternalForm {
  internalKey: InternalKey;
  /** Where one key of the answer stands for different fields. */
  keys: PlaceKeys | undefined;
  /** What is put off, by label; undefined where the answer comes in one piece. */
  deferred: ReadonlyMap<string, DeferredSelection> | undefined;
}

/** Makes what an answer is shaped with. */
export function compileForm(
  { document, operation }: PlannableOperation,
  schema: GraphQLSchema,
  conditions: Conditions,
  { internalKey, keys, deferred }: InternalForm,
): AnswerForm {
  const selecting = { fragments: fragmentsOf(document), conditions, isDeferring: deferred !== undefined };
  const root = schema.getRootType(operation.operation) as GraphQLObjectType;
  const options = { ...selecting, schema, internalKey };
  const compiler = createShapeCompiler(options);
  return {
    shape: compiler.root(root, operation.selectionSet, keys),
    isRefused: compiler.isRefused(root, operation.selectionSet),
    parts: createPartShapes(options, keys, deferred),
  };
}

/** The Boolean variables that have a value when they are not sent. */
export function readDefaults({ variableDefinitions }: OperationDefinitionNode): JsonObject | undefined {
  const defaults: JsonObject = {};
  for (const { variable, defaultValue } of variableDefinitions ?? []) {
    if (defaultValue?.kind === Kind.BOOLEAN) setOwn(defaults, variable.name.value, defaultValue.value);
  }
  return Object.keys(defaults).length > 0 ? defaults : undefined;
}
