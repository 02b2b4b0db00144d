import type { Case } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'answers values that only one of the subgraphs has',
    query: '{ cases { state ruling history } }',
    expected: {
      data: {
        cases: [
          { state: 'OPEN', ruling: 'APPEALED', history: ['OPEN', null, 'APPEALED'] },
          { state: 'CLOSED', ruling: null, history: ['OPEN', null, 'APPEALED'] },
        ],
      },
    },
  },
  {
    name: 'takes the values that all have, as literals, variables and in lists',
    query:
      'query ($u: Urgency!, $all: [Urgency!]) { byUrgency(urgency: $u, all: $all) trial(urgency: $u) cases { urgent(if: HIGH) } }',
    variables: { u: 'HIGH', all: ['LOW', 'HIGH'] },
    expected: {
      data: {
        byUrgency: '{"urgency":"HIGH","all":["LOW","HIGH"]}',
        trial: 'HIGH',
        cases: [{ urgent: true }, { urgent: true }],
      },
    },
  },
  {
    name: 'refuses a value that not all have, as a literal',
    query: '{ trial(urgency: EXTREME) }',
    expected: { errors: [{ code: 'GRAPHQL_VALIDATION_FAILED' }] },
  },
  {
    name: 'refuses it as a variable',
    query: 'query ($u: Urgency!) { trial(urgency: $u) }',
    variables: { u: 'EXTREME' },
    expected: { errors: [{ code: 'GRAPHQL_VALIDATION_FAILED' }] },
  },
  {
    name: 'shows clients all of the results and the common inputs',
    query:
      '{ state: __type(name: "State") { enumValues { name } } urgency: __type(name: "Urgency") { enumValues { name } } }',
    expected: {
      data: {
        state: { enumValues: [{ name: 'OPEN' }, { name: 'APPEALED' }, { name: 'CLOSED' }] },
        urgency: { enumValues: [{ name: 'HIGH' }, { name: 'LOW' }] },
      },
    },
  },
];
