import { type GraphQLObjectType, type GraphQLSchema, Kind, type OperationDefinitionNode } from 'graphql';
import type { CompiledFetch, CompiledNode } from './compile/compiledPlan.ts';
import type { ClientPaths } from './clientPath.ts';
import type { Conditions } from './conditions.ts';
import type { DeferredSelection } from './defer/labelParts.ts';
import { createPartShapes, type PartShapes } from './defer/partShapes.ts';
import type { PlannableOperation, PlannedOperation } from './executor.ts';
import type { InternalKeys } from './exclusive/internalKeys.ts';
import type { InternalKey } from './internalOperation.ts';
import { fragmentsOf } from '../core/documentParts.ts';
import { type JsonObject, setOwn } from '../core/jsonObject.ts';
import { createShapeCompiler } from './shape/compileShape.ts';
import type { ShapeObject } from './shape/writeValues.ts';

/** An operation that is ready to run. Nothing in it depends on the caller. */
export interface CompiledOperation extends PlannedOperation {
  /** Default values of the operation's Boolean variables. */
  defaults: JsonObject | undefined;
  /** The fetches to run, for a subscription those of each event; undefined when no subgraph has to be asked. */
  plan: CompiledNode | undefined;
  /** The fetch that opens a subscription. */
  source?: CompiledFetch | undefined;
  form: AnswerForm;
  /** What internal paths are to the client. */
  paths: ClientPaths;
  /** Characters of the operation and its plan. */
  size: number;
}

export interface AnswerForm {
  shape: ShapeObject;
  /** A condition at the operation's root is null: nothing may run. */
  isRefused: boolean;
  /** Shapes of the deferred parts. */
  parts: PartShapes;
}

/** How an operation's fields and deferred parts are named while it runs. */
export interface InternalForm {
  internalKey: InternalKey;
  /** Internal keys of fields that share a response key; undefined where none do. */
  keys: InternalKeys | undefined;
  /** The deferred selections by label; undefined where the answer comes in one piece. */
  deferred: ReadonlyMap<string, DeferredSelection> | undefined;
}

/** Compiles the shapes of an operation's answer and of its deferred parts. */
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

/** Default values of the operation's Boolean variables; undefined when there are none. */
export function readDefaults({ variableDefinitions }: OperationDefinitionNode): JsonObject | undefined {
  const defaults: JsonObject = {};
  for (const { variable, defaultValue } of variableDefinitions ?? []) {
    if (defaultValue?.kind === Kind.BOOLEAN) setOwn(defaults, variable.name.value, defaultValue.value);
  }
  return Object.keys(defaults).length > 0 ? defaults : undefined;
}
