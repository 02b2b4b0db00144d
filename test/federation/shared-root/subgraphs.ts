import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const part = (name: string, type: string, value: object): SubgraphDefinition => ({
  name,
  sdl: `${federation('@shareable')}
    type Query { today: Day! @shareable days: [Day!]! @shareable ${name}Only: String! }
    type Day { date: String! @shareable ${type} }`,
  resolvers: {
    Query: {
      today: () => ({ date: '2026-03-01', ...value }),
      days: () => [
        { date: '2026-03-01', ...value },
        { date: '2026-03-02', ...value },
      ],
      [`${name}Only`]: () => name,
    },
  },
});

/** A root field that every subgraph has, each with a part of what it answers and no key to join it by. */
export const subgraphs: SubgraphDefinition[] = [
  part('weather', 'weather: Weather!\n}\ntype Weather { degrees: Int!', { weather: { degrees: 20 } }),
  part('duty', 'doctor: String', { doctor: null }),
  part('supply', 'power: Power!\n}\ntype Power { hours: Int! source: String', { power: { hours: 4, source: 'grid' } }),
];
