import { expect } from 'vitest';
import { type Case, representationsOf } from '../support/behaviour.ts';

const numbers = Array.from({ length: 1_000 }, (_, index) => index);
const stock = 'It sends equal representations as often as they occur.';
const turns = 12;

export const cases: Case[] = [
  {
    name: 'asks for each of fifty entities once, however often a thousand items point at them',
    query: '{ entries { doctor { name } } }',
    stock,
    expected: { data: { entries: numbers.map((id) => ({ doctor: { name: `doctor ${id % 50}` } })) } },
    asked(asked) {
      const ids = representationsOf(asked, 'names').map(({ id }) => id);
      expect(ids).toEqual(numbers.slice(0, 50).map(String));
    },
  },
  {
    name: 'asks for a thousand different entities in one request',
    query: '{ entries { text } }',
    expected: { data: { entries: numbers.map((id) => ({ text: `entry ${id}` })) } },
    asked: (asked) => expect(asked.map(({ subgraph }) => subgraph)).toEqual(['entries', 'names']),
  },
  {
    name: 'gives every item its own answer where entities of two kinds are fetched beside one another',
    query: '{ entries { id doctor { id name } text second { name } } }',
    expected: {
      data: {
        entries: numbers.map((id) => ({
          id: String(id),
          doctor: { id: String(id % 50), name: `doctor ${id % 50}` },
          text: `entry ${id}`,
          second: id % 2 ? { name: `doctor ${id % 7}` } : null,
        })),
      },
    },
  },
  {
    name: 'asks for nothing where the list is empty',
    query: '{ entries(count: 0) { text doctor { name } } }',
    expected: { data: { entries: [] } },
    asked: (asked) => expect(asked.length).toBe(1),
  },
  {
    name: 'goes to and fro between two subgraphs down a long chain of entities',
    query: `{ root { ${'next { other { '.repeat(turns)} id ${'} } '.repeat(turns)} } }`,
    expected: { data: { root: chain('0', turns) } },
    asked: (asked) => expect(asked.length).toBe(2 * turns),
  },
];

function chain(id: string, depth: number): unknown {
  return depth === 0 ? { id } : { next: { other: chain(`${id}no`, depth - 1) } };
}
