import { expect } from 'vitest';
import type { AskedOperation, Case } from '../support/behaviour.ts';

const stock = 'It leaves every field under a label with its old owner.';

/** Whom a request went to, and what for. */
function requests(asked: readonly AskedOperation[], field: string): string[] {
  return asked.filter(({ query }) => new RegExp(`\\b${field}\\b`).test(query)).map(({ subgraph }) => subgraph);
}

/** Nobody but `subgraphs` was asked, in this order. */
const only = (subgraphs: string[]) => (asked: AskedOperation[]) =>
  expect(asked.map(({ subgraph }) => subgraph)).toEqual(subgraphs);

export const cases: Case[] = [
  {
    name: 'at 100 percent the new owner is asked for its implementation, the old one for the other',
    stock,
    query: '{ documents { always } }',
    expected: {
      data: { documents: [{ always: 'new always l1' }, { always: 'old always r1' }, { always: 'new always l2' }] },
    },
    asked(asked) {
      expect(asked.map(({ subgraph }) => subgraph)).toEqual(['old', 'new']);
      expect(asked[0]?.query).not.toMatch(/on Letter \{[^}]*always/);
      expect(asked[1]?.variables).toEqual({
        representations: [
          { __typename: 'Letter', id: 'l1' },
          { __typename: 'Letter', id: 'l2' },
        ],
      });
    },
  },
  {
    name: 'at 0 percent the old owner is asked for all of them, and nobody else',
    query: '{ documents { never } }',
    expected: {
      data: { documents: [{ never: 'old never l1' }, { never: 'old never r1' }, { never: 'old never l2' }] },
    },
    asked: only(['old']),
  },
  {
    name: 'under a label that nobody sets as well',
    query: '{ documents { unset } }',
    expected: {
      data: { documents: [{ unset: 'old unset l1' }, { unset: 'old unset r1' }, { unset: 'old unset l2' }] },
    },
    asked: only(['old']),
  },
  {
    name: 'the labels of several fields of one interface are told apart, and so are aliases',
    stock,
    query: '{ documents { __typename one: always never two: always unset } }',
    expected: {
      data: {
        documents: [
          {
            __typename: 'Letter',
            one: 'new always l1',
            never: 'old never l1',
            two: 'new always l1',
            unset: 'old unset l1',
          },
          {
            __typename: 'Report',
            one: 'old always r1',
            never: 'old never r1',
            two: 'old always r1',
            unset: 'old unset r1',
          },
          {
            __typename: 'Letter',
            one: 'new always l2',
            never: 'old never l2',
            two: 'new always l2',
            unset: 'old unset l2',
          },
        ],
      },
    },
    asked: (asked) => expect(requests(asked, 'always')).toEqual(['old', 'new']),
  },
  {
    name: 'an interface above the interface makes no difference',
    stock,
    query: '{ filed { always } }',
    expected: {
      data: { filed: [{ always: 'new always l1' }, { always: 'old always r1' }, { always: 'new always l2' }] },
    },
    asked: only(['old', 'new']),
  },
  {
    name: 'nor does a fragment on an interface, named or not, within another',
    stock,
    query: `
      { filed { ...OfDocument } }
      fragment OfDocument on Document { never ... on Filed { always } }`,
    expected: {
      data: {
        filed: [
          { never: 'old never l1', always: 'new always l1' },
          { never: 'old never r1', always: 'old always r1' },
          { never: 'old never l2', always: 'new always l2' },
        ],
      },
    },
  },
  {
    name: 'nor do lists in lists, and nulls in them',
    stock,
    query: '{ drawer { slots { always } top { always } } }',
    expected: {
      data: {
        drawer: {
          slots: [
            [{ always: 'new always l1' }, { always: 'old always r1' }],
            [null, { always: 'new always l2' }],
          ],
          top: { always: 'new always l1' },
        },
      },
    },
  },
  {
    name: 'an interface object finds its implementations, and each its owner',
    stock,
    query: '{ audited { auditor always never } }',
    expected: {
      data: {
        audited: [
          { auditor: 'auditor of l1', always: 'new always l1', never: 'old never l1' },
          { auditor: 'auditor of r1', always: 'old always r1', never: 'old never r1' },
          { auditor: 'auditor of l2', always: 'new always l2', never: 'old never l2' },
        ],
      },
    },
    asked: (asked) => expect(requests(asked, 'always').filter((name) => name === 'new')).toEqual(['new']),
  },
  {
    name: 'from the side of the new owner too, a field that has not moved comes from the old one',
    stock,
    query: '{ drafts { always never unset } }',
    expected: { data: { drafts: [{ always: 'new always l3', never: 'old never l3', unset: 'old unset l3' }] } },
    asked: only(['new', 'old']),
  },
];
