import { appendFileSync } from 'node:fs';
import { createOperationCache } from '@wasl/gateway/execution/operationCache';
import type { GatewayOptions } from '@wasl/gateway/pipeline/createGateway';
import { createFigures } from '@wasl/gateway/telemetry/figures';
import { WaslError } from '@wasl/schema/errors.ts';
import { afterEach, describe, expect, test } from 'vitest';
import { clinicSubgraphs } from '../support/clinicSubgraphs.ts';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';
import type { PlainSubgraph } from '../support/startTestSubgraphs.ts';
import { readMetrics } from './support/readMetrics.ts';
import { endlessToPlan, mazeSubgraphs } from './support/startMaze.ts';

let gateway: TestGateway | undefined;

afterEach(async () => {
  await gateway?.stop();
  gateway = undefined;
});

interface Figures {
  planned: number;
  late: number;
  hit: number;
  miss: number;
  joined: number;
  refused: number;
  evictions: number;
  bytes: number;
  entries: number;
}

async function start(options: Partial<GatewayOptions> = {}, subgraphs: readonly PlainSubgraph[] = clinicSubgraphs) {
  const started = await startTestGateway(subgraphs, options);
  gateway = started;
  const { origin } = new URL(started.url);
  const figures = async (): Promise<Figures> => {
    const { value } = await readMetrics(origin);
    const lookups = (result: string) => value('wasl_plan_cache_lookups_total', { result });
    const plans = (outcome: string) => value('wasl_planning_duration_seconds_count', { outcome });
    return {
      planned: plans('planned'),
      late: plans('late'),
      hit: lookups('hit'),
      miss: lookups('miss'),
      joined: lookups('joined'),
      refused: lookups('refused'),
      evictions: value('wasl_plan_cache_evictions_total'),
      bytes: value('wasl_plan_cache_bytes'),
      entries: value('wasl_plan_cache_entries'),
    };
  };
  const reload = async () => {
    const reloads = async () => (await readMetrics(origin)).value('wasl_supergraph_reloads_total', { outcome: 'ok' });
    const before = await reloads();
    appendFileSync(started.supergraphFile, '\n# another version\n');
    while ((await reloads()) === before) await new Promise((resolve) => setTimeout(resolve, 50));
  };
  return { ask: started.ask, figures, reload };
}

/** An operation like any other, and yet one that no one has asked before. */
const operation = (number: number) => `{ patient(id: "7") { name${number}: name visits { reason } } }`;
const answerOf = (number: number) => ({
  data: { patient: { [`name${number}`]: 'Name 7', visits: [{ reason: 'Cough' }] } },
});

describe('planned operations', () => {
  test('stay within the bytes that they may take, however many there are; the latest are kept', async () => {
    const maxCachedBytes = 100_000;
    const { ask, figures } = await start({ maxCachedBytes });
    for (let number = 0; number < 120; number += 1) {
      expect(await ask(operation(number))).toEqual(answerOf(number));
      if (number % 10 === 0) expect((await figures()).bytes).toBeLessThanOrEqual(maxCachedBytes);
    }
    const full = await figures();
    expect(full.planned).toBe(120);
    expect(full.bytes).toBeGreaterThan(maxCachedBytes / 2);
    expect(full.bytes).toBeLessThanOrEqual(maxCachedBytes);
    expect(full.entries + full.evictions).toBe(120);
    expect(full.evictions).toBeGreaterThan(0);
    await ask(operation(119));
    expect(await figures()).toMatchObject({ planned: 120, hit: 1 });
    await ask(operation(0));
    expect(await figures()).toMatchObject({ planned: 121, hit: 1 });
  });

  test('count with the documents that they keep in memory', async () => {
    const { ask, figures } = await start();
    await ask(operation(1));
    const before = (await figures()).bytes;
    const aliases = Array.from({ length: 100 }, (_, index) => `alias${index}: name`).join(' ');
    const patients = Array.from({ length: 9 }, (_, id) => `patient${id}: patient(id: "${id}") { ${aliases} }`);
    await ask(`{ ${patients.join(' ')} }`);
    // Three tokens a field, of some hundred bytes each.
    expect((await figures()).bytes - before).toBeGreaterThan(900 * 3 * 250);
  });

  test('are planned once, though a hundred ask at the same time', async () => {
    // No short way leads to a plan: the first is still waited for when the last asks.
    const { ask, figures } = await start({ planningDeadlineMs: 1_000 }, mazeSubgraphs);
    const [first, ...others] = await Promise.all(Array.from({ length: 100 }, () => ask(endlessToPlan)));
    const { planned, late, miss, joined } = await figures();
    expect({ attempts: planned + late, miss, joined }).toEqual({ attempts: 1, miss: 1, joined: 99 });
    for (const other of others) expect(other).toEqual(first);
  });

  test('are planned for a new version of the supergraph before anyone asks: the hundred most used', async () => {
    const { ask, figures, reload } = await start();
    const often = Array.from({ length: 100 }, (_, number) => operation(number));
    const seldom = [100, 101, 102].map(operation);
    for (const query of [...often, ...seldom, ...often]) await ask(query);
    await reload();
    const before = await figures();
    expect(before).toMatchObject({ planned: 203, entries: 100 });
    for (const query of often) await ask(query);
    expect(await figures()).toMatchObject({ planned: 203, hit: before.hit + 100, miss: before.miss });
    await ask(seldom[0] ?? '');
    expect(await figures()).toMatchObject({ planned: 204, miss: before.miss + 1 });
  });
});

