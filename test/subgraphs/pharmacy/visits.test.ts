import { randomUUID } from 'node:crypto';
import { person } from '@wasl/demo/population';
import type { Caller } from '@wasl/subgraph-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayFromNow } from '../../support/dayFromNow.ts';
import { testCaller } from '../../support/startTestSubgraph.ts';
import { databaseKinds } from '../../support/testPostgres.ts';
import { type Outcome, physician, startTestPharmacy, type TestPharmacy } from './startTestPharmacy.ts';

let people = 800;
const someone = () => person((people += 1)).healthId;
const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
const atOwnFacility = { isFound: true, facilityId: physician.facilityId, endedAt: null };

describe.each(databaseKinds)('prescriptions of visits, on %s', (kind) => {
  let pharmacy: TestPharmacy;
  beforeAll(async () => {
    pharmacy = await startTestPharmacy(kind);
  });
  afterAll(() => pharmacy.stop());

  const prescribe = (healthId: string, encounterId: string | null, visit: object | null, more = {}): Promise<Outcome> =>
    pharmacy.write(
      'prescribe',
      {
        healthId,
        medicationId: 'M-N02BE01',
        quantity: 10,
        dosage: 'one as needed',
        validUntil: dayFromNow(30),
        encounterId,
        ...more,
      },
      physician,
      { visit },
    );
  const written = async (healthId: string, encounterId: string, more = {}): Promise<string> => {
    const { code, data } = await prescribe(healthId, encounterId, atOwnFacility, more);
    expect(code).toBeUndefined();
    return (data as { prescribe: { prescription: { id: string } } }).prescribe.prescription.id;
  };
  /** As the gateway asks: visits with whose each is. */
  const ofVisits = async (visits: [id: string, healthId: string | null][], caller: Caller = physician) => {
    const text =
      'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Encounter { prescriptions { id } } } }';
    const of = visits.map(([id, healthId]) => ({
      __typename: 'Encounter',
      id,
      patient: healthId && { __typename: 'Patient', healthId },
    }));
    const before = pharmacy.subgraph.database.countStatements();
    const { data, errors } = await pharmacy.subgraph.ask(text, { of }, caller);
    expect(errors).toBeUndefined();
    const found = (data as { _entities: { prescriptions: { id: string }[] | null }[] })._entities;
    const statements = pharmacy.subgraph.database.countStatements() - before;
    return { statements, ids: found.map(({ prescriptions }) => prescriptions?.map(({ id }) => id) ?? null) };
  };

  it.each<[string, object | null, string | undefined]>([
    ['of the patient, at the prescriber’s facility', atOwnFacility, undefined],
    ['that ended within a week', { ...atOwnFacility, endedAt: ago(6.9) }, undefined],
    ['that ended earlier', { ...atOwnFacility, endedAt: ago(7.1) }, 'BAD_USER_INPUT'],
    ['at another facility', { ...atOwnFacility, facilityId: 'F-HL-001' }, 'BAD_USER_INPUT'],
    ['that is not the patient’s', { isFound: false }, 'NOT_FOUND'],
    ['of which nobody says whose it is', { isFound: null }, 'DATABASE_UNAVAILABLE'],
    ['that nobody was asked about', null, 'DATABASE_UNAVAILABLE'],
  ])('a visit %s', async (_, visit, code) => {
    const [healthId, id] = [someone(), randomUUID()];
    expect((await prescribe(healthId, id, visit)).code).toBe(code);
    expect((await ofVisits([[id, healthId]])).ids[0]).toHaveLength(code === undefined ? 1 : 0);
  });

  it('that is no identifier is answered as one that there is not, before anything is kept', async () => {
    for (const id of ['', 'x', "' OR true --"])
      expect(await prescribe(someone(), id, atOwnFacility)).toMatchObject({
        code: 'NOT_FOUND',
        error: { extensions: { field: 'encounterId' } },
      });
  });

  it('lead to what was prescribed in them, newest first, without what is sealed or was moved to another person', async () => {
    const [healthId, id] = [someone(), randomUUID()];
    const first = await written(healthId, id);
    const sealed = await written(healthId, id, { confidentiality: 'V' });
    const moved = await written(healthId, id, { medicationId: 'M-R06AX13' });
    const other = someone();
    await pharmacy.subgraph.database.query('UPDATE prescription SET health_id = $1 WHERE id = $2::uuid', [
      other,
      moved,
    ]);
    expect((await ofVisits([[id, healthId]])).ids).toEqual([[sealed, first]]);
    const stranger = testCaller(['physician'], { practitionerId: 'P-000009', facilityId: 'F-DI-001' });
    const closed = { ...stranger, decision: { ...stranger.decision, labels: ['R'], hiddenLabels: ['V'] } } as Caller;
    expect((await ofVisits([[id, healthId]], closed)).ids).toEqual([[first]]);
    // Whose visit it is nobody says; another person's; none.
    expect(
      (
        await ofVisits([
          [id, null],
          [id, someone()],
          ['x', healthId],
        ])
      ).ids,
    ).toEqual([null, [], []]);
  });

  it('cost as many statements for one as for twenty', async () => {
    const visits: [string, string][] = [];
    for (let nth = 0; nth < 20; nth += 1) {
      const [healthId, id] = [someone(), randomUUID()];
      await written(healthId, id);
      visits.push([id, healthId]);
    }
    const many = await ofVisits(visits);
    expect(many.ids.map((ids) => ids?.length)).toEqual(Array(20).fill(1));
    expect(many.statements).toBe((await ofVisits(visits.slice(0, 1))).statements);
  });
});
