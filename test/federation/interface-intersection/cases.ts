import type { Case } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'fetches an interface’s field of another subgraph for each implementation',
    query: '{ outbox { id sentAt } }',
    expected: {
      data: {
        outbox: [
          { id: 's1', sentAt: 'sent s1' },
          { id: 'l1', sentAt: null },
        ],
      },
    },
  },
  {
    name: 'fetches it only for those that the subgraph at hand lacks it for',
    query: '{ archive { __typename id sentAt ... on Letter { text pages } ... on Sms { text } ... on Fax { text } } }',
    expected: {
      data: {
        archive: [
          { __typename: 'Letter', id: 'l1', sentAt: null, text: 'dear', pages: 2 },
          { __typename: 'Fax', id: 'f1', sentAt: 'fax time', text: 'fax' },
          { __typename: 'Sms', id: 's1', sentAt: 'sent s1', text: 'hello' },
        ],
      },
    },
  },
  {
    name: 'applies fragments on an interface that only one subgraph has',
    query: '{ outbox { ... on Paper { id } } archive { ... on Paper { id __typename ... on Letter { pages } } } }',
    expected: {
      data: {
        outbox: [{}, { id: 'l1' }],
        archive: [{ id: 'l1', __typename: 'Letter', pages: 2 }, { id: 'f1', __typename: 'Fax' }, {}],
      },
    },
  },
  {
    name: 'follows implementations to further messages',
    query: '{ outbox { ... on Letter { answers { id sentAt ... on Sms { text } } } } latest { text } }',
    expected: {
      data: {
        outbox: [
          {},
          {
            answers: [
              { id: 's1', sentAt: 'sent s1', text: 'hello' },
              { id: 'f2', sentAt: 'fax time' },
            ],
          },
        ],
        latest: { text: 'hello' },
      },
    },
  },
];
