import { parse } from 'graphql';
import { createApolloPlanner, type ApolloPlanner } from '../apollo/createApolloPlanner.ts';
import type { FederatedSchema } from '../queryGraph/federatedSchema.ts';
import { readFederatedSchema } from '../queryGraph/readFederatedSchema.ts';
import { collectGarbage } from '../../core/collectGarbage.ts';

export interface LoadedSupergraph {
  apollo: ApolloPlanner;
  /** Undefined where plans can be neither checked nor made stepwise. */
  schema: FederatedSchema | undefined;
}

/** Keeps the supergraphs of a planning thread, by their numbers. */
export function createLoadedSupergraphs() {
  const loaded = new Map<number, LoadedSupergraph>();
  return {
    of: (supergraph: number) => loaded.get(supergraph),

    /** Answers the API schema's SDL. @throws Error when Apollo's gateway refuses the supergraph */
    async load(supergraph: number, sdl: string): Promise<string> {
      const apollo = await createApolloPlanner(sdl);
      loaded.set(supergraph, { apollo, schema: readFederatedSchema(parse(sdl, { noLocation: true })) });
      return apollo.schemaSdl;
    },

    /**
     * Frees a supergraph, its memory too: V8 by itself would let the old ones gather until the thread held several times what it needs. Nobody
     * waits for this thread as for those that answer.
     */
    async unload(supergraph: number): Promise<void> {
      await loaded.get(supergraph)?.apollo.close();
      if (loaded.delete(supergraph)) collectGarbage();
    },
  };
}
