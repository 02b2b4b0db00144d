import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSubgraph, type RequestContext, type Subgraph } from '@wasl/subgraph-sdk';
import { createLoaders, type Loaders } from './loaders.ts';
import { openRecords, type SampleRecord } from './records.ts';

interface Context extends RequestContext {
  loaders: Loaders;
}

/** The subgraph. `keys` is what the gateway's operator handed out; files are read from the folder that it is started in. */
export function createSampleSubgraph(keys: string, folder = process.cwd()): Subgraph {
  const records = openRecords(join(folder, 'data/records.json'));
  return createSubgraph<Context>({
    name: 'sample-name',
    typeDefs: readFileSync(join(folder, 'schema.graphql'), 'utf8'),
    gateway: { keys },
    createContext: (request) => ({ ...request, loaders: createLoaders(records, request.caller) }),
    resolvers: {
      Patient: {
        __resolveReference: ({ healthId }: { healthId: string }) => ({ healthId }),
        sampleName: ({ healthId }: { healthId: string }, _: unknown, { loaders }: Context) =>
          loaders.ofPatient.load(healthId),
      },
      SampleName: {
        __resolveReference: ({ id }: { id: string }, { loaders }: Context) => loaders.byId.load(id),
        patient: ({ healthId }: SampleRecord) => ({ healthId }),
      },
    },
  });
}
