import {
  type DocumentNode,
  type FieldNode,
  getNamedType,
  type GraphQLCompositeType,
  type GraphQLSchema,
  isCompositeType,
  type OperationDefinitionNode,
  parse,
} from 'graphql';
import type { CompiledPart } from '../compile/compiledPlan.ts';
import { fieldsNamed } from '../clientPath.ts';
import type { Selecting } from '../shape/collectFields.ts';
import { createShapeCompiler } from '../shape/compileShape.ts';
import type { Complete } from '../shape/shaping.ts';

/** What is needed to shape parts of an answer. */
export interface DeferringOptions {
  /** The internal operation that was planned. */
  internal: DocumentNode;
  operation: OperationDefinitionNode;
  clientName(internal: string): string;
}

/** The shape of a part's objects; undefined when it brings nothing of its own. */
export type PartShapes = (part: CompiledPart) => Complete | undefined;

/** Makes the shapes of parts, each at its first use. */
export function createPartShapes(
  selecting: Selecting,
  schema: GraphQLSchema,
  deferring: DeferringOptions | undefined,
): PartShapes {
  if (!deferring) return () => undefined;
  const { clientName } = deferring;
  const responseKey = (field: FieldNode) => (field.name.value === '__typename' ? '__typename' : keyOf(field));
  const compiler = createShapeCompiler({ ...selecting, schema, internalKey: responseKey, clientKey: clientName });
  const shapes = new Map<CompiledPart, Complete | undefined>();
  return (part) => {
    if (!shapes.has(part)) {
      const type = typeAt(part, schema, deferring);
      const [definition] = part.selection === undefined ? [] : parse(part.selection, { noLocation: true }).definitions;
      const selectionSet = definition && 'selectionSet' in definition ? definition.selectionSet : undefined;
      shapes.set(part, type && selectionSet && compiler.object(type, selectionSet));
    }
    return shapes.get(part);
  };
}

function keyOf(field: FieldNode): string {
  return (field.alias ?? field.name).value;
}

/** The type of the objects that a part completes: followed from the root through the operation's own fields. */
function typeAt(
  { path }: CompiledPart,
  schema: GraphQLSchema,
  { internal, operation }: DeferringOptions,
): GraphQLCompositeType | undefined {
  let type: GraphQLCompositeType | undefined = schema.getRootType(operation.operation) ?? undefined;
  const planned = internal.definitions.find((item) => item.kind === operation.kind) as OperationDefinitionNode;
  let selectionSets = [planned.selectionSet];
  for (const step of path) {
    if (step.kind === 'items') continue;
    if (step.kind === 'type') {
      type = compositeType(schema.getType(step.condition));
      continue;
    }
    const found: readonly { field: FieldNode; parent: string | undefined }[] = fieldsNamed(
      step.key,
      selectionSets,
      internal,
      type?.name,
    );
    const [first] = found;
    const parent = schema.getType(first?.parent ?? '') ?? type;
    const fields = parent && 'getFields' in parent ? parent.getFields() : {};
    const definition = first && fields[first.field.name.value];
    type = definition && 'type' in definition ? compositeType(getNamedType(definition.type)) : undefined;
    selectionSets = found.flatMap(({ field }) => field.selectionSet ?? []);
  }
  return type;
}

function compositeType(type: unknown): GraphQLCompositeType | undefined {
  return isCompositeType(type) ? type : undefined;
}
