import { expect } from 'vitest';
import type { Case } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'follows a pointer to the subgraph that resolves it; what is not found there is null',
    query: '{ appointments { at clinic { id name } } }',
    expected: {
      data: {
        appointments: [
          { at: '9:00', clinic: { id: 'C2', name: 'Southern' } },
          { at: '9:30', clinic: null },
          { at: '10:00', clinic: { id: 'C9', name: null } },
        ],
      },
    },
  },
  {
    name: 'takes the way round when the direct key is not resolvable',
    query: '{ appointments { clinic { id } } clinics { rooms } }',
    expected: {
      data: {
        appointments: [{ clinic: { id: 'C2' } }, { clinic: null }, { clinic: { id: 'C9' } }],
        clinics: [{ rooms: 3 }, { rooms: 4 }],
      },
    },
  },
  {
    name: 'goes from a pointer through one key to another',
    query: '{ appointments { clinic { name } } largest { name rooms } }',
    expected: {
      data: {
        appointments: [{ clinic: { name: 'Southern' } }, { clinic: null }, { clinic: { name: null } }],
        largest: { name: 'Southern', rooms: 4 },
      },
    },
  },
  {
    name: 'never asks for entities by a key that is not resolvable',
    query: '{ largest { id name } clinics { id rooms } }',
    expected: {
      data: {
        largest: { id: 'C2', name: 'Southern' },
        clinics: [
          { id: 'C1', rooms: 3 },
          { id: 'C2', rooms: 4 },
        ],
      },
    },
    asked(asked) {
      const entities = asked.filter(({ query }) => query.includes('_entities'));
      expect(entities.filter(({ subgraph }) => subgraph === 'appointments')).toEqual([]);
      for (const { subgraph, variables } of entities) {
        const key = subgraph === 'rooms' ? 'phone' : 'id';
        for (const representation of Object.values(variables).flat()) expect(representation).toHaveProperty(key);
      }
    },
  },
];
