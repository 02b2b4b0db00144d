import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { CompiledFetch, CompiledNode } from './compile/compiledPlan.ts';
import { conditionVariables, deferVariables } from './conditions.ts';
import type { DeferredSelection } from './defer/labelParts.ts';
import { createPartShapes, type PartShapes } from './defer/partShapes.ts';
import type { PlannedOperation } from './executor.ts';
import type { InternalKey } from './internalOperation.ts';
import { type JsonObject, ownValue, setOwn } from '../core/jsonObject.ts';
import type { ResponsePath } from './run/collectTargets.ts';
import { collectFields } from './shape/collectFields.ts';
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
  /** The form of the answer under the conditions that variables give. */
  formFor(variables: JsonObject): AnswerForm;
  /** The client's path of an internal one; it ends where the client's selection ends. */
  clientPath(path: ResponsePath): ResponsePath | undefined;
  /** Characters of the operation and its plan. */
  size: number;
}

export interface AnswerForm {
  shape: ShapeObject;
  /** Shapes of what `@defer` puts off. */
  parts: PartShapes;
  /** Root fields that ask about the schema. */
  introspection: readonly FieldNode[];
}

const mostForms = 32;

/** Makes what an answer is shaped with; forms are kept per value of the variables in `@skip` and `@include`. */
export function compileForms(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  schema: GraphQLSchema,
  internalKey: InternalKey,
  deferred?: ReadonlyMap<string, DeferredSelection>,
): CompiledOperation['formFor'] {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const item of document.definitions)
    if (item.kind === Kind.FRAGMENT_DEFINITION) fragments.set(item.name.value, item);
  const names = [...conditionVariables(document), ...(deferred ? deferVariables(document) : [])];
  const forms = new LRUCache<string, AnswerForm>({ max: mostForms });
  const root = schema.getRootType(operation.operation) as GraphQLObjectType;

  return (variables) => {
    const holds = (name: string) => ownValue(variables, name) === true;
    const key = names.map((name) => (holds(name) ? '1' : '0')).join('');
    let form = forms.get(key);
    if (!form) {
      const values = new Map(names.map((name) => [name, holds(name)]));
      const isDeferring = deferred !== undefined;
      const selecting = { fragments, condition: (name: string) => values.get(name) ?? false, isDeferring };
      const fields = collectFields([operation.selectionSet], selecting, (condition) => condition === root.name);
      form = {
        shape: createShapeCompiler({ ...selecting, schema, internalKey }).root(root, operation.selectionSet),
        parts: createPartShapes(selecting, schema, internalKey, deferred),
        introspection: [...fields.values()].flat().filter(({ name }) => /^__(?:schema|type)$/.test(name.value)),
      };
      forms.set(key, form);
    }
    return form;
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
