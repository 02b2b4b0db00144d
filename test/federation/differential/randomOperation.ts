import {
  doTypesOverlap,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  isUnionType,
  OverlappingFieldsCanBeMergedRule,
  parse,
  validate,
} from 'graphql';
import type { Random } from './random.ts';
import { argumentsText, type Draft, hostileNames, variable, wrongNull } from './randomValues.ts';
import { claimKey, createPlace, type Place, shapeText } from './responseKeys.ts';

/** A valid operation and the variables that are sent with it. */
export interface RandomOperation {
  query: string;
  variables: Record<string, unknown>;
  /** Null was sent where it may not stand: an error wherever it is read. */
  hasWrongNull?: boolean;
}

export interface RandomOptions {
  /** Take the names of other fields, of keys and of what every JavaScript object has as aliases and variables. */
  isHostile: boolean;
  isMutation?: boolean;
  /** Leave out `@skip` and `@include`. */
  isUnconditional?: boolean;
  /** Let one response key stand for different fields, where no object has both. */
  isShared?: boolean;
  /** Send null for variables that have a default, where null may not stand: in `@skip`, `@include` and non-null arguments. */
  hasWrongNulls?: boolean;
  /** Write identifiers and values of the schema's own scalars as numbers that JavaScript would write otherwise, too. */
  hasBigNumbers?: boolean;
}

/** A selection’s place in the operation: its type, and what the keys there stand for. */
interface Here {
  type: GraphQLCompositeType;
  depth: number;
  place: Place;
}

/** Names that many fields take where keys are shared. */
const sharedNames = ['x', 'y'];
const mostAttempts = 10;

/** Writes a random operation that is valid for a schema. */
export function randomOperation(schema: GraphQLSchema, random: Random, options: RandomOptions): RandomOperation {
  const isShared = options.isShared === true && random.chance(75);
  // A fragment that stands in two places may fit into one of them only.
  for (let attempt = 0; attempt < (isShared ? mostAttempts : 0); attempt += 1) {
    const drawn = drawOperation(schema, random, options, true);
    if (validate(schema, parse(drawn.query), [OverlappingFieldsCanBeMergedRule]).length === 0) return drawn;
  }
  return drawOperation(schema, random, options, false);
}

function drawOperation(
  schema: GraphQLSchema,
  random: Random,
  options: RandomOptions,
  isShared: boolean,
): RandomOperation {
  const draft: Draft = {
    schema,
    random,
    isHostile: options.isHostile,
    isUnconditional: options.isUnconditional ?? false,
    isShared,
    fieldsLeft: 8 + random.int(22),
    variables: [],
    values: {},
    fragments: [],
    hasWrongNulls: options.hasWrongNulls ?? false,
    hasWrongNull: false,
    hasBigNumbers: options.hasBigNumbers ?? false,
    keys: new Map(),
  };
  const root = options.isMutation ? schema.getMutationType() : schema.getQueryType();
  if (!root) throw new Error('the schema has no such root');
  const body = selection(draft, { type: root, depth: 0, place: createPlace() });
  const definitions = draft.variables.map(({ definition }) => definition).join(', ');
  const head = `${options.isMutation ? 'mutation' : 'query'} Random${definitions ? `(${definitions})` : ''}`;
  const fragments = draft.fragments.map(({ name, on, text }) => `fragment ${name} on ${on.name} ${text}`);
  const query = [`${head} ${body}`, ...fragments].join('\n');
  return { query, variables: draft.values, ...(draft.hasWrongNull && { hasWrongNull: true }) };
}

function selection(draft: Draft, here: Here): string {
  const { random } = draft;
  const { type, depth } = here;
  const parts: string[] = [];
  const fields = isUnionType(type) ? [] : Object.values(type.getFields());
  const wanted = 1 + random.int(4);
  for (let count = 0; count < wanted && fields.length > 0 && draft.fieldsLeft > 0; count += 1) {
    parts.push(field(draft, random.pick(fields), here));
  }
  if (random.chance(25)) parts.push(typenameField(draft, here));
  if (draft.isShared && isAbstractType(type) && random.chance(60)) parts.push(...twins(draft, here));
  if (depth < 5 && draft.fieldsLeft > 0 && random.chance(isAbstractType(type) ? 90 : 20)) {
    const times = isAbstractType(type) ? 1 + random.int(3) : 1;
    for (let count = 0; count < times; count += 1) parts.push(fragment(draft, here));
  }
  const kept = parts.filter((part) => part !== '');
  return `{ ${(kept.length > 0 ? kept : ['__typename']).join(' ')} }`;
}

