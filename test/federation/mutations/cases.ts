import type { Case } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'runs mutations of two subgraphs in the order of the document, each after the one before it',
    query: `mutation { start a: order(name: "slow") { id } b: pay(name: "quick") { id } c: order(name: "slow") { id }
      d: pay(name: "last") { id } all }`,
    expected: {
      data: {
        start: true,
        a: { id: 'order slow' },
        b: { id: 'pay quick' },
        c: { id: 'order slow' },
        d: { id: 'pay last' },
        all: ['order slow', 'pay quick', 'order slow', 'pay last'],
      },
    },
  },
  {
    name: 'fetches what hangs on a mutation before the next one runs',
    query: `mutation { start a: order(name: "1") { id paid } b: order(name: "2") { paid } c: pay(name: "3") { total paid } }`,
    stock: 'It fetches what hangs on them when all of them have run.',
    expected: {
      data: {
        start: true,
        a: { id: 'order 1', paid: ['order 1'] },
        b: { paid: ['order 1', 'order 2'] },
        c: { total: 5, paid: ['order 1', 'order 2', 'pay 3'] },
      },
    },
  },
  {
    name: 'goes on after a mutation that fails where null may stand',
    query: `mutation { start a: order(name: "1") { id } b: pay(name: "fail") { id total } c: order(name: "2") { id state } all }`,
    expected: {
      data: {
        start: true,
        a: { id: 'order 1' },
        b: null,
        c: { id: 'order 2', state: 'state of order 2' },
        all: ['order 1', 'order 2'],
      },
      errors: [{ path: ['b'], code: 'FAILED', message: 'pay fail failed' }],
    },
  },
  {
    name: 'answers no data when a mutation fails that must not be null',
    query: 'mutation { start a: order(name: "1") { id } mustOrder(name: "fail") { id } }',
    expected: { data: null, errors: [{ path: ['mustOrder'], code: 'FAILED' }] },
  },
  {
    name: 'goes on when what hangs on a mutation fails',
    query: `mutation { start a: order(name: "1") { id state(fail: true) } b: payment(name: "2") { method order { total } } all }`,
    expected: {
      data: {
        start: true,
        a: { id: 'order 1', state: null },
        b: { method: null, order: { total: 5 } },
        all: ['order 1', 'pay 2'],
      },
      errors: [{ path: ['a', 'state'], code: 'NO_STATE' }],
    },
  },
  {
    name: 'runs a mutation once for two selections of one response key',
    query: `mutation { start order(name: "1") { id } ...again all __typename }
      fragment again on Mutation { order(name: "1") { total paid } }`,
    stock: 'It fetches what hangs on them when all of them have run.',
    expected: {
      data: {
        start: true,
        order: { id: 'order 1', total: 7, paid: ['order 1'] },
        all: ['order 1'],
        __typename: 'Mutation',
      },
    },
  },
  {
    name: 'does not run a mutation that is skipped, and runs the named operation only',
    query: `mutation First { start order(name: "no") { id } }
      mutation Second($skip: Boolean!) { start order(name: "yes") @skip(if: $skip) { id } pay(name: "x") { id } all }`,
    operationName: 'Second',
    variables: { skip: true },
    expected: { data: { start: true, pay: { id: 'pay x' }, all: ['pay x'] } },
  },
];
