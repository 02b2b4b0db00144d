import { federation } from '../support/behaviour.ts';
import type { SubgraphDefinition } from '../support/startSubgraphs.ts';

const stays = [
  {
    id: '1',
    days: [
      {
        meals: [
          { name: 'soup', kcal: 100 },
          { name: 'rice', kcal: 200 },
        ],
      },
      { meals: [] },
      { meals: null },
    ],
    grid: [[1, null], [], [2]],
    ward: { head: { id: 'd1' } },
  },
  { id: '2', days: [], grid: [], ward: { head: null } },
];

/** Fields that require lists in lists, objects in objects and entities inside them. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'stays',
    sdl: `${federation('@key')}
      type Query { stays: [Stay!]! }
      type Stay @key(fields: "id") { id: ID! days: [Day!]! grid: [[Int]!]! ward: Ward! }
      type Day { meals: [Meal!] }
      type Meal { name: String! kcal: Int! }
      type Ward { head: Doctor }
      type Doctor @key(fields: "id") { id: ID! }`,
    resolvers: {
      Query: { stays: () => stays },
      Stay: { __resolveReference: ({ id }) => stays.find((stay) => stay.id === id) },
    },
  },
  {
    name: 'staff',
    sdl: `${federation('@key')} type Doctor @key(fields: "id") { id: ID! name: String! pager: Int }`,
    resolvers: { Doctor: { name: ({ id }) => `Dr ${id}`, pager: () => 55 } },
  },
  {
    name: 'reports',
    sdl: `${federation('@key', '@external', '@requires')}
      type Stay @key(fields: "id") {
        id: ID!
        days: [Day!]! @external
        grid: [[Int]!]! @external
        ward: Ward! @external
        energy: Int! @requires(fields: "days { meals { kcal } }")
        sum: String! @requires(fields: "grid")
        signedBy: String! @requires(fields: "ward { head { name } }")
        menu: String! @requires(fields: "days { meals { name } } grid")
      }
      type Day { meals: [Meal!] @external }
      type Meal { kcal: Int! @external name: String! @external }
      type Ward { head: Doctor @external }
      type Doctor @key(fields: "id") { id: ID! name: String! @external }`,
    resolvers: {
      Stay: {
        energy: ({ days }) => mealsOf(days).reduce((sum, meal) => sum + (meal.kcal ?? 0), 0),
        sum: ({ grid }) => JSON.stringify(grid),
        signedBy: ({ ward }) => ward.head?.name ?? 'nobody',
        menu: ({ days, grid }) =>
          `${mealsOf(days)
            .map(({ name }) => name)
            .join('+')}${grid.length}`,
      },
    },
  },
];

function mealsOf(days: { meals: { kcal?: number; name?: string }[] | null }[]) {
  return days.flatMap(({ meals }) => meals ?? []);
}
