import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { startBoundedWorker } from '@wasl/gateway/planning/thread/boundedWorker';
import { expect, it } from 'vitest';

const tellHeapLimit = `
  const { getHeapStatistics } = require('node:v8');
  require('node:worker_threads').parentPort.postMessage(getHeapStatistics().heap_size_limit);`;

/** The most that a thread's heap may take, young generation included. */
async function heapLimit(maxYoungGenerationSizeMb: number): Promise<unknown> {
  const resourceLimits = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb };
  const [bytes] = (await once(
    startBoundedWorker(tellHeapLimit, { eval: true, resourceLimits }),
    'message',
  )) as unknown[];
  return bytes;
}

it('holds a thread to its own young generation, whatever the command line said of that', async () => {
  const unsaid = await heapLimit(12);
  setFlagsFromString('--max-semi-space-size=32');
  expect(await heapLimit(12)).toBe(unsaid);
  expect(await heapLimit(48)).not.toBe(unsaid);
});
