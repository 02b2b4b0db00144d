import type { Case } from '../support/behaviour.ts';

const stock = 'It asks both, and neither for what only one of them knows.';

export const cases: Case[] = [
  {
    name: 'asks both paths where the members’ fields are in both, and answers a member that only one path knows',
    stock,
    query:
      '{ kit { ... on Drug { dose batch } ... on Kit { code } } desk { kit { ... on Drug { dose batch } ... on Kit { code } } } }',
    expected: { data: { kit: { code: 'k1' }, desk: { kit: { code: 'k1' } } } },
  },
  {
    name: 'puts one member together from both paths',
    query: '{ drug { __typename ... on Drug { id dose batch } } }',
    expected: { data: { drug: { __typename: 'Drug', id: 'd1', dose: 5, batch: 'B5' } } },
  },
  {
    name: 'answers fields of an implementation that only one path resolves each',
    query: '{ desk { letter { title ... on Letter { sender pages } } } }',
    expected: { data: { desk: { letter: { title: 'Dear', sender: 'Rana', pages: 2 } } } },
  },
  {
    name: 'answers a field of an implementation that only one path knows, beside another’s that are in both',
    stock,
    query: '{ desk { memo { __typename title ... on Letter { sender pages } ... on Memo { body } } } }',
    expected: { data: { desk: { memo: { __typename: 'Memo', title: 'Note', body: 'Call back' } } } },
  },
];
