import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { person } from '@wasl/demo/population';
import { longestText } from '@wasl/kit/longestText';
import { root } from '@wasl/kit/paths';
import { storedSubgraphs } from '@wasl/kit/subgraph';
import { isRole, roles } from '@wasl/schema/roles.ts';
import type { Caller } from '@wasl/subgraph-sdk';
import {
  buildASTSchema,
  getNamedType,
  getNullableType,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLList,
  type GraphQLObjectType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredInputField,
  parse,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSubgraph } from '@wasl/gateway/cli/subgraphs';
import { startTestSubgraph, testCaller, type TestSubgraph } from '../../support/startTestSubgraph.ts';

const { healthId } = person(3);

/** What nobody should send, of each scalar, and the coercion of the scalar lets through. */
const nasty: Record<string, readonly unknown[]> = {
  String: ['', ' ', 'x'.repeat(900), '%_\\\'";--', '9'.repeat(400), '__proto__', '🏥\u202f'],
  ID: ['', 'not-an-id', '%', '00000000-0000-4000-8000-000000000000', '9'.repeat(400), '__proto__'],
  Int: [0, -1, 2_147_483_647, -2_147_483_648],
  Float: [0, -1, 1e308, -1e308, 5e-324],
  Date: ['0000-01-01', '0001-01-01', '9999-12-31', '1582-10-10'],
  DateTime: ['0000-01-01T00:00:00+14:00', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999999999-12:00'],
};

/** What no text is, with the reason that its refusal gives. */
const unsafe: Record<string, (field: string) => string> = {
  nul: () => 'a\0b',
  control: () => 'bell\u0007',
  direction: () => 'Amoxicillin \u202e05',
  surrogate: () => 'x\ud83d',
  long: (field) => 'ab '.repeat(longestText(field) / 3 + 1),
};
const blanks = ['', ' \n', '\u200b\u2060\u200e', '\u3164'];

/** Plausible values, by the names of arguments and fields, so that what is nasty beside them is looked at. */
const plausible: Record<string, unknown> = {
  healthId,
  belongsTo: healthId,
  code: 'I10',
  unit: 'kg',
  value: 70,
  reason: 'Because it was asked for in writing',
  effectiveAt: '2026-03-01T08:00:00Z',
  birthDate: '1990-05-05',
  governorate: 'DI',
};
const ofScalars: Record<string, unknown> = {
  String: 'Some text',
  ID: '11111111-1111-4111-8111-111111111111',
  Int: 1,
  Float: 1,
  Boolean: true,
  Date: '2026-03-01',
  DateTime: '2026-03-01T08:00:00Z',
};

type Slot = GraphQLArgument | GraphQLInputField;
type Path = readonly string[];

/** A value at a place, and all that the field is given with it. */
interface Try {
  path: Path;
  value: unknown;
  given: Record<string, unknown>;
}

function plain(name: string, type: GraphQLInputType): unknown {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return [plain(name, nullable.ofType as GraphQLInputType)];
  if (isInputObjectType(nullable)) return objectOf(Object.values(nullable.getFields()));
  if (isEnumType(nullable)) return nullable.getValues()[0]?.name;
  if (name === 'idempotencyKey') return randomUUID();
  const scalar = getNamedType(nullable).name;
  const guess = plausible[name];
  // The value of a measurement is a number, that of an identifier is not.
  return guess === undefined || (typeof guess === 'number' && scalar === 'String') ? ofScalars[scalar] : guess;
}

function objectOf(slots: readonly Slot[]): Record<string, unknown> {
  return Object.fromEntries(
    slots
      .filter((slot) => isRequiredInputField(slot as GraphQLInputField))
      .map(({ name, type }) => [name, plain(name, type)]),
  );
}

/** The places of scalars below arguments, with the scalar. */
function leavesOf(
  slots: readonly Slot[],
  above: Path = [],
  depth = 0,
): { path: Path; scalar: string; isList: boolean; isNeeded: boolean }[] {
  return slots.flatMap(({ name, type }) => {
    const isList = isListType(getNullableType(type));
    const named = getNamedType(type);
    const path = [...above, name];
    if (isInputObjectType(named))
      return depth > 3 ? [] : leavesOf(Object.values(named.getFields()), isList ? [...path, '0'] : path, depth + 1);
    const isNeeded = isNonNullType(isList ? (getNullableType(type) as GraphQLList<GraphQLInputType>).ofType : type);
    return nasty[named.name] ? [{ path, scalar: named.name, isList, isNeeded }] : [];
  });
}

/** The arguments with one value put in at a place; what leads there is made. */
function withValue(slots: readonly Slot[], [name = '', ...below]: Path, value: unknown): Record<string, unknown> {
  const slot = slots.find((item) => item.name === name)!;
  const named = getNamedType(slot.type);
  if (below.length === 0 || !isInputObjectType(named)) return { ...objectOf(slots), [name]: value };
  const isList = below[0] === '0';
  const inner = withValue(Object.values(named.getFields()), isList ? below.slice(1) : below, value);
  return { ...objectOf(slots), [name]: isList ? [inner] : inner };
}

/** Somebody who may ask for a field, by the scopes that it demands. */
function callerFor(type: GraphQLObjectType, field: string): Caller {
  const text = `${JSON.stringify(type.getFields()[field]?.astNode?.directives ?? [])}`;
  const scopes = [...text.matchAll(/(?:user|patient|system)\/\w+\.\w+/g)].map(([scope]) => scope);
  const role = Object.keys(roles).find(
    (name) => isRole(name) && scopes.some((scope) => (roles[name] as readonly string[]).includes(scope)),
  );
  return testCaller([role ?? 'physician'], { practitionerId: 'P-000001', facilityId: 'F-DI-001', healthId });
}

describe.each(storedSubgraphs)('%s answers any input with words', (name) => {
  let running: TestSubgraph;
  let schema: GraphQLSchema;
  beforeAll(async () => {
    schema = buildASTSchema(parse(readFileSync(join(root, `schema/subgraphs/${name}.graphql`), 'utf8')), {
      assumeValidSDL: true,
    });
    running = await startTestSubgraph(await loadSubgraph(name));
  });
  afterAll(() => running.stop());

  /** Tries what a field is given, several in one request; answers the errors, each with what was tried. */
  async function errorsOf(type: GraphQLObjectType, field: string, tries: readonly Try[], language?: string) {
    const { args, type: answer } = type.getFields()[field]!;
    const selection = isObjectType(getNamedType(answer)) ? '{ __typename }' : '';
    const declared = (index: number) => args.map((arg) => `$v${index}_${arg.name}: ${String(arg.type)}`);
    const calls = tries.map((_, index) => {
      const call = `a${index}: ${field}(${args.map((arg) => `${arg.name}: $v${index}_${arg.name}`).join(' ')}) ${selection}`;
      return type.name === 'Patient' ? `... on Patient { ${call} }` : call;
    });
    const variables = Object.fromEntries(
      tries.flatMap(({ given }, index) => Object.entries(given).map(([key, value]) => [`v${index}_${key}`, value])),
    );
    const of = [
      { __typename: 'Patient', healthId, healthIds: [healthId], partings: [], birthDate: '1990-05-05', sex: 'FEMALE' },
    ];
    const ofPatient = type.name === 'Patient';
    const all = [...(ofPatient ? ['$of: [_Any!]!'] : []), ...tries.flatMap((_, index) => declared(index))];
    const body = ofPatient ? `_entities(representations: $of) { ${calls.join(' ')} }` : calls.join('\n');
    const text = `${type.name === 'Mutation' ? 'mutation' : 'query'} (${all.join(', ')}) { ${body} }`;
    const given = { ...variables, ...(ofPatient && { of }) };
    const { errors = [] } = await running.ask(text, given, callerFor(type, field), language);
    return errors.map((error) => ({
      ...error,
      tried: tries[Number(String(error.path?.find((step) => /^a\d+$/.test(String(step)))).slice(1))],
    }));
  }

  /** Each nasty value at each place of a field's arguments. */
  async function failuresOf(type: GraphQLObjectType, field: string): Promise<string[]> {
    const { args } = type.getFields()[field]!;
    const tries = leavesOf(args).flatMap(({ path, scalar, isList }) =>
      nasty[scalar]!.map((value) => ({ path, value, given: withValue(args, path, isList ? [value] : value) })),
    );
    if (tries.length === 0) return [];
    const errors = await errorsOf(type, field, tries);
    return errors.flatMap(({ path, extensions, message, tried }) => {
      const code = String(extensions?.['code']);
      // Nothing was tried.
      if (path === undefined) return [`${code} ${message}`];
      if (code !== 'INTERNAL_SERVER_ERROR' && code !== 'GRAPHQL_VALIDATION_FAILED' && code !== 'DATABASE_UNAVAILABLE')
        return [];
      return [`${code} ${tried ? `${tried.path.join('.')} = ${JSON.stringify(tried.value).slice(0, 60)}` : message}`];
    });
  }

  it.each(['Query', 'Mutation', 'Patient'])(
    'in every argument of %s',
    async (typeName) => {
      const type = schema.getType(typeName);
      if (!isObjectType(type)) return;
      const found: Record<string, string[]> = {};
      for (const { name: field, args } of Object.values(type.getFields())) {
        if (args.length === 0) continue;
        const failures = await failuresOf(type, field);
        if (failures.length > 0) found[field] = failures;
      }
      expect(found).toEqual({});
    },
    120_000,
  );

  it.each(['en', 'ar'])(
    'and names each text of a mutation that is unsafe, too long or blank, in words of %s',
    async (language) => {
      const type = schema.getMutationType();
      for (const { name: field, args } of Object.values(type?.getFields() ?? {})) {
        const tries = leavesOf(args)
          .filter(({ scalar }) => scalar === 'String')
          .flatMap(({ path, isList, isNeeded }) => {
            const at = (reason: string, value: string) => ({
              path,
              value,
              given: withValue(args, path, isList ? [value] : value),
              told: { reason, argument: [...path, ...(isList ? ['0'] : [])].join('.') },
            });
            const wrong = Object.entries(unsafe).map(([reason, of]) => at(reason, of(path.at(-1)!)));
            return isNeeded ? [...wrong, ...blanks.map((text) => at('blank', text))] : wrong;
          });
        const errors = await errorsOf(type!, field, tries, language);
        expect([field, errors.map(({ extensions }) => extensions)]).toMatchObject([
          field,
          tries.map(({ told }) => ({ code: 'BAD_USER_INPUT', ...told })),
        ]);
        const wordless = errors.filter(
          ({ message, tried }) =>
            !message.includes(tried!.path.join('.')) || /[\u0621-\u064a]/.test(message) !== (language === 'ar'),
        );
        expect([field, wordless]).toEqual([field, []]);
      }
    },
  );
});
