import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLNonNull,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  GraphQLID,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isScalarType,
  isSpecifiedScalarType,
} from 'graphql';
import { bigNumber, unmarked } from './bigNumbers.ts';
import type { Random } from './random.ts';

/** A random operation that is being written. */
export interface Draft {
  schema: GraphQLSchema;
  random: Random;
  isHostile: boolean;
  isUnconditional: boolean;
  isShared: boolean;
  fieldsLeft: number;
  variables: { name: string; definition: string }[];
  values: Record<string, unknown>;
  fragments: { name: string; on: GraphQLCompositeType; text: string }[];
  hasWrongNulls: boolean;
  hasWrongNull: boolean;
  hasBigNumbers: boolean;
  /** What each response key stands for, where none is shared. */
  keys: Map<string, string>;
}

export const hostileNames = ['id', 'name', 'code', 'constructor', 'toString', '__proto__', 'key', '_entities', 'data'];

/** The arguments of a field, in parentheses. */
export function argumentsText(draft: Draft, { args }: GraphQLField<unknown, unknown>): string {
  const given = args.filter(({ type, defaultValue }) => {
    return (isNonNullType(type) && defaultValue === undefined) || draft.random.chance(50);
  });
  const texts = given.map(({ name, type }) => `${name}: ${inputText(draft, type, 0)}`);
  return texts.length > 0 ? `(${texts.join(', ')})` : '';
}

/** A value as it stands in the document: a literal, or a variable anywhere in it. */
function inputText(draft: Draft, type: GraphQLInputType, depth: number, mayDefault = true): string {
  const { random } = draft;
  if (isNonNullType(type) && mayDefault && draft.hasWrongNulls && random.chance(6)) {
    return wrongNull(draft, String(type.ofType), literal(presentValue(draft, type.ofType, depth), type.ofType));
  }
  if (random.chance(35)) {
    const isAbsent = !isNonNullType(type) && random.chance(15);
    const hasDefault = !isNonNullType(type) && random.chance(20);
    const fallback = hasDefault ? literal(value(draft, type, depth), type) : undefined;
    return variable(draft, String(type), isAbsent ? undefined : value(draft, type, depth), fallback);
  }
  if (isNonNullType(type)) return inputLiteral(draft, type.ofType, depth);
  return random.chance(7) ? 'null' : inputLiteral(draft, type, depth);
}

function inputLiteral(draft: Draft, type: GraphQLInputType, depth: number): string {
  if (isListType(type)) {
    return `[${Array.from({ length: draft.random.int(3) }, () => inputText(draft, type.ofType, depth)).join(', ')}]`;
  }
  if (isInputObjectType(type)) {
    return `{ ${inputFields(draft, type, depth)
      .map(({ name, type: inner }) => `${name}: ${inputText(draft, inner, depth + 1, !type.isOneOf)}`)
      .join(', ')} }`;
  }
  if (draft.hasBigNumbers && isOwnScalar(type) && draft.random.chance(30)) return draft.random.pick(untypedLiterals);
  return literal(presentValue(draft, type, depth), type);
}

/** What only a scalar of the schema's own takes, as it is written. */
const untypedLiterals = ['1.50', '-0', '1e400', 'NAME', '[1.0, [NAME]]', '{ a: 9007199254740993, b: { c: NAME } }'];

/** Whether a value may be a string or a number. */
function isNumberToo(type: GraphQLInputType): boolean {
  return type === GraphQLID || isOwnScalar(type);
}

function isOwnScalar(type: GraphQLInputType): boolean {
  return isScalarType(type) && !isSpecifiedScalarType(type);
}

function inputFields(draft: Draft, type: GraphQLInputObjectType, depth: number): InputField[] {
  const fields = Object.values(type.getFields());
  if (type.isOneOf) return [oneField(draft, fields, depth)];
  return fields.filter((one) => {
    if (isNonNullType(one.type) && one.defaultValue === undefined) return true;
    return draft.random.chance(depth < 2 ? 50 : 0);
  });
}

interface InputField {
  name: string;
  type: GraphQLInputType;
}

/** The one field of a `@oneOf`: it may not be null, and deep down it holds no further objects. */
function oneField({ random }: Draft, fields: readonly GraphQLInputField[], depth: number): InputField {
  const flat = fields.filter(({ type }) => !isInputObjectType(getNamedType(type)));
  const { name, type } = random.pick(depth < 2 ? fields : flat);
  return { name, type: new GraphQLNonNull(getNullableType(type)) };
}

/** Declares a variable and answers it as it stands in the document; `sent` is undefined where it is left out. */
export function variable(draft: Draft, type: string, sent: unknown, fallback: string | undefined): string {
  const taken = new Set(draft.variables.map(({ name }) => name));
  const wished =
    draft.isHostile && draft.random.chance(30) ? draft.random.pick(['representations', ...hostileNames]) : '';
  const name = wished !== '' && !taken.has(wished) ? wished : `v${draft.variables.length}`;
  draft.variables.push({ name, definition: `$${name}: ${type}${fallback === undefined ? '' : ` = ${fallback}`}` });
  const isLeftOut = sent === undefined || (fallback !== undefined && draft.random.chance(50));
  if (!isLeftOut) {
    Object.defineProperty(draft.values, name, { value: sent, enumerable: true, configurable: true, writable: true });
  }
  return `$${name}`;
}

/** Declares a variable that its default lets stand where null may not; null is sent, or nothing. */
export function wrongNull(draft: Draft, type: string, fallback: string): string {
  const name = variable(draft, type, null, fallback);
  draft.hasWrongNull ||= Object.hasOwn(draft.values, name.slice(1));
  return name;
}

/** A value as JSON. */
function value(draft: Draft, type: GraphQLInputType, depth: number): unknown {
  if (isNonNullType(type)) return presentValue(draft, type.ofType, depth);
  return draft.random.chance(10) ? null : presentValue(draft, type, depth);
}

function presentValue(draft: Draft, type: GraphQLInputType, depth: number): unknown {
  const { random } = draft;
  if (isListType(type)) {
    return Array.from({ length: random.int(3) }, () => value(draft, type.ofType, depth));
  }
  if (isInputObjectType(type)) {
    const fields = inputFields(draft, type, depth);
    const entries = fields.map((one) => [one.name, value(draft, one.type, depth + 1)] as const);
    return Object.assign(Object.create(null), Object.fromEntries(entries));
  }
  if (isEnumType(type)) return random.pick(type.getValues()).name;
  switch (getNamedType(type).name) {
    case 'Int':
      return random.int(100);
    case 'Float':
      return random.int(100) + 0.5;
    case 'Boolean':
      return random.chance(50);
    default:
      if (draft.hasBigNumbers && isNumberToo(type) && random.chance(50)) return bigNumber(random.int(10));
      return random.pick(['a', 'b "quoted"', 'ج', '']);
  }
}

function literal(given: unknown, type: GraphQLInputType): string {
  if (isNonNullType(type)) return literal(given, type.ofType);
  if (given === undefined || given === null) return 'null';
  if (isListType(type)) return `[${(given as unknown[]).map((item) => literal(item, type.ofType)).join(', ')}]`;
  if (isInputObjectType(type)) {
    const fields = type.getFields();
    return `{ ${Object.entries(given)
      .map(([name, inner]) => `${name}: ${literal(inner, fields[name]?.type as GraphQLInputType)}`)
      .join(', ')} }`;
  }
  if (isEnumType(type)) return String(given);
  return isNumberToo(type) && typeof given === 'string' && given !== unmarked(given)
    ? unmarked(given)
    : JSON.stringify(given);
}
