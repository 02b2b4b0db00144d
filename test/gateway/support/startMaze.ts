import type { PlainSubgraph } from '../../support/startTestSubgraphs.ts';
import { type FixtureSubgraph, startFixtureSubgraph } from './startFixtureSubgraph.ts';

const steps = [0, 1, 2, 3];
const everyType = steps.map((step) => `... on T${step} { own${step} }`).join(' ');

/** Fits the schema and the limits; a planner that weighs all of its ways is still at it when a minute is over. */
export const endlessToPlan = `{ node ${steps.reduce((next, step) => `{ ${step === 0 ? 'id' : `next ${next}`} ${everyType} }`, '')} }`;

const resolvers = {
  Query: { node: () => ({ __typename: 'T0', id: '1' }) },
  ...Object.fromEntries(steps.map((step) => [`T${step}`, { __resolveReference: (reference: object) => reference }])),
};

/** Subgraphs that have the same types behind one interface: from each step of a path there is a way into every one of them. */
export const mazeSubgraphs: PlainSubgraph[] = steps.map((step) => ({
  name: `maze-${step}`,
  sdl: sdlOf(step),
  resolvers,
}));

/** Runs them. */
export async function startMaze(): Promise<{ all: FixtureSubgraph[]; stop(): Promise<void> }> {
  const all = await Promise.all(mazeSubgraphs.map(({ name, sdl }) => startFixtureSubgraph(name, sdl, resolvers)));
  return { all, stop: async () => void (await Promise.all(all.map((subgraph) => subgraph.stop()))) };
}

function sdlOf(subgraph: number): string {
  const types = steps.map(
    (step) => `type T${step} implements Node @key(fields: "id") { id: ID! next: Node @shareable own${subgraph}: Int }`,
  );
  return `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@shareable"])
    type Query { node: Node @shareable }
    interface Node { id: ID! next: Node }
    ${types.join('\n')}`;
}
