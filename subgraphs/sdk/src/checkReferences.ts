import {
  type ConstDirectiveNode,
  type DocumentNode,
  getNamedType,
  type GraphQLFieldMap,
  type GraphQLResolveInfo,
  isObjectType,
  Kind,
} from 'graphql';
import type { Resolvers } from './createSubgraph.ts';
import { argumentOf, readLinkedNames, textOf } from './linkedNames.ts';
import { parseFields } from './scopeRules.ts';

/** An entity as the gateway names it: its type, its key, and what is required of others. */
type Reference = Record<string, unknown>;
type ResolveReference = (reference: Reference, context: unknown, info: GraphQLResolveInfo) => unknown;
type Fields = GraphQLFieldMap<unknown, unknown>;

/**
 * Has `__resolveReference` called only for entities that are named by a whole key of their type, its IDs and strings being texts that a database
 * can hold. Whatever else is asked for is unknown, null: it must not fail the statement that loads the others of its request.
 */
export function checkReferences(resolvers: Resolvers, sdl: DocumentNode): Resolvers {
  const keys = readKeys(sdl);
  const checked = Object.entries(resolvers).map(([typeName, ofType]) => {
    const resolve = '__resolveReference' in ofType ? (ofType.__resolveReference as ResolveReference) : undefined;
    const ofKeys = keys.get(typeName);
    if (!resolve || !ofKeys) return [typeName, ofType];
    const __resolveReference: ResolveReference = (reference, context, info) => {
      const type = info.schema.getType(typeName);
      const fields = isObjectType(type) ? type.getFields() : {};
      const read = ofKeys.some((names) => names.every((name) => isUsable(reference[name], isText(fields, name))));
      return read ? resolve(withTexts(reference, fields), context, info) : null;
    };
    return [typeName, { ...ofType, __resolveReference }];
  });
  return Object.fromEntries(checked) as Resolvers;
}

/** Of each type, the names of the fields on top of each of its keys. */
function readKeys(sdl: DocumentNode): Map<string, string[][]> {
  const names = readLinkedNames(sdl);
  const keys = new Map<string, string[][]>();
  for (const node of sdl.definitions) {
    if (!('directives' in node) || !('name' in node) || !node.name) continue;
    for (const directive of (node.directives ?? []) as readonly ConstDirectiveNode[]) {
      const fields = names.get(directive.name.value) === 'key' ? textOf(argumentOf(directive, 'fields')) : undefined;
      if (fields === undefined) continue;
      const { selections } = parseFields(fields);
      const ofKey = selections.flatMap((item) => (item.kind === Kind.FIELD ? [item.name.value] : []));
      keys.set(node.name.value, [...(keys.get(node.name.value) ?? []), ofKey]);
    }
  }
  return keys;
}

function isText(fields: Fields, name: string): boolean {
  const field = fields[name];
  return field !== undefined && ['ID', 'String'].includes(getNamedType(field.type).name);
}

/** An ID or a string may come as a number. */
function isUsable(value: unknown, isOfText: boolean): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  if (typeof value === 'number') return Number.isFinite(value);
  if (isOfText || value === null) return false;
  return typeof value === 'boolean' || (typeof value === 'object' && Object.values(value).every(isPart));
}

function isPart(value: unknown): boolean {
  return value === null || isUsable(value, false);
}

function withTexts(reference: Reference, fields: Fields): Reference {
  let read = reference;
  for (const [name, value] of Object.entries(reference))
    if (typeof value === 'number' && isText(fields, name)) read = { ...read, [name]: String(value) };
  return read;
}
