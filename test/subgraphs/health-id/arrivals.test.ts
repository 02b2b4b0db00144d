import { randomUUID } from 'node:crypto';
import type { Caller } from '@wasl/subgraph-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testCaller } from '../../support/startTestSubgraph.ts';
import { databaseKinds } from '../../support/testPostgres.ts';
import { registrar, startTestRegistry, type TestRegistry } from './startTestRegistry.ts';

const physician = testCaller(['physician'], { practitionerId: 'P-000001', facilityId: 'F-DI-001' });
const nurse = testCaller(['nurse'], { practitionerId: 'P-000005', facilityId: 'F-DI-001' });
const dayMs = 24 * 3_600_000;

describe.each(databaseKinds)('a visit, on %s', (kind) => {
  let registry: TestRegistry;
  const start = Date.parse('2026-11-26T08:00:00Z');
  let now = start;
  beforeAll(async () => {
    registry = await startTestRegistry(kind, 1, () => now);
  });
  afterAll(() => registry.stop());

  async function run(name: string, type: string, input: Record<string, unknown>, caller: Caller) {
    const text = `mutation ($input: ${type}!) { ${name}(input: $input) { patient { healthId } } }`;
    return (await registry.query(text, { input: { idempotencyKey: randomUUID(), ...input } }, caller)).code;
  }
  const arrive = (healthId: string, caller: Caller, visit = 'Visit 114') =>
    run('registerArrival', 'RegisterArrivalInput', { healthId, visit }, caller);
  const begin = (healthId: string, caller = physician) =>
    run('startTreatment', 'StartTreatmentInput', { healthId, source: 'VISIT', evidence: 'Visit 114' }, caller);

  it('needs an arrival, which somebody else registered, at the same facility', async () => {
    const healthId = await registry.issue();
    expect(await begin(healthId)).toBe('ARRIVAL_NEEDED');
    expect(await arrive(healthId, physician)).toBeUndefined();
    expect(await begin(healthId)).toBe('ARRIVAL_NEEDED');
    const again = { ...physician, subject: 'the same physician on another account' };
    expect(await arrive(healthId, again)).toBeUndefined();
    expect(await begin(healthId)).toBe('ARRIVAL_NEEDED');
    expect(await arrive(healthId, { ...nurse, facilityId: 'F-HL-001' })).toBeUndefined();
    expect(await begin(healthId)).toBe('ARRIVAL_NEEDED');
    expect(await arrive(healthId, nurse)).toBeUndefined();
    expect(await begin(healthId)).toBeUndefined();
  });

  it('is of the day on which the patient arrived', async () => {
    const healthId = await registry.issue();
    await arrive(healthId, registrar);
    now = start + dayMs;
    expect(await begin(healthId)).toBe('ARRIVAL_NEEDED');
    now = start + dayMs - 1;
    expect(await begin(healthId)).toBeUndefined();
    now = start;
  });

  it('counts under an ID that was merged', async () => {
    const [survivor, merged] = [await registry.issue(), await registry.issue()];
    await arrive(merged, nurse);
    await registry.merge(merged, survivor);
    expect(await begin(survivor)).toBeUndefined();
  });

  it('is registered by who works at a facility, of somebody who has a health ID, and opens nothing by itself', async () => {
    const healthId = await registry.issue();
    const citizen = testCaller(['citizen'], { healthId });
    expect(await arrive(healthId, citizen)).toBe('FORBIDDEN');
    expect(await arrive(healthId, testCaller(['nurse']))).toBe('FORBIDDEN');
    expect(await arrive('900000000016', nurse)).toBe('HEALTH_ID_INVALID');
    expect(await arrive(healthId, nurse, '.')).toBe('BAD_USER_INPUT');
    expect(await arrive(healthId, nurse)).toBeUndefined();
    const fields = 'treatmentRelationships { facility { id } }';
    expect(await registry.read(healthId, fields)).toEqual({ treatmentRelationships: [] });
  });
});
