import { expect } from 'vitest';
import { type Case, representationsOf } from '../support/behaviour.ts';

export const cases: Case[] = [
  {
    name: 'adds a field to every implementation',
    query: '{ devices { id lastCheck } }',
    expected: {
      data: {
        devices: [
          { id: '1', lastCheck: 'checked 1' },
          { id: '2', lastCheck: 'checked 2' },
          { id: '3', lastCheck: null },
        ],
      },
    },
    asked: (asked) =>
      expect(new Set(representationsOf(asked, 'service').map(({ __typename }) => __typename))).toEqual(
        new Set(['Device']),
      ),
  },
  {
    name: 'finds out the real type of what begins as an interface object',
    query: '{ due { __typename id lastCheck } }',
    expected: {
      data: {
        due: [
          { __typename: 'Monitor', id: '3', lastCheck: null },
          { __typename: 'Pump', id: '2', lastCheck: 'checked 2' },
        ],
      },
    },
  },
  {
    name: 'applies fragments on implementations to what begins as an interface object',
    query: '{ due { lastCheck ... on Monitor { inches } ... on Pump { litres t: __typename } } }',
    expected: {
      data: {
        due: [
          { lastCheck: null, inches: 30 },
          { lastCheck: 'checked 2', litres: 1.5, t: 'Pump' },
        ],
      },
    },
  },
  {
    name: 'fetches the interface’s own fields for it',
    query: '{ due { name checks { by } } }',
    expected: {
      data: {
        due: [
          { name: 'mon3', checks: [{ by: 'by 3' }] },
          { name: 'pump', checks: [{ by: 'by 2' }] },
        ],
      },
    },
  },
  {
    name: 'asks only the subgraph of the interface object where its own fields are enough',
    query: '{ due { id lastCheck } }',
    expected: {
      data: {
        due: [
          { id: '3', lastCheck: null },
          { id: '2', lastCheck: 'checked 2' },
        ],
      },
    },
    asked: (asked) => expect(asked.map(({ subgraph }) => subgraph)).toEqual(['service']),
  },
  {
    name: 'adds fields of two interface objects to one device, by the implementation’s own name too',
    query:
      '{ pump { lastCheck room { id label } litres } device(id: "1") { ... on Monitor { lastCheck room { id } } } }',
    expected: {
      data: {
        pump: { lastCheck: 'checked 2', room: { id: 'R2', label: null }, litres: 1.5 },
        device: { lastCheck: 'checked 1', room: { id: 'R1' } },
      },
    },
  },
  {
    name: 'goes from one interface object to another, and on to what only the interface’s owner knows',
    query:
      '{ due { checks { device { __typename room { devices { name } } } } } device(id: "1") { neighbour(step: 2) { name lastCheck } } }',
    expected: {
      data: {
        due: ['3', '2'].map(() => ({
          checks: [{ device: { __typename: 'Monitor', room: { devices: [{ name: 'mon' }, { name: 'pump' }] } } }],
        })),
        device: { neighbour: { name: 'mon3', lastCheck: null } },
      },
    },
  },
  {
    name: 'adds fields to members of a union that implement the interface',
    query:
      '{ anything { __typename ... on Device { lastCheck } ... on Room { id devices { id } } ... on Pump { checks { by } } } }',
    expected: {
      data: {
        anything: [
          { __typename: 'Pump', lastCheck: 'checked 2', checks: [{ by: 'by 2' }] },
          { __typename: 'Room', id: 'R', devices: [{ id: '1' }, { id: '2' }] },
          { __typename: 'Monitor', lastCheck: 'checked 1' },
        ],
      },
    },
  },
  {
    name: 'is null, with an error, where the real type of an interface object cannot be found',
    query: '{ oldest { __typename lastCheck } }',
    expected: { data: { oldest: null }, errors: [{ path: ['oldest'] }] },
  },
  {
    name: 'keeps response keys in order when the type comes last',
    query: '{ due { c: checks { by } ... on Pump { litres } id type: __typename ... on Monitor { room { id } } } }',
    expected: {
      data: {
        due: [
          { c: [{ by: 'by 3' }], id: '3', type: 'Monitor', room: { id: 'R3' } },
          { c: [{ by: 'by 2' }], litres: 1.5, id: '2', type: 'Pump' },
        ],
      },
    },
  },
  {
    name: 'applies a fragment on a union to what begins as an interface object',
    query: '{ due { id ... on Anything { __typename } } }',
    stock: 'Apollo’s planner fails: it looks for a way to a __typename that an interface object does not have.',
    expected: {
      data: {
        due: [
          { id: '3', __typename: 'Monitor' },
          { id: '2', __typename: 'Pump' },
        ],
      },
    },
  },
];
