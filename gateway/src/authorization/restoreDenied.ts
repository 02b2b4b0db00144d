import {
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql';
import { errors as errorTable } from '@wasl/schema/errors.ts';
import { readConditions } from '../execution/conditions.ts';
import { mostErrors } from '../execution/shape/shaping.ts';
import { readData } from '../core/writtenData.ts';
import type { AuthorizedOperation } from './authorizeOperation.ts';
import type { ExplainDenied } from './missingGrants.ts';
import { createFieldCollector, type AskedField, type AskedSelection } from './collectFields.ts';
import type { ExecutedResult } from '../core/executedResult.ts';

type Answered = Record<string, unknown>;
type Path = readonly (string | number)[];

interface Sent {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Record<string, unknown>;
}

/**
 * Turns the result of the pruned operation into that of the operation as it was sent: denied fields are null, with ordinary null
 * propagation, and each has an error at its path. A response key that is selected in several places is denied only if it was removed in all
 * of them. Denied values are never read from the result, whatever it holds. `explain` adds to the errors.
 */
export function restoreDenied(
  result: ExecutedResult,
  authorized: AuthorizedOperation,
  sent: Sent,
  schema: GraphQLSchema,
  explain?: ExplainDenied,
): ExecutedResult {
  if (!authorized.isPruned || result.data === null) return result;
  const root = schema.getRootType(sent.operation.operation);
  if (!root) return result;
  const { removed, typenameKey } = authorized;
  const collectFields = createFieldCollector(schema, sent.document, readConditions(sent, schema), removed);
  const denied: GraphQLError[] = [];

  function completeObject(source: Answered, type: GraphQLObjectType, asked: AskedSelection[], path: Path) {
    const answer = Object.create(null) as Answered;
    let isComplete = true;
    const collected = fieldsOf(type, asked, path);
    if (!collected) return null;
    for (const [key, fields] of collected) {
      const output = outputOf(type, fields[0]?.node.name.value ?? '');
      const value = completeField(source, key, fields, output, [...path, key]);
      if (value === null && isNonNullType(output)) isComplete = false;
      answer[key] = value;
    }
    return isComplete ? answer : null;
  }

  /**
   * The collected fields; undefined, with an error, where a condition is null. The executor has not seen a null condition in a removed
   * selection.
   */
  function fieldsOf(type: GraphQLObjectType, asked: AskedSelection[], path: Path) {
    try {
      return collectFields(type, asked);
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      const { message, nodes, extensions } = error;
      if (denied.length < mostErrors)
        denied.push(new GraphQLError(message, { nodes, extensions, ...(path.length > 0 && { path }) }));
      return undefined;
    }
  }

  function completeField(
    source: Answered,
    key: string,
    fields: AskedField[],
    output: GraphQLOutputType,
    path: Path,
  ): unknown {
    if (fields.every(({ isRemoved }) => isRemoved)) {
      if (denied.length < mostErrors) denied.push(deniedError(fields, path, explain));
      return null;
    }
    const value = Object.hasOwn(source, key) ? source[key] : null;
    return isIntrospection(fields) ? value : complete(value, output, fields, path);
  }

  function complete(value: unknown, type: GraphQLOutputType, fields: AskedField[], path: Path): unknown {
    if (value == null) return null;
    if (isNonNullType(type)) return complete(value, type.ofType, fields, path);
    if (isListType(type)) return Array.isArray(value) ? completeList(value, type.ofType, fields, path) : null;
    if (isLeafType(type)) return value;
    const runtimeType = isAbstractType(type) ? schema.getType(String((value as Answered)[typenameKey])) : type;
    // An object of unknown type cannot be judged.
    if (!isObjectType(runtimeType)) return null;
    return completeObject(value as Answered, runtimeType, fields.flatMap(selectionOf), path);
  }

  function completeList(values: unknown[], itemType: GraphQLOutputType, fields: AskedField[], path: Path) {
    const items = values.map((item, index) => complete(item, itemType, fields, [...path, index]));
    return isNonNullType(itemType) && items.includes(null) ? null : items;
  }

  const isRemoved = removed.has(sent.operation);
  const data = completeObject(
    readData(result.data),
    root,
    [{ selectionSet: sent.operation.selectionSet, isRemoved }],
    [],
  );
  const all = [...(result.errors ?? []), ...denied];
  return { data, ...(all.length > 0 && { errors: all }) };
}

const introspectionFields = [TypeNameMetaFieldDef, SchemaMetaFieldDef, TypeMetaFieldDef];

/** @throws Error for a field that validation would have refused. */
function outputOf(type: GraphQLObjectType, fieldName: string): GraphQLOutputType {
  const field = type.getFields()[fieldName] ?? introspectionFields.find(({ name }) => name === fieldName);
  if (!field) throw new Error(`${type.name} has no field ${fieldName}.`);
  return field.type;
}

/** Introspection results hold nothing that is protected, and are complete. */
function isIntrospection([field]: readonly AskedField[]): boolean {
  return field?.node.name.value.startsWith('__') === true;
}

function selectionOf({ node, isRemoved }: AskedField): AskedSelection[] {
  return node.selectionSet ? [{ selectionSet: node.selectionSet, isRemoved }] : [];
}

function deniedError(fields: readonly AskedField[], path: Path, explain: ExplainDenied | undefined): GraphQLError {
  const nodes: FieldNode[] = fields.map(({ node }) => node);
  return new GraphQLError(errorTable.UNAUTHORIZED_FIELD_OR_TYPE.en, {
    nodes,
    path,
    extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE', ...explain?.(nodes) },
  });
}
