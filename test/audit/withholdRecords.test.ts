import { createWithholding } from '@wasl/gateway/pipeline/withholdRecords';
import type { RecordSchema, RecordType } from '@wasl/gateway/records/recordDirectives';
import { WaslError } from '@wasl/schema/errors.ts';
import { buildSchema, GraphQLError, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { describe, expect, test } from 'vitest';

const schema = buildSchema(`
  type Query { ward: String patient: Patient strict: StrictWard entries: [Entry!]! beds: [Bed!]! node: Node }
  type Patient implements Node { id: ID! formerIds: [ID!] phone: String visits: [Visit] mother: Patient summary: Summary }
  type Summary { title: String problems: [Visit] }
  type Visit implements Node { id: ID! text: String patient: Patient }
  type StrictWard { name: String visit: Visit! }
  type Bed { number: Int occupant: Patient }
  type Notice { text: String }
  union Entry = Visit | Notice
  interface Node { id: ID! }
`);

const unlabelled = { labels: undefined, author: undefined, performer: undefined, mayBeNobodys: false };
const types: Record<string, RecordType> = {
  Patient: { ...unlabelled, category: 'DEMOGRAPHICS', subject: ['id'], keys: new Set(['id', 'formerIds']) },
  Visit: { ...unlabelled, category: 'ENCOUNTERS', subject: ['patient', 'id'], keys: new Set() },
};
const records: RecordSchema = {
  hasRecords: true,
  partOf: () => undefined,
  typeOf: (name) => types[name],
  labelled: new Set(),
  writesOf: () => [],
  looked: new Set(),
};

function withholdingFrom(query: string) {
  const document = parse(query);
  const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  return createWithholding(
    { document, operation: operation as OperationDefinitionNode, schema, records },
    new WaslError('AUDIT_UNAVAILABLE'),
  );
}

function from(query: string, data: Record<string, unknown> | null, errors?: GraphQLError[]) {
  const result = withholdingFrom(query).fromResult({ data, ...(errors && { errors }) });
  const told = result.errors?.map(({ path, originalError, message }) =>
    originalError instanceof WaslError ? `${path?.join('.')} ${originalError.code}` : message,
  );
  return { data: result.data, errors: told ?? [] };
}

describe('what may be of a patient’s record', () => {
  test('is taken out; keys and all that is no record stay', () => {
    const query = '{ ward patient { id formerIds phone summary { title problems { text } } } }';
    const patient = { id: '1', formerIds: ['0'], phone: '01', summary: { title: 't', problems: [{ text: 'x' }] } };
    expect(from(query, { ward: 'open', patient })).toEqual({
      data: {
        ward: 'open',
        patient: { id: '1', formerIds: ['0'], phone: null, summary: { title: 't', problems: null } },
      },
      errors: ['patient.phone AUDIT_UNAVAILABLE', 'patient.summary.problems AUDIT_UNAVAILABLE'],
    });
  });

  test('takes what holds it along where it may not be null', () => {
    expect(
      from('{ ward strict { name visit { text } } }', { ward: 'a', strict: { name: 'b', visit: { text: 'x' } } }),
    ).toEqual({
      data: { ward: 'a', strict: null },
      errors: ['strict.visit AUDIT_UNAVAILABLE'],
    });
    expect(from('{ entries { ...on Visit { text } } }', { entries: [{ text: 'x' }] })).toEqual({
      data: null,
      errors: ['entries AUDIT_UNAVAILABLE'],
    });
  });

  test('is found in lists, under aliases and fragments, and behind interfaces that may stand for it', () => {
    const query = `{ rooms: beds { n: number who: occupant { ...P } } node { id ...P } }
      fragment P on Patient { number: phone id }`;
    const data = {
      rooms: [
        { n: 1, who: { number: '01', id: '1' } },
        { n: 2, who: null },
      ],
      node: { id: '1', number: '01' },
    };
    expect(from(query, data)).toEqual({
      data: {
        rooms: [
          { n: 1, who: { number: null, id: '1' } },
          { n: 2, who: null },
        ],
        node: null,
      },
      errors: ['rooms.0.who.number AUDIT_UNAVAILABLE', 'node AUDIT_UNAVAILABLE'],
    });
  });

  test('is nothing in what asks for none', () => {
    const data = { ward: 'open', beds: [{ number: 1 }] };
    expect(from('{ ward beds { number } __typename }', { ...data, __typename: 'Query' })).toEqual({
      data: { ...data, __typename: 'Query' },
      errors: [],
    });
  });
});

describe('errors', () => {
  const error = (message: string, path?: (string | number)[]) => new GraphQLError(message, path && { path });

  test('about a record give way to one that says nothing of it; others stay', () => {
    const query = '{ ward patient { phone visits { text } } }';
    const errors = [
      error('ward is closed', ['ward']),
      error('no place'),
      error('sealed', ['patient', 'visits', 1, 'text']),
      error('denied', ['patient', 'phone']),
    ];
    expect(
      from(query, { ward: null, patient: { phone: null, visits: [{ text: 'x' }, { text: null }] } }, errors),
    ).toEqual({
      data: { ward: null, patient: { phone: null, visits: null } },
      errors: ['ward is closed', 'no place', 'patient.phone AUDIT_UNAVAILABLE', 'patient.visits AUDIT_UNAVAILABLE'],
    });
  });

  test('give way where nothing is left of the answer', () => {
    expect(from('{ patient { phone } }', null, [error('denied', ['patient', 'phone'])])).toEqual({
      data: null,
      errors: ['patient.phone AUDIT_UNAVAILABLE'],
    });
  });
});

describe('a part that was put off', () => {
  const query =
    '{ patient { id ...on Patient @defer { phone mother { id phone } } visits { ...on Visit @defer { text } } } }';
  const part = (path: (string | number)[], data: Record<string, unknown>) => {
    const left = withholdingFrom(query).fromPart({ path, data });
    return { data: left.data, errors: left.errors?.map(({ path: at }) => at?.join('.')) };
  };

  test('loses its records', () => {
    expect(part(['patient'], { phone: '01', mother: { id: '2', phone: '02' } })).toEqual({
      data: { phone: null, mother: { id: '2', phone: null } },
      errors: ['patient.phone', 'patient.mother.phone'],
    });
  });

  test('is withheld as a whole within a record', () => {
    expect(part(['patient', 'visits', 0], { text: 'x' })).toEqual({ data: null, errors: ['patient.visits.0'] });
  });
});
