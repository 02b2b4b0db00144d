import { createSubgraphContext } from '@wasl/kit/context';
import type { SubgraphDefinition } from '@wasl/kit/subgraph';
import type { HealthIdContext } from './context.ts';
import { createLoaders } from './loaders.ts';
import { resolvers } from './resolvers/resolvers.ts';
import { seed } from './seed.ts';
import { isDeceased } from './stores/life.ts';
import { renewMatchKeys } from './stores/matchKeys.ts';
import { createClient, type Db } from './stores/client.ts';
import { resolvePatients } from './stores/patientStore.ts';

export interface HealthIdOptions {
  /** Tells the time, in milliseconds since 1970. Default: the machine's clock. */
  clock?: () => number;
}

/** The Ministry of Health's registry: patients and their IDs, facilities, practitioners, guardians, consent. */
export function createHealthId({ clock = Date.now }: HealthIdOptions = {}): SubgraphDefinition<Db, HealthIdContext> {
  return {
    name: 'health-id',
    resolvers,
    createClient,
    createContext(request, db) {
      const now = new Date(clock());
      const context = createSubgraphContext(request, db, () => createLoaders(db, request.caller, now));
      return Object.assign(context, { now });
    },
    seed,
    renew: renewMatchKeys,
    async isDeceased(db, healthId) {
      const patient = (await resolvePatients(db, [healthId])).get(healthId);
      return patient !== undefined && isDeceased(patient);
    },
  };
}

export const subgraph = createHealthId();
