import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testCaller } from '../../support/startTestSubgraph.ts';
import { databaseKinds } from '../../support/testPostgres.ts';
import { registrar, secondRegistrar, startTestRegistry, type TestRegistry } from './startTestRegistry.ts';

const citizenOf = (healthId: string) => testCaller(['citizen'], { subject: `citizen-${healthId}`, healthId });
const physician = testCaller(['physician'], { practitionerId: 'P-000001', facilityId: 'F-DI-001' });
const elsewhere = testCaller(['physician'], { subject: 'far', practitionerId: 'P-000009', facilityId: 'F-HL-001' });
const emergency = testCaller(['emergency'], { practitionerId: 'P-000002', facilityId: 'F-DI-001' });
const visit = { source: 'VISIT', evidence: 'Visit 2026/114' };

describe.each(databaseKinds)('who treats a patient, on %s', (kind) => {
  let registry: TestRegistry;
  // In Damascus it is 15 minutes past midnight of the 27th.
  const start = Date.parse('2026-11-26T21:15:00Z');
  let now = start;
  beforeAll(async () => {
    registry = await startTestRegistry(kind, 1, () => now);
  });
  afterAll(() => registry.stop());

  const begin = (input: Record<string, unknown>, caller = physician) =>
    registry.write('startTreatment', input, 'patient { healthId }', caller);
  const treating = async (healthId: string, caller = registrar) =>
    (await registry.read(healthId, 'treatmentRelationships { facility { id } }', caller)).treatmentRelationships.map(
      ({ facility }: { facility: { id: string } }) => facility.id,
    );
  const deny = (healthId: string, more: Record<string, unknown> = {}) =>
    registry.write(
      'recordConsent',
      { healthId, decision: 'DENY', ...more },
      'patient { healthId }',
      citizenOf(healthId),
    );

  it('records it once for each key, with who said it and on what evidence, which the patient reads', async () => {
    const healthId = await registry.issue();
    const input = { healthId, ...visit, idempotencyKey: randomUUID() };
    for (const { code } of await Promise.all([begin(input), begin(input), begin(input)])) expect(code).toBeUndefined();
    const fields = `treatmentRelationships(includeEnded: true) {
      facility { id } since source evidence isInForce expiresAt recordedBy { account facility { id } } }
      notices { edges { node { kind text { ar en } by { account } } } }`;
    expect(await registry.read(healthId, fields, citizenOf(healthId))).toEqual({
      treatmentRelationships: [
        {
          facility: { id: 'F-DI-001' },
          since: '2026-11-27',
          source: 'VISIT',
          evidence: visit.evidence,
          isInForce: true,
          expiresAt: '2027-02-24T21:15:00.000Z',
          recordedBy: { account: physician.subject, facility: { id: 'F-DI-001' } },
        },
      ],
      notices: {
        edges: [
          {
            node: {
              kind: 'TREATMENT_STARTED',
              text: {
                ar: expect.stringContaining('بعد زيارة'),
                en: expect.stringContaining('can now read your record'),
              },
              by: { account: physician.subject },
            },
          },
        ],
      },
    });
  });

  it('is over by itself after 90 days, and stays on record', async () => {
    const healthId = await registry.issue();
    await begin({ healthId, ...visit });
    now = start + 90 * 86_400_000 - 1;
    expect(await treating(healthId)).toEqual(['F-DI-001']);
    now = start + 90 * 86_400_000;
    expect(await treating(healthId)).toEqual([]);
    const past = await registry.read(healthId, 'treatmentRelationships(includeEnded: true) { isInForce }');
    expect(past.treatmentRelationships).toEqual([{ isInForce: false }]);
    now = start;
  });

  it('ends and begins again, and shows both', async () => {
    const healthId = await registry.issue();
    await begin({ healthId, ...visit });
    const end = () => registry.write('endTreatment', { healthId }, 'patient { healthId }', physician);
    expect((await end()).code).toBeUndefined();
    expect((await end()).code).toBe('NOT_FOUND');
    expect(await treating(healthId)).toEqual([]);
    now = start + 60_000;
    await begin({ healthId, ...visit });
    now = start;
    const both = await registry.read(healthId, 'treatmentRelationships(includeEnded: true) { endedBy { account } }');
    expect(both.treatmentRelationships).toEqual([{ endedBy: { account: physician.subject } }, { endedBy: null }]);
  });

  it.each([
    [{ since: '2026-11-26' }, 'DATE_IN_PAST'],
    [{ since: '2020-01-01' }, 'DATE_IN_PAST'],
    [{ since: '2026-11-28' }, 'DATE_IN_FUTURE'],
    [{ source: 'PATIENT' }, 'BAD_USER_INPUT'],
    [{ source: 'REFERRAL' }, 'BAD_USER_INPUT'],
    [{ source: 'EMERGENCY' }, 'FORBIDDEN'],
    [{ evidence: ' ' }, 'BAD_USER_INPUT'],
    [{ evidence: '...........' }, 'BAD_USER_INPUT'],
    [{ facilityId: 'F-HL-001' }, 'FORBIDDEN'],
  ])('refuses a physician %j', async (change, code) => {
    const healthId = await registry.issue();
    expect((await begin({ healthId, ...visit, ...change })).code).toBe(code);
    expect(await treating(healthId)).toEqual([]);
  });

  it('takes yesterday for today within five minutes past midnight, and no later', async () => {
    const healthId = await registry.issue();
    now = Date.parse('2026-11-26T21:04:00Z');
    expect((await begin({ healthId, ...visit, since: '2026-11-26' })).code).toBeUndefined();
    now = Date.parse('2026-11-26T21:06:00Z');
    expect((await begin({ healthId, ...visit, since: '2026-11-26' })).code).toBe('DATE_IN_PAST');
    now = start;
  });

  it('lets no registrar speak for another facility', async () => {
    const healthId = await registry.issue();
    expect((await begin({ healthId, ...visit, facilityId: 'F-HL-001' }, registrar)).code).toBe('FORBIDDEN');
    expect((await begin({ healthId, ...visit }, secondRegistrar)).code).toBeUndefined();
    expect(await treating(healthId)).toEqual(['F-HL-001']);
  });

  it.each([
    [{}, 'TREATMENT_DENIED'],
    [{ facilityId: 'F-DI-001' }, 'TREATMENT_DENIED'],
    [{ category: 'ENCOUNTERS' }, 'TREATMENT_DENIED'],
    [{ role: 'physician' }, 'TREATMENT_DENIED'],
    [{ facilityId: 'F-HL-001' }, undefined],
    [{ category: 'OBSERVATIONS' }, undefined],
  ])('meets a denial of %j', async (denial, code) => {
    const healthId = await registry.issue();
    await deny(healthId, denial);
    expect((await begin({ healthId, ...visit })).code).toBe(code);
    expect(await treating(healthId)).toEqual(code === undefined ? ['F-DI-001'] : []);
  });

  it('begins where the denial was withdrawn, and not in an emergency against it', async () => {
    const healthId = await registry.issue();
    await deny(healthId);
    expect((await begin({ healthId, source: 'EMERGENCY', evidence: 'Collapsed' }, emergency)).code).toBe(
      'TREATMENT_DENIED',
    );
    const { consents } = await registry.read(healthId, 'consents { id }', citizenOf(healthId));
    const self = citizenOf(healthId);
    await registry.write('withdrawConsent', { consentId: consents[0].id }, 'patient { healthId }', self);
    expect((await begin({ healthId, ...visit })).code).toBeUndefined();
  });

  it('begins in an emergency for who broke the glass, and nobody else', async () => {
    const healthId = await registry.issue();
    const collapsed = { healthId, source: 'EMERGENCY', evidence: 'Collapsed in the street' };
    const words = 'Found unconscious in the street, no papers.';
    const session = await registry.write(
      'breakGlass',
      { healthId, reason: 'UNCONSCIOUS', words },
      'session { id }',
      emergency,
    );
    expect((await begin(collapsed, emergency)).code).toBe('FORBIDDEN');
    const sessionId = session.data.breakGlass.session.id;
    await registry.write('confirmBreakGlass', { sessionId }, 'session { id }', emergency);
    expect((await begin(collapsed, physician)).code).toBe('FORBIDDEN');
    expect((await begin(collapsed, emergency)).code).toBeUndefined();
    expect(await treating(healthId)).toEqual(['F-DI-001']);
  });

  it('refers a patient on, from a facility that treats', async () => {
    const healthId = await registry.issue();
    const refer = (caller = physician) =>
      registry.write(
        'referPatient',
        { healthId, toFacilityId: 'F-HL-001', words: 'For a catheter' },
        'patient { healthId }',
        caller,
      );
    expect((await refer()).code).toBe('FORBIDDEN');
    await begin({ healthId, ...visit });
    expect((await refer(elsewhere)).code).toBe('FORBIDDEN');
    expect((await refer()).code).toBeUndefined();
    expect((await treating(healthId)).toSorted()).toEqual(['F-DI-001', 'F-HL-001']);
    const { treatmentRelationships } = await registry.read(healthId, 'treatmentRelationships { source evidence }');
    expect(treatmentRelationships).toContainEqual({ source: 'REFERRAL', evidence: 'For a catheter' });
  });

  it('is begun and ended by the patient for any facility, and by no other patient', async () => {
    const healthId = await registry.issue();
    const choice = { healthId, facilityId: 'F-HL-001' };
    const choose = (name: string, caller = citizenOf(healthId), input: object = choice) =>
      registry.write(name, { ...input }, 'patient { healthId }', caller);
    for (const name of ['chooseFacility', 'leaveFacility']) {
      expect((await choose(name, citizenOf(await registry.issue()))).code).toBe('NOT_FOUND');
      expect((await choose(name, physician)).code).toBe('FORBIDDEN');
      expect((await choose(name, citizenOf(healthId), { ...choice, facilityId: 'F-XX-999' })).code).toBe('NOT_FOUND');
    }
    expect((await begin({ healthId, ...visit }, citizenOf(healthId))).code).toBe('FORBIDDEN');
    expect((await choose('chooseFacility')).code).toBeUndefined();
    expect(await treating(healthId)).toEqual(['F-HL-001']);
    now = start + 400 * 86_400_000;
    expect(await treating(healthId)).toEqual(['F-HL-001']);
    now = start;
    expect((await choose('leaveFacility')).code).toBeUndefined();
    expect(await treating(healthId)).toEqual([]);
  });

  it('is closed at once where the patient leaves, what comes of an earlier treatment too, until a new one begins', async () => {
    const healthId = await registry.issue();
    const reads = async () => {
      const text = 'query ($ids: [ID!]!) { recordFacts(healthIds: $ids, role: "physician") { isTreating } }';
      return (await registry.query(text, { ids: [healthId] }, physician)).data.recordFacts[0].isTreating as boolean;
    };
    const leave = () =>
      registry.write(
        'leaveFacility',
        { healthId, facilityId: 'F-DI-001' },
        'patient { healthId }',
        citizenOf(healthId),
      );
    await begin({ healthId, ...visit });
    await registry.write('endTreatment', { healthId }, 'patient { healthId }', physician);
    now = start + 86_400_000;
    await begin({ healthId, ...visit });
    expect(await reads()).toBe(true);
    expect((await leave()).code).toBeUndefined();
    expect([await reads(), await treating(healthId)]).toEqual([false, []]);
    expect((await leave()).code).toBe('NOT_FOUND');
    await begin({ healthId, ...visit, evidence: 'Visit 18 at the ward.' });
    expect(await reads()).toBe(true);
    await registry.write('endTreatment', { healthId }, 'patient { healthId }', physician);
    expect(await reads()).toBe(true);
    expect((await leave()).code).toBeUndefined();
    expect(await reads()).toBe(false);
    now = start;
  });
});