/** Fields of the same form of two types of objects, under one key. */
function twins(draft: Draft, here: Here): string[] {
  const { random, schema } = draft;
  const members = isAbstractType(here.type) ? schema.getPossibleTypes(here.type) : [];
  const one = random.pick(members);
  const other = random.pick(members);
  if (!one || one === other) return [];
  const first = random.pick(Object.values(one.getFields()));
  const alike = Object.values(other.getFields()).filter(({ type }) => shapeText(type) === shapeText(first.type));
  if (alike.length === 0) return [];
  const second = alike.find(({ name }) => name === first.name && random.chance(60)) ?? random.pick(alike);
  const key = random.chance(50) ? first.name : random.pick(sharedNames);
  return [[one, first] as const, [other, second] as const].map(([type, definition]) => {
    const text = field(draft, definition, { ...here, type }, key);
    return text === '' ? '' : `... on ${type.name} { ${text} }`;
  });
}

function field(draft: Draft, definition: GraphQLField<unknown, unknown>, here: Here, wished?: string): string {
  const named = getNamedType(definition.type);
  if (here.depth >= 5 && isCompositeType(named)) return '';
  draft.fieldsLeft -= 1;
  const args = argumentsText(draft, definition);
  const { key, place } = responseKey(draft, here, definition.name, args, definition.type, wished);
  const head = `${key === definition.name ? '' : `${key}: `}${definition.name}${args}${condition(draft)}`;
  return isCompositeType(named) ? `${head} ${selection(draft, { type: named, depth: here.depth + 1, place })}` : head;
}

function typenameField(draft: Draft, here: Here): string {
  const { key } = responseKey(draft, here, '__typename', '', undefined);
  return `${key === '__typename' ? '' : `${key}: `}__typename${condition(draft)}`;
}

function responseKey(
  draft: Draft,
  here: Here,
  name: string,
  args: string,
  type: GraphQLOutputType | undefined,
  wished?: string,
): { key: string; place: Place } {
  const { random, isShared, isHostile } = draft;
  const candidates = wished === undefined ? [] : [wished];
  if (isHostile && random.chance(50)) candidates.push(random.pick(hostileNames));
  if (isShared && random.chance(30)) candidates.push(random.pick(sharedNames));
  if (random.chance(70)) candidates.push(name);
  for (let number = 0; ; number += 1) {
    const key = candidates.shift() ?? `alias${number}`;
    const place = isShared
      ? claimKey(here.place, key, here.type, name + args, type)
      : claimEverywhere(draft, key, `${name}${args} ${String(type)}`);
    if (place) return { key, place };
  }
}

/** Takes a key for the same field wherever it stands. */
function claimEverywhere({ keys }: Draft, key: string, meaning: string): Place | undefined {
  const known = keys.get(key) ?? meaning;
  keys.set(key, known);
  return known === meaning ? nowhere : undefined;
}

/** Nobody looks into it where no key is shared. */
const nowhere = createPlace();

function fragment(draft: Draft, here: Here): string {
  const { random, schema } = draft;
  const { type } = here;
  const overlapping = Object.values(schema.getTypeMap()).filter(
    (other): other is GraphQLCompositeType =>
      isCompositeType(other) && !other.name.startsWith('__') && doTypesOverlap(schema, type, other),
  );
  const known = draft.fragments.filter(({ on }) => overlapping.includes(on));
  if (known.length > 0 && random.chance(30)) return `...${random.pick(known).name}${condition(draft)}`;
  const below = { ...here, depth: here.depth + 1 };
  if (random.chance(15)) return `...${condition(draft)} ${selection(draft, below)}`;
  const narrow = overlapping.filter(isObjectType);
  const on = random.chance(70) ? random.pick(narrow) : random.pick(overlapping);
  const text = selection(draft, { ...below, type: on });
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
  if (draft.hasWrongNulls && draft.random.chance(10)) return wrongNull(draft, 'Boolean', 'true');
  return variable(draft, 'Boolean!', draft.random.chance(60), draft.random.chance(30) ? 'true' : undefined);
}
