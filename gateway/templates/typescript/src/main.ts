import { serveSubgraph } from '@wasl/subgraph-sdk';
import { createSampleSubgraph } from './subgraph.ts';

const keys = process.env['WASL_SUBGRAPH_KEY'];
if (keys === undefined) throw new Error('WASL_SUBGRAPH_KEY must hold what the gateway’s operator handed out.');
const served = await serveSubgraph(createSampleSubgraph(keys), { port: Number(process.env['PORT'] ?? 4101) });
process.stdout.write(`sample-name answers at ${served.url}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void served.stop());
