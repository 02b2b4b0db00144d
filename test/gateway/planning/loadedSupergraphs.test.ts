import { setImmediate as nextTurn } from 'node:timers/promises';
import { createLoadedSupergraphs } from '@wasl/gateway/planning/thread/loadedSupergraphs';
import { composeSupergraph } from '@wasl/gateway/registry/composeSupergraph';
import { expect, it } from 'vitest';

const composition = composeSupergraph([{ name: 'a', sdl: 'type Query { a: Int }', url: 'http://127.0.0.1:9/' }]);

it('gives back the memory of a supergraph that is unloaded, and of no other', async () => {
  if ('errors' in composition) throw new Error(composition.errors.join());
  const loaded = createLoadedSupergraphs();
  for (const supergraph of [1, 2]) await loaded.load(supergraph, composition.supergraphSdl);
  const planners = [1, 2].map((supergraph) => new WeakRef(loaded.of(supergraph) as object));
  // What a reference was made of in this turn outlives it.
  await nextTurn();
  await loaded.unload(1);
  expect(planners.map((planner) => planner.deref() !== undefined)).toEqual([false, true]);
  expect(loaded.of(1)).toBeUndefined();
});
