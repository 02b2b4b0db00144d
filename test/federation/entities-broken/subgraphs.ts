import { type AskedOperation, federation, representationsOf } from '../support/behaviour.ts';
import type { Loose, SubgraphAnswer, SubgraphDefinition } from '../support/startSubgraphs.ts';

type Entities = Record<string, unknown>[];

/** What the subgraph does with its answer, by the first ID that it is asked for. */
const faults: Record<string, (entities: Entities) => unknown> = {
  null: () => null,
  missing: () => undefined,
  object: () => ({}),
  short: (entities) => entities.slice(1),
  empty: () => [],
  long: (entities) => [{ owner: 'a stranger', beds: 0 }, ...entities],
  scalars: (entities) => entities.map((_, index) => (index ? 'text' : 7)),
  lists: (entities) => entities.map((entity) => [entity]),
  holes: (entities) => entities.map(() => ({})),
  hole: (entities) => entities.map((entity, index) => (index ? entity : {})),
  nulls: (entities) => entities.map(() => null),
  extra: (entities) => entities.map((entity) => ({ ...entity, secret: 'leak', id: 'other', __typename: 'House' })),
};

function breakEntities(answer: SubgraphAnswer, asked: AskedOperation): unknown {
  const first = String(representationsOf([asked], 'owners')[0]?.['id']);
  if (first === 'refused') return { errors: [{ message: 'no', extensions: { code: 'NO', forPeople: true } }] };
  if (first === 'refused with null')
    return { data: null, errors: [{ message: 'no', extensions: { code: 'NO', forPeople: true } }] };
  if (first === 'nothing') return {};
  if (first === 'data list') return { data: [] };
  const data = { ...answer.data };
  for (const [key, entities] of Object.entries(data)) {
    if (Object.hasOwn(faults, first)) data[key] = faults[first]?.(entities as Entities);
  }
  return { ...answer, data };
}

/** A subgraph whose `_entities` are null, too few, too many or no entities at all; and one that forgets `__typename`. */
export const subgraphs: SubgraphDefinition[] = [
  {
    name: 'houses',
    sdl: `${federation('@key')}
      type Query { houses(ids: [ID!]!): [House]! untyped: House untypedSite: Site wrongSite: Site forgotten: House emptied: [Site] }
      interface Site { id: ID! }
      type House implements Site @key(fields: "id") { id: ID! note: String }
      type Tent implements Site @key(fields: "id") { id: ID! pegs: Int }`,
    resolvers: {
      Query: {
        houses: (_, { ids }) => ids.map((id: string) => ({ id })),
        untyped: () => ({ id: '1' }),
        untypedSite: () => ({ __typename: 'House', id: '2' }),
        wrongSite: () => ({ __typename: 'Tent', id: '3' }),
        forgotten: () => ({ id: '4' }),
        emptied: () => [{ __typename: 'Tent', id: '5' }, null, { __typename: 'House', id: '6' }],
      },
    },
    respond(answer) {
      const sites = answer.data as Record<string, Loose> | undefined;
      delete sites?.['untyped']?.__typename;
      delete sites?.['untypedSite']?.__typename;
      if (sites?.['wrongSite']) sites['wrongSite'].__typename = 'Palace';
      for (const key in sites) if (/forgotten|lost/.test(key)) delete sites[key];
      const emptied = sites?.['emptied'] as { __typename?: string }[] | undefined;
      if (sites && emptied) sites['emptied'] = emptied.map((site) => site && { __typename: site.__typename });
      return answer;
    },
  },
  {
    name: 'owners',
    sdl: `${federation('@key')} type House @key(fields: "id") { id: ID! owner: String beds: Int! }`,
    resolvers: { House: { owner: ({ id }) => `owner of ${id}`, beds: ({ id }) => id.length } },
    respond: breakEntities,
  },
];
