import type { Case } from '../support/behaviour.ts';

const code = 'NO_VALUE';

export const cases: Case[] = [
  {
    name: 'stops at the nullable entity that the field belongs to',
    query: '{ node(id: "bad") { id failing } other }',
    expected: { data: { node: null, other: 'other' }, errors: [{ path: ['node', 'failing'], code }] },
  },
  {
    name: 'stops at a nullable field between',
    query: '{ node(id: "deep") { id child { failing } } }',
    expected: { data: { node: { id: 'deep', child: null } }, errors: [{ path: ['node', 'child', 'failing'], code }] },
  },
  {
    name: 'passes through a non-null parent to the next that may be null',
    query: '{ node(id: "deep") { id mustChild { id failing } } }',
    expected: { data: { node: null }, errors: [{ path: ['node', 'mustChild', 'failing'], code }] },
  },
  {
    name: 'reaches data itself where nothing on the way may be null',
    query: '{ other sure { failing } }',
    expected: { data: null, errors: [{ path: ['sure', 'failing'], code }] },
  },
  {
    name: 'makes a list of non-null items null as a whole',
    query: '{ nodes { id failing } other }',
    expected: { data: { nodes: null, other: 'other' }, errors: [{ path: ['nodes', 1, 'failing'], code }] },
  },
  {
    name: 'makes only the item null in a list of nullable items',
    query: '{ loose { id failing } }',
    expected: {
      data: { loose: [{ id: '1', failing: 'value 1' }, null, { id: '2', failing: 'value 2' }] },
      errors: [{ path: ['loose', 1, 'failing'], code }],
    },
  },
  {
    name: 'passes through both levels of a list of lists',
    query: '{ grid { failing } other }',
    expected: { data: { grid: null, other: 'other' }, errors: [{ path: ['grid', 1, 1, 'failing'], code }] },
  },
  {
    name: 'makes a non-null list of children take its parent along',
    query: '{ node(id: "deep") { children { failing } } }',
    expected: { data: { node: null }, errors: [{ path: ['node', 'children', 1, 'failing'], code }] },
  },
  {
    name: 'stops inside the fetched entity where that can be',
    query: '{ node(id: "bad") { id strict mark { value } list { value } } }',
    expected: {
      data: { node: { id: 'bad', strict: null, mark: null, list: null } },
      errors: [{ path: ['node', 'mark', 'value'] }, { path: ['node', 'list', 1, 'value'] }],
    },
  },
  {
    name: 'a null in a fetched list of non-null scalars takes the entity along',
    query: '{ node(id: "bad") { id tags } }',
    expected: { data: { node: null }, errors: [{ path: ['node', 'tags', 1] }] },
  },
  {
    name: 'one operation, several places, under aliases',
    query: '{ a: node(id: "bad") { x: failing } b: node(id: "1") { x: failing } c: node(id: "bad") { id } }',
    expected: {
      data: { a: null, b: { x: 'value 1' }, c: { id: 'bad' } },
      errors: [{ path: ['a', 'x'], code }],
    },
  },
];
