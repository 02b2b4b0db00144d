import { expect } from 'vitest';
import type { AskedOperation, Case } from '../support/behaviour.ts';

const nobody = (asked: AskedOperation[]) => expect(asked).toEqual([]);

export const cases: Case[] = [
  {
    name: 'answers questions about a type from the schema of the clients, asking nobody',
    query: `{ __type(name: "Thing") { name kind description fields(includeDeprecated: true) { name isDeprecated deprecationReason } } }`,
    expected: {
      data: {
        __type: {
          name: 'Thing',
          kind: 'OBJECT',
          description: 'A thing.',
          fields: [
            { name: 'id', isDeprecated: false, deprecationReason: null },
            { name: 'old', isDeprecated: true, deprecationReason: 'Use new.' },
            { name: 'kind', isDeprecated: false, deprecationReason: null },
            { name: 'new', isDeprecated: false, deprecationReason: null },
            { name: 'sort', isDeprecated: false, deprecationReason: null },
          ],
        },
      },
    },
    asked: nobody,
  },
  {
    name: 'shows none of the federation’s own types, fields and directives',
    query: `{ __schema { queryType { name fields { name } } mutationType { name } directives { name } }
      entity: __type(name: "_Entity") { name } any: __type(name: "_Any") { name } graph: __type(name: "join__Graph") { name } }`,
    expected: {
      data: {
        __schema: {
          queryType: { name: 'Query', fields: [{ name: 'thing' }, { name: 'any' }] },
          mutationType: null,
          directives: [
            { name: 'defer' },
            { name: 'include' },
            { name: 'skip' },
            { name: 'deprecated' },
            { name: 'specifiedBy' },
            { name: 'oneOf' },
          ],
        },
        entity: null,
        any: null,
        graph: null,
      },
    },
    asked: nobody,
  },
  {
    name: 'answers data and questions about the schema in one operation, in the client’s order',
    query: `query ($name: String!) { a: __type(name: $name) { possibleTypes { name } } thing { new __typename kind } __schema { queryType { n: name } } t: __typename }`,
    variables: { name: 'Any' },
    expected: {
      data: {
        a: { possibleTypes: [{ name: 'Thing' }, { name: 'Other' }] },
        thing: { new: 5, __typename: 'Thing', kind: 'A' },
        __schema: { queryType: { n: 'Query' } },
        t: 'Query',
      },
    },
  },
  {
    name: 'obeys fragments, aliases and directives in questions about the schema',
    query: `query ($no: Boolean = false) { ...s x: __type(name: "Kind") { ...t kind @skip(if: $no) } __type(name: "Sort") @include(if: $no) { name } }
      fragment s on Query { __schema @include(if: $no) { types { name } } y: __type(name: "Sort") { inputFields { name defaultValue type { ...t ofType { name } } } } }
      fragment t on __Type { name k: kind enumValues(includeDeprecated: true) { name isDeprecated } }`,
    expected: {
      data: {
        y: {
          inputFields: [
            {
              name: 'up',
              defaultValue: 'false',
              type: { name: 'Boolean', k: 'SCALAR', enumValues: null, ofType: null },
            },
            {
              name: 'by',
              defaultValue: null,
              type: { name: null, k: 'LIST', enumValues: null, ofType: { name: null } },
            },
          ],
        },
        x: {
          name: 'Kind',
          k: 'ENUM',
          enumValues: [
            { name: 'A', isDeprecated: false },
            { name: 'B', isDeprecated: true },
          ],
          kind: 'ENUM',
        },
      },
    },
    asked: nobody,
  },
  {
    name: 'answers the same question under two aliases with different arguments',
    query:
      '{ a: __type(name: "Node") { kind possibleTypes { name } } b: __type(name: "Nobody") { kind } c: __type(name: "Thing") { interfaces { name } } }',
    expected: {
      data: {
        a: { kind: 'INTERFACE', possibleTypes: [{ name: 'Thing' }] },
        b: null,
        c: { interfaces: [{ name: 'Node' }] },
      },
    },
    asked: nobody,
  },
];