describe('an operation that could not be planned', () => {
  /** Less than a planning thread needs to start: what outlives its first half is not planned stepwise in the second. */
  const deadlineMs = 10;
  const refusal = { errors: [expect.objectContaining({ extensions: { code: 'PLANNING_FAILED', deadlineMs } })] };

  test('is tried again at once where it was only late, and refused without another attempt where that was no accident', async () => {
    const { ask, figures } = await start({ planningDeadlineMs: deadlineMs }, mazeSubgraphs);
    expect(await ask(endlessToPlan)).toEqual(refusal);
    expect(await figures()).toMatchObject({ late: 1, miss: 1, refused: 0, entries: 0 });
    expect(await ask(endlessToPlan)).toEqual(refusal);
    expect(await figures()).toMatchObject({ late: 2, miss: 2, refused: 0 });
    expect(await ask(endlessToPlan)).toEqual(refusal);
    expect(await figures()).toMatchObject({ late: 2, miss: 2, refused: 1 });
  });

  test('is tried again when the refusal has had its time', async () => {
    const { ask, figures } = await start({ planningDeadlineMs: deadlineMs, refusalTtlMs: 1 }, mazeSubgraphs);
    expect(await ask(endlessToPlan)).toEqual(refusal);
    expect(await ask(endlessToPlan)).toEqual(refusal);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await ask(endlessToPlan)).toEqual(refusal);
    expect(await figures()).toMatchObject({ late: 3, miss: 3, refused: 0 });
  });
});

describe('a failure', () => {
  const late = new WaslError('PLANNING_FAILED', { deadlineMs: 10 });
  const noPlan = new WaslError('PLANNING_FAILED');

  /** A cache, and a key that fails as told until nothing is left to tell. */
  function openCache() {
    const cache = createOperationCache<string>({
      maxBytes: 1_000,
      sizeOf: () => 1,
      failureTtlMs: 600_000,
      figures: createFigures().planCache,
    });
    let attempts = 0;
    const attempt = async (failure?: Error): Promise<unknown> => {
      const made = async () => {
        attempts += 1;
        if (failure) throw failure;
        return 'plan';
      };
      return Promise.resolve()
        .then(() => cache.get('key', made))
        .catch((error: unknown) => error);
    };
    return { attempt, attempts: () => attempts };
  }

  test('by lateness is forgotten once it passes', async () => {
    const { attempt, attempts } = openCache();
    expect(await attempt(late)).toBe(late);
    expect(await attempt()).toBe('plan');
    expect(await attempt()).toBe('plan');
    expect(attempts()).toBe(2);
  });

  test('that says that there is no plan is remembered at once', async () => {
    const { attempt, attempts } = openCache();
    expect(await attempt(noPlan)).toBe(noPlan);
    expect(await attempt()).toBe(noPlan);
    expect(attempts()).toBe(1);
  });
});
