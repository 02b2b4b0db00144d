import type { Case } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'asks the subgraph of a parent for the child’s fields where the child cannot be asked for directly',
    query: '{ products { category { id tag details } } }',
    expected: {
      data: {
        products: [
          { category: { id: 'c1', tag: 't1', details: 'c1 t1' } },
          { category: { id: 'c2', tag: 't2', details: 'c2 t2' } },
        ],
      },
    },
  },
  {
    name: 'goes through child and parent to a third subgraph and back to the first type',
    query: '{ products { category { mainProduct { pid price } sale best { price category { details } } } } }',
    expected: {
      data: {
        products: ['1', '2'].map((id) => ({
          category: {
            mainProduct: { pid: `p${id}`, price: Number(id) * 10 + 2 },
            sale: id === '1',
            best: [{ price: Number(id) * 10 + 2, category: { details: `c${id} t${id}` } }],
          },
        })),
      },
    },
  },
  {
    name: 'asks for one entity that is only a stepping stone',
    query: '{ top { price } }',
    expected: { data: { top: { price: 12 } } },
  },
];
