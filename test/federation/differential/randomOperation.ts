import {
  doTypesOverlap,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import type { Random } from './random.ts';

/** A valid operation and the variables that are sent with it. */
export interface RandomOperation {
  query: string;
  variables: Record<string, unknown>;
}

export interface RandomOptions {
  /** Take the names of other fields, of keys and of what every JavaScript object has as aliases and variables. */
  isHostile: boolean;
  isMutation?: boolean;
  /** Leave out `@skip` and `@include`. */
  isUnconditional?: boolean;
}

interface Draft {
  schema: GraphQLSchema;
  random: Random;
  isHostile: boolean;
  isUnconditional: boolean;
  fieldsLeft: number;
  variables: { name: string; definition: string }[];
  values: Record<string, unknown>;
  fragments: { name: string; on: GraphQLCompositeType; text: string }[];
  /** What each response key stands for: two that differ could not be merged. */
  keys: Map<string, string>;
}

const hostileNames = ['id', 'name', 'code', 'constructor', 'toString', '__proto__', 'key', '_entities', 'data'];

/** Writes a random operation that is valid for a schema. */
export function randomOperation(schema: GraphQLSchema, random: Random, options: RandomOptions): RandomOperation {
  const draft: Draft = {
    schema,
    random,
    isHostile: options.isHostile,
    isUnconditional: options.isUnconditional ?? false,
    fieldsLeft: 8 + random.int(22),
    variables: [],
    values: {},
    fragments: [],
    keys: new Map(),
  };
  const root = options.isMutation ? schema.getMutationType() : schema.getQueryType();
  if (!root) throw new Error('the schema has no such root');
  const body = selection(draft, root, 0);
  const definitions = draft.variables.map(({ definition }) => definition).join(', ');
  const head = `${options.isMutation ? 'mutation' : 'query'} Random${definitions ? `(${definitions})` : ''}`;
  const fragments = draft.fragments.map(({ name, on, text }) => `fragment ${name} on ${on.name} ${text}`);
  return { query: [`${head} ${body}`, ...fragments].join('\n'), variables: draft.values };
}

function selection(draft: Draft, type: GraphQLCompositeType, depth: number): string {
  const { random } = draft;
  const parts: string[] = [];
  const fields = isUnionType(type) ? [] : Object.values(type.getFields());
  const wanted = 1 + random.int(4);
  for (let count = 0; count < wanted && fields.length > 0 && draft.fieldsLeft > 0; count += 1) {
    parts.push(field(draft, random.pick(fields), depth));
  }
  if (random.chance(25)) parts.push(typenameField(draft));
  if (depth < 5 && draft.fieldsLeft > 0 && random.chance(isAbstractType(type) ? 90 : 20)) {
    const times = isAbstractType(type) ? 1 + random.int(3) : 1;
    for (let count = 0; count < times; count += 1) parts.push(fragment(draft, type, depth));
  }
  const kept = parts.filter((part) => part !== '');
  return `{ ${(kept.length > 0 ? kept : ['__typename']).join(' ')} }`;
}

function field(draft: Draft, definition: GraphQLField<unknown, unknown>, depth: number): string {
  const named = getNamedType(definition.type);
  if (depth >= 5 && isCompositeType(named)) return '';
  draft.fieldsLeft -= 1;
  const args = argumentsText(draft, definition);
  const key = responseKey(draft, definition.name, args, definition.type);
  const head = `${key === definition.name ? '' : `${key}: `}${definition.name}${args}${condition(draft)}`;
  return isCompositeType(named) ? `${head} ${selection(draft, named, depth + 1)}` : head;
}

function typenameField(draft: Draft): string {
  const key = responseKey(draft, '__typename', '', undefined);
  return `${key === '__typename' ? '' : `${key}: `}__typename${condition(draft)}`;
}

function responseKey(draft: Draft, name: string, args: string, type: GraphQLOutputType | undefined): string {
  const meaning = `${name}${args} ${String(type)}`;
  const candidates = draft.random.chance(70) ? [name] : [];
  if (draft.isHostile && draft.random.chance(50)) candidates.unshift(draft.random.pick(hostileNames));
  for (let number = 0; ; number += 1) {
    const candidate = candidates.shift() ?? `alias${number}`;
    const known = draft.keys.get(candidate);
    if (known !== undefined && known !== meaning) continue;
    draft.keys.set(candidate, meaning);
    return candidate;
  }
}

function fragment(draft: Draft, type: GraphQLCompositeType, depth: number): string {
  const { random, schema } = draft;
  const overlapping = Object.values(schema.getTypeMap()).filter(
    (other): other is GraphQLCompositeType =>
      isCompositeType(other) && !other.name.startsWith('__') && doTypesOverlap(schema, type, other),
  );
  const known = draft.fragments.filter(({ on }) => overlapping.includes(on));
  if (known.length > 0 && random.chance(30)) return `...${random.pick(known).name}${condition(draft)}`;
  if (random.chance(15)) return `...${condition(draft)} ${selection(draft, type, depth + 1)}`;
  const narrow = overlapping.filter(isObjectType);
  const on = random.chance(70) ? random.pick(narrow) : random.pick(overlapping);
  const text = selection(draft, on, depth + 1);
  if (random.chance(60)) return `... on ${on.name}${condition(draft)} ${text}`;
  const name = `Part${draft.fragments.length}`;
  draft.fragments.push({ name, on, text });
  return `...${name}${condition(draft)}`;
}

function condition(draft: Draft): string {
  const { random } = draft;
  if (draft.isUnconditional || random.chance(85)) return '';
  const one = (name: string) => `@${name}(if: ${random.chance(30) ? random.chance(50) : flag(draft)})`;
  return ` ${random.chance(15) ? `${one('skip')} ${one('include')}` : one(random.pick(['skip', 'include']))}`;
}

function flag(draft: Draft): string {
  const known = draft.variables.filter(({ definition }) => definition.includes(': Boolean!'));
  if (known.length > 0 && draft.random.chance(60)) return `$${draft.random.pick(known).name}`;
  return variable(draft, 'Boolean!', draft.random.chance(60), draft.random.chance(30) ? 'true' : undefined);
}

function argumentsText(draft: Draft, { args }: GraphQLField<unknown, unknown>): string {
  const given = args.filter(({ type, defaultValue }) => {
    return (isNonNullType(type) && defaultValue === undefined) || draft.random.chance(50);
  });
  const texts = given.map(({ name, type }) => `${name}: ${inputText(draft, type, 0)}`);
  return texts.length > 0 ? `(${texts.join(', ')})` : '';
}

/** A value as it stands in the document: a literal, or a variable anywhere in it. */
function inputText(draft: Draft, type: GraphQLInputType, depth: number): string {
  const { random } = draft;
  if (random.chance(35)) {
    const isAbsent = !isNonNullType(type) && random.chance(15);
    const hasDefault = !isNonNullType(type) && random.chance(20);
    const fallback = hasDefault ? literal(value(draft, type, depth), type) : undefined;
    return variable(draft, String(type), isAbsent ? undefined : value(draft, type, depth), fallback);
  }
  return inputLiteral(draft, isNonNullType(type) ? type.ofType : type, depth);
}

function inputLiteral(draft: Draft, type: GraphQLInputType, depth: number): string {
  if (isListType(type)) {
    return `[${Array.from({ length: draft.random.int(3) }, () => inputText(draft, type.ofType, depth)).join(', ')}]`;
  }
  if (isInputObjectType(type)) {
    return `{ ${inputFields(draft, type, depth)
      .map(({ name, type: inner }) => `${name}: ${inputText(draft, inner, depth + 1)}`)
      .join(', ')} }`;
  }
  return literal(presentValue(draft, type, depth), type);
}

function inputFields(draft: Draft, type: GraphQLInputType, depth: number) {
  const fields = isInputObjectType(type) ? Object.values(type.getFields()) : [];
  return fields.filter((one) => {
    if (isNonNullType(one.type) && one.defaultValue === undefined) return true;
    return draft.random.chance(depth < 2 ? 50 : 0);
  });
}

function variable(draft: Draft, type: string, sent: unknown, fallback: string | undefined): string {
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
  return isEnumType(type) ? String(given) : JSON.stringify(given);
}
