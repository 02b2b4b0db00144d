import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testCaller } from '../../support/startTestSubgraph.ts';
import { databaseKinds } from '../../support/testPostgres.ts';
import { evidence, registrar, startTestRegistry, type TestRegistry } from './startTestRegistry.ts';

const citizenOf = (healthId: string) => testCaller(['citizen'], { subject: `citizen-${healthId}`, healthId });
const words = 'As the booklet says';
const fields = `act { id kind } patient { healthId version givenName { ar latin } birthDate sex phone address governorate }`;
const kept =
  'version versions { version givenName { ar } sex phone reason words isConfirmedByTwo replacedBy { account } replacedAt }';

describe.each(databaseKinds)('a correction, on %s', (kind) => {
  let registry: TestRegistry;
  const start = Date.parse('2026-11-26T09:00:00Z');
  beforeAll(async () => {
    registry = await startTestRegistry(kind, 5, () => start);
  });
  afterAll(() => registry.stop());

  let days = 0;
  const someone = (more = {}) =>
    registry.issue({ birthDate: new Date(Date.UTC(1985, 0, 3 + 9 * (days += 1))).toISOString().slice(0, 10), ...more });
  const correct = (healthId: string, change: Record<string, unknown>, caller = registrar) =>
    registry.write('correctPatient', { healthId, reason: 'MISTYPED', words, evidence, ...change }, fields, caller);
  const foundBy = async (demographics: Record<string, unknown>) => {
    const text = 'query ($d: DemographicsInput!) { searchPatients(demographics: $d) { patient { healthId } } }';
    const { data } = await registry.query(text, { d: demographics });
    return data.searchPatients.map(({ patient }: { patient: { healthId: string } }) => patient.healthId) as string[];
  };

  it('of how to reach somebody is done at once, without evidence, and keeps what was so; the patient is told', async () => {
    const healthId = await someone({ phone: '0944 123 456' });
    const { code, data } = await registry.write(
      'correctPatient',
      { healthId, phone: '٠٩٣٣ ١١١ ٢٢٢', address: 'المزة، بناء 4', governorate: 'HL', reason: 'CHANGED', words },
      fields,
    );
    expect(code).toBeUndefined();
    expect(data.correctPatient).toMatchObject({
      act: null,
      patient: { phone: '+963933111222', address: 'المزة، بناء 4', governorate: 'HL', version: 2 },
    });
    const expected = {
      version: 2,
      versions: [
        {
          version: 1,
          givenName: { ar: 'تالا' },
          sex: 'FEMALE',
          phone: '+963944123456',
          reason: 'CHANGED',
          words,
          isConfirmedByTwo: false,
          replacedBy: { account: registrar.subject },
          replacedAt: '2026-11-26T09:00:00.000Z',
        },
      ],
    };
    expect(await registry.read(healthId, kept)).toEqual(expected);
    expect(await registry.read(healthId, kept, citizenOf(healthId))).toEqual(expected);
    const { notices } = await registry.read(
      healthId,
      'notices { edges { node { kind text { ar en } } } }',
      citizenOf(healthId),
    );
    expect(notices.edges[0].node).toEqual({
      kind: 'RECORD_CORRECTED',
      text: { ar: expect.stringContaining('صحّح'), en: expect.stringContaining('corrected') },
    });
    expect(await foundBy({ phone: '00963-933-111-222' })).toEqual([healthId]);
    expect(await foundBy({ phone: '0944123456' })).toEqual([]);
  });

  it('of a letter is one registrar’s, with evidence; the record is found by the new name', async () => {
    const healthId = await someone({ givenName: 'سلمى', familyName: 'قباني' });
    const change = { givenName: { ar: 'سلما' }, reason: 'MISTYPED', words };
    const without = await registry.write('correctPatient', { healthId, ...change }, fields);
    expect(without.code).toBe('BAD_USER_INPUT');
    expect((await correct(healthId, change)).data.correctPatient).toMatchObject({
      act: null,
      patient: { givenName: { ar: 'سلما' } },
    });
  });

  it.each([
    ['another name', { givenName: { ar: 'خديجة' } }],
    ['another sex', { sex: 'MALE' }],
    ['another year of birth', { birthDate: '1986-01-01' }],
    ['a name and the birth date', { familyName: { ar: 'الحلبيّ' }, birthDate: '1985-12-30' }],
    ['a father who is not known any more', { clear: ['FATHER_NAME'] }],
  ])('to %s waits for a second registrar, who sees it', async (_, change) => {
    const healthId = await someone({ birthDate: '1985-12-31' });
    const asked = await correct(healthId, change);
    const { act, patient } = asked.data.correctPatient;
    expect(act.kind).toBe('CORRECT_PATIENT');
    expect(patient.version).toBe(1);
    const { data } = await registry.query(
      '{ registrarActs(first: 100) { edges { node { id changes { field value } } } } }',
    );
    const filed = data.registrarActs.edges.find(({ node }: { node: { id: string } }) => node.id === act.id);
    expect(filed.node.changes.length).toBeGreaterThan(0);
    expect((await registry.confirm(act.id, registrar)).code).toBe('SECOND_PERSON_NEEDED');
    expect((await registry.confirm(act.id)).code).toBeUndefined();
    expect(await registry.read(healthId, kept)).toMatchObject({
      version: 2,
      versions: [{ isConfirmedByTwo: true, replacedBy: { account: 'second-registrar' } }],
    });
  });

  it('cannot become another person letter by letter: the distance counts from what two vouched for', async () => {
    const healthId = await someone({ givenName: 'سامر' });
    const steps = ['سامير', 'سمير'];
    const acts: (string | null)[] = [];
    for (const ar of steps)
      acts.push((await correct(healthId, { givenName: { ar } })).data.correctPatient.act?.kind ?? null);
    expect(acts.at(-1)).toBe('CORRECT_PATIENT');
  });

  it('is done once for its key, and refused of a version that is not the present one, also by who confirms', async () => {
    const healthId = await someone();
    const input = { phone: '0955000111', version: 1, idempotencyKey: randomUUID() };
    const [one, two] = [await correct(healthId, input), await correct(healthId, input)];
    expect(two).toEqual(one);
    expect((await correct(healthId, { phone: '0955000112', version: 1 })).code).toBe('VERSION_CONFLICT');
    const asked = await correct(healthId, { sex: 'OTHER' });
    await correct(healthId, { address: 'Mezzeh' });
    expect((await registry.confirm(asked.data.correctPatient.act.id)).code).toBe('VERSION_CONFLICT');
    expect((await registry.read(healthId, 'sex')).sex).toBe('FEMALE');
  });

  it.each([
    [{}, 'BAD_USER_INPUT'],
    [{ phone: '12' }, 'BAD_USER_INPUT'],
    [{ phone: '0999999999' }, 'BAD_USER_INPUT'],
    [{ governorate: 'XX' }, 'BAD_USER_INPUT'],
    [{ givenName: { ar: 'Tala' } }, 'BAD_USER_INPUT'],
    [{ givenName: {} }, 'BAD_USER_INPUT'],
    [{ birthDate: '2026-11-27' }, 'DATE_IN_FUTURE'],
    [{ birthDate: '1000-01-01' }, 'BAD_USER_INPUT'],
    [{ words: '.', phone: '0944000123' }, 'BAD_USER_INPUT'],
  ])('is refused as %j', async (change, code) => {
    expect((await correct(await someone(), change)).code).toBe(code);
  });

  it('is nobody’s of the own record, and no clinician’s', async () => {
    const healthId = await someone();
    expect((await correct(healthId, { phone: '0944000124' }, { ...registrar, healthId })).code).toBe('FORBIDDEN');
    const physician = testCaller(['physician'], { facilityId: 'F-DI-001' });
    expect((await correct(healthId, { phone: '0944000124' }, physician)).code).toBe('FORBIDDEN');
  });

  it('unties a number by two, with the reason; it can then be tied to whose it is', async () => {
    const [wrong, right] = [await someone(), await someone()];
    const number = { issuer: 'UNHCR', value: 'C-555-1234' };
    await registry.act('linkIdentifier', { healthId: wrong, ...number });
    expect((await registry.act('linkIdentifier', { healthId: right, ...number })).code).toBe('CONFLICT');
    expect((await registry.request('unlinkIdentifier', { healthId: right, ...number })).code).toBe('NOT_FOUND');
    expect((await registry.act('unlinkIdentifier', { healthId: wrong, ...number, value: 'c 555 1234' })).code).toBe(
      'NOT_FOUND',
    );
    expect((await registry.act('unlinkIdentifier', { healthId: wrong, ...number })).code).toBeUndefined();
    expect(await registry.read(wrong, 'identifiers { value } unlinkedIdentifiers { value words }')).toEqual({
      identifiers: [],
      unlinkedIdentifiers: [{ value: 'C-555-1234', words: evidence.words }],
    });
    expect((await registry.act('linkIdentifier', { healthId: right, ...number })).code).toBeUndefined();
    expect(await foundBy({ identifier: { issuer: 'unhcr', value: 'c‐٥٥٥-1234' } })).toEqual([right]);
  });
});
