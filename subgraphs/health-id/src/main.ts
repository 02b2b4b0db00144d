import { createSubgraphContext } from '@wasl/kit/context';
import type { SubgraphDefinition } from '@wasl/kit/subgraph';
import type { WriteOnce } from '@wasl/kit/writeOnce';
import type { HealthIdContext } from './context.ts';
import { createLoaders } from './loaders.ts';
import { resolvers } from './resolvers/resolvers.ts';
import { seed } from './seed.ts';
import { isDeceased, refuseTheDead } from './stores/life.ts';
import { renewMatchKeys } from './stores/matchKeys.ts';
import { keepFromMerging } from './stores/mergeLock.ts';
import { createClient, type Db, type Tx } from './stores/client.ts';
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
      return Object.assign(context, { now, writeOnce: byTheLiving(apartFromMerging(context.writeOnce)) });
    },
    seed,
    renew: renewMatchKeys,
    async isDeceased(db, healthId) {
      const patient = (await resolvePatients(db, [healthId])).get(healthId);
      return patient !== undefined && isDeceased(patient);
    },
  };
}

/** Operations that merge and part records, or decide whether to: they lock merges for themselves. */
const lockForThemselves: ReadonlySet<string> = new Set(['confirmAct', 'rejectAct', 'decideDuplicate']);

/** Nothing is written of a patient while records are merged or parted. */
function apartFromMerging(writeOnce: WriteOnce<Tx>): WriteOnce<Tx> {
  return (operation, input, work) =>
    writeOnce(operation, input, async (tx, caller) => {
      if (!lockForThemselves.has(operation)) await keepFromMerging(tx, caller.decision?.patients ?? []);
      return work(tx, caller);
    });
}

/** Whoever writes with the account of the dead is somebody else, also where the gateway decides on nobody's record. */
function byTheLiving(writeOnce: WriteOnce<Tx>): WriteOnce<Tx> {
  return (operation, input, work) =>
    writeOnce(operation, input, async (tx, caller) => {
      await refuseTheDead(tx, caller.healthId);
      return work(tx, caller);
    });
}

export const subgraph = createHealthId();
