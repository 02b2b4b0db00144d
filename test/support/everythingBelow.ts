import {
  getNamedType,
  type GraphQLField,
  type GraphQLNamedType,
  isCompositeType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

export interface EverythingOptions {
  /** How many objects within objects, lists and pages among them. */
  depth: number;
  /** Of a page. */
  first: number;
  /** Fields that differ whenever they are asked for, such as times of the answer; and what leads elsewhere. */
  without: ReadonlySet<string>;
  /** Types of which the key alone is asked for. */
  keys: ReadonlyMap<string, string>;
}

/** Every field below one of the schema, as a selection: nothing that it leads to is left out, down to a depth. */
export function everythingBelow(field: GraphQLField<unknown, unknown>, options: EverythingOptions): string | undefined {
  return select(field, options, options.depth);
}

function select(field: GraphQLField<unknown, unknown>, options: EverythingOptions, depth: number): string | undefined {
  if (options.without.has(field.name) || field.args.some(isRequiredArgument)) return undefined;
  const type = getNamedType(field.type);
  const asked = field.args.some(({ name }) => name === 'first') ? `${field.name}(first: ${options.first})` : field.name;
  if (isLeafType(type)) return asked;
  const below = selectType(type, options, depth - 1);
  return below === undefined ? undefined : `${asked} { ${below} }`;
}

function selectType(type: GraphQLNamedType, options: EverythingOptions, depth: number): string | undefined {
  const key = options.keys.get(type.name);
  if (key !== undefined) return key;
  if (!isCompositeType(type) || depth < 0) return undefined;
  if (!isObjectType(type)) return '__typename';
  const parts = Object.values(type.getFields()).flatMap((field) => select(field, options, depth) ?? []);
  return parts.length > 0 ? parts.join(' ') : undefined;
}
