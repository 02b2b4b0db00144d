import {
  defaultFieldResolver,
  getNullableType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLSchema,
  GraphQLString,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { isBlank, unsafe, unsafeText } from './unsafeText.ts';

/** Most characters of a text, by the name of its argument or field. */
export type LongestText = (field: string) => number;

type Slot = GraphQLArgument | GraphQLInputField;
type Texts = (given: Record<string, unknown>) => Record<string, unknown>;

/**
 * Wraps each field with arguments so that it is refused when a text in them is unsafe or too long: BAD_USER_INPUT with `argument`, where it
 * stands, and `reason`. What a mutation is given for a text is also something to be seen: what may be left out counts as left out where it is
 * blank, what may not is refused. Entities are not refused for what another subgraph says of them: `checkReferences`.
 */
export function refuseUnsafeText(schema: GraphQLSchema, longest: LongestText): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.args.length === 0 || field.name === '_entities') continue;
      guard(field, type === schema.getMutationType(), longest);
    }
  }
}

function guard(field: GraphQLField<unknown, unknown>, isWritten: boolean, longest: LongestText): void {
  const resolve = field.resolve ?? defaultFieldResolver;
  const readTexts: Texts = isWritten ? (given) => withoutBlanks(field.args, given, '') : (given) => given;
  field.resolve = (source, variables, context, info) => {
    requireSafeText(variables, '', longest);
    return resolve(source, readTexts(variables), context, info);
  };
}

/** Whatever the type: a scalar of a subgraph's own may hold texts too. @throws SubgraphError BAD_USER_INPUT */
function requireSafeText(value: unknown, argument: string, longest: LongestText): void {
  if (typeof value === 'string') {
    const reason = unsafeText(value);
    if (reason) throw unsafe(argument, reason);
    const maximum = longest(nameIn(argument));
    if (value.length > maximum) throw unsafe(argument, 'long', maximum);
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => requireSafeText(item, `${argument}.${index}`, longest));
  } else if (isPlainObject(value)) {
    for (const [name, inner] of Object.entries(value)) requireSafeText(inner, below(argument, name), longest);
  }
}

/** What a mutation was given, blank texts taken as not given. @throws SubgraphError BAD_USER_INPUT for a blank one that is needed */
function withoutBlanks(
  slots: readonly Slot[],
  given: Record<string, unknown>,
  argument: string,
): Record<string, unknown> {
  const read = { ...given };
  for (const { name, type } of slots) {
    if (Object.hasOwn(given, name)) read[name] = withoutBlank(type, given[name], below(argument, name));
  }
  return read;
}

function withoutBlank(type: GraphQLInputType, value: unknown, argument: string): unknown {
  const nullable = getNullableType(type);
  if (typeof value === 'string' && nullable === GraphQLString && isBlank(value)) {
    if (isNonNullType(type)) throw unsafe(argument, 'blank');
    return null;
  }
  if (isListType(nullable) && Array.isArray(value))
    return value.map((item, index) => withoutBlank(nullable.ofType as GraphQLInputType, item, `${argument}.${index}`));
  if (isInputObjectType(nullable) && isPlainObject(value))
    return withoutBlanks(Object.values(nullable.getFields()), value, argument);
  return value;
}

function below(argument: string, name: string): string {
  return argument ? `${argument}.${name}` : name;
}

/** The name of the field that a text is in, or in whose list it is. */
function nameIn(argument: string): string {
  return argument.split('.').findLast((step) => !/^\d+$/.test(step)) ?? argument;
}

/** Scalars may have become objects of their own, such as a Date. */
function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
