import { randomUUID } from 'node:crypto';
import { person } from '@wasl/demo/population';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testCaller } from '../../support/startTestSubgraph.ts';
import { databaseKinds } from '../../support/testPostgres.ts';
import { colleague, examples, physician, startTestClinic, type TestClinic } from './startTestClinic.ts';

let people = 600;
const someone = () => person((people += 1)).healthId;
const linked = ['Condition', 'Observation', 'Procedure', 'DiagnosticReport'] as const;
const ofVisit = 'diagnoses { id } results { id } procedures { id } reports { id }';

describe.each(databaseKinds)('visits, on %s', (kind) => {
  let clinic: TestClinic;
  beforeAll(async () => {
    clinic = await startTestClinic(kind);
  });
  afterAll(() => clinic.stop());

  async function read(healthId: string, fields: string, caller = physician) {
    const [{ encounters }] = (
      await clinic.patients([[healthId]], `encounters { edges { node { ${fields} } } }`, caller)
    ).found;
    return encounters.edges.map(({ node }: { node: unknown }) => node);
  }
  const end = (id: string, expectedVersion: number, endedAt: string) =>
    clinic.subgraph
      .ask(
        'mutation ($input: EndEncounterInput!) { endEncounter(input: $input) { record { version status endedAt history { version endedAt } } } }',
        { input: { idempotencyKey: `end ${id} ${endedAt}`, id, expectedVersion, endedAt } },
        physician,
      )
      .then(
        ({ data, errors }) =>
          errors?.[0]?.extensions ?? (data as { endEncounter: { record: unknown } }).endEncounter.record,
      );

  it('lead to what was found and done at them, and back', async () => {
    const healthId = someone();
    const { record: visit } = await clinic.record('Encounter', healthId);
    const { record: other } = await clinic.record('Encounter', healthId, { effectiveAt: '2026-03-02T08:00:00Z' });
    const ids = [];
    for (const type of linked) ids.push((await clinic.record(type, healthId, { encounterId: visit.id })).record.id);
    const [diagnosis, result, procedure, report] = ids.map((id) => [{ id }]);
    expect(await read(healthId, `id ${ofVisit}`)).toEqual([
      { id: other.id, diagnoses: [], results: [], procedures: [], reports: [] },
      { id: visit.id, diagnoses: diagnosis, results: result, procedures: procedure, reports: report },
    ]);
    const [{ conditions }] = (await clinic.patients([[healthId]], 'conditions { edges { node { encounter { id } } } }'))
      .found;
    expect(conditions.edges).toEqual([{ node: { encounter: { id: visit.id } } }]);
  });

  it('of somebody else, of nobody, or withdrawn take no record, in the same words', async () => {
    const healthId = someone();
    const { record: foreign } = await clinic.record('Encounter', someone());
    const { record: withdrawn } = await clinic.record('Encounter', healthId);
    await clinic.write('enterEncounterInError', { id: withdrawn.id, expectedVersion: 1 });
    const { record: condition } = await clinic.record('Condition', healthId);
    for (const encounterId of [
      foreign.id,
      withdrawn.id,
      condition.id,
      'not an id',
      '00000000-0000-4000-8000-000000000000',
    ])
      expect(await clinic.record('Condition', healthId, { encounterId })).toMatchObject({
        code: 'NOT_FOUND',
        details: { field: 'encounterId' },
      });
  });

  it('that are sealed are not told by what belongs to them, nor the other way round', async () => {
    const healthId = someone();
    const { record: sealed } = await clinic.record('Encounter', healthId, { confidentiality: 'V' });
    await clinic.record('Condition', healthId, { encounterId: sealed.id });
    const { record: open } = await clinic.record('Encounter', healthId, { effectiveAt: '2026-03-02T08:00:00Z' });
    await clinic.record('Condition', healthId, { encounterId: open.id, confidentiality: 'V' });
    const other = testCaller(['physician'], { practitionerId: 'P-000009', facilityId: 'F-DI-001' });
    const decision = { ...other.decision, labels: ['R'], hiddenLabels: ['V'] };
    const stranger = { ...other, decision };
    expect(await read(healthId, `id ${ofVisit}`, stranger)).toEqual([
      { id: open.id, diagnoses: [], results: [], procedures: [], reports: [] },
    ]);
    const fields = 'conditions { edges { node { encounter { id } } } }';
    const [{ conditions }] = (await clinic.patients([[healthId]], fields, stranger)).found;
    expect(conditions.edges).toEqual([{ node: { encounter: null } }]);
  });

  it('show nothing of a record that was moved to another person', async () => {
    const healthId = someone();
    const { record: visit } = await clinic.record('Encounter', healthId);
    const { record } = await clinic.record('Condition', healthId, { encounterId: visit.id });
    const moved = someone();
    await clinic.subgraph.database.query('UPDATE clinical_record SET health_id = $1 WHERE id = $2::uuid', [
      moved,
      record.id,
    ]);
    expect(await read(healthId, 'diagnoses { id }')).toEqual([{ diagnoses: [] }]);
    const [{ conditions }] = (await clinic.patients([[moved]], 'conditions { edges { node { encounter { id } } } }'))
      .found;
    expect(conditions.edges).toEqual([{ node: { encounter: null } }]);
  });

  it('end once, not before they began and not tomorrow', async () => {
    const { record } = await clinic.record('Encounter', someone());
    expect(await end(record.id, 1, '2026-03-01T07:59:59Z')).toMatchObject({ code: 'BAD_USER_INPUT', field: 'endedAt' });
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    expect(await end(record.id, 1, tomorrow)).toMatchObject({ code: 'DATE_IN_FUTURE' });
    expect(await end(record.id, 2, '2026-03-01T10:00:00Z')).toMatchObject({ code: 'VERSION_CONFLICT' });
    expect(await end(record.id, 1, '2026-03-01T10:00:00Z')).toEqual({
      version: 2,
      status: 'RESOLVED',
      endedAt: '2026-03-01T10:00:00.000Z',
      history: [{ version: 1, endedAt: null }],
    });
    expect(await end(record.id, 2, '2026-03-01T11:00:00Z')).toMatchObject({ code: 'ALREADY_DECIDED' });
  });

  it('and all else keep in their history what they said, whole', async () => {
    const healthId = someone();
    const written = { criticality: 'HIGH', verification: 'CONFIRMED', reaction: 'anaphylaxis' };
    const { record } = await clinic.record('AllergyIntolerance', healthId, written);
    const amended = { ...examples.AllergyIntolerance, id: record.id, effectiveAt: '2026-03-05T08:00:00Z' };
    const fields = `status version criticality history { version code display { ar en } facility { id } effectiveAt
      substanceAtcCode reaction criticality verification value components { code } }`;
    const refuted = { ...amended, expectedVersion: 1, displayEn: 'Amoxicillin, refuted', verification: 'REFUTED' };
    expect((await clinic.write('amendAllergyIntolerance', refuted, physician, fields)).record).toEqual({
      status: 'RESOLVED',
      version: 2,
      criticality: null,
      history: [
        {
          version: 1,
          code: 'J01CA04',
          display: { ar: examples.AllergyIntolerance.displayAr, en: 'Amoxicillin' },
          facility: { id: 'F-DI-001' },
          effectiveAt: '2026-03-01T08:00:00.000Z',
          substanceAtcCode: 'J01CA04',
          ...written,
          value: null,
          components: null,
        },
      ],
    });
  });

  it('number their versions without a gap where one is sealed', async () => {
    const healthId = someone();
    const { record } = await clinic.record('Condition', healthId);
    const amend = (expectedVersion: number, more = {}) =>
      clinic.write('amendCondition', {
        ...examples.Condition,
        id: record.id,
        expectedVersion,
        effectiveAt: '2026-03-02T08:00:00Z',
        ...more,
      });
    expect((await amend(1, { confidentiality: 'V' })).record.version).toBe(2);
    const open = {
      id: record.id,
      expectedVersion: 2,
      confidentiality: 'N',
      sensitivities: [],
      reason: 'The patient asked for it in writing.',
    };
    expect((await clinic.write('lowerConditionLabels', open)).record.version).toBe(2);
    expect((await amend(2)).record.version).toBe(3);
    const other = testCaller(['physician'], { practitionerId: 'P-000009', facilityId: 'F-DI-001' });
    const stranger = { ...other, decision: { ...other.decision, labels: ['R'], hiddenLabels: ['V'] } };
    const fields = 'conditions { edges { node { version history { version confidentiality } } } }';
    const [{ conditions }] = (await clinic.patients([[healthId]], fields, stranger)).found;
    expect(conditions.edges).toEqual([
      {
        node: {
          version: 3,
          history: [
            { version: 2, confidentiality: 'N' },
            { version: 1, confidentiality: 'N' },
          ],
        },
      },
    ]);
  });

  it('are told to the pharmacy of the patient alone who is prescribed for, and lead to what was prescribed in them', async () => {
    const [healthId, other] = [someone(), someone()];
    const { record: visit } = await clinic.record('Encounter', healthId);
    const { record: over } = await clinic.record('Encounter', healthId, { endedAt: '2026-03-01T09:00:00Z' });
    const { record: withdrawn } = await clinic.record('Encounter', healthId);
    await clinic.write('enterEncounterInError', { id: withdrawn.id, expectedVersion: 1 });
    const { record: sealed } = await clinic.record('Encounter', healthId, { confidentiality: 'V' }, colleague);
    const { record: condition } = await clinic.record('Condition', healthId);
    const text = `query ($of: [_Any!]!) { _entities(representations: $of) {
      ... on PrescribingVisit { isFound facilityId endedAt } ... on Prescription { encounter { id } } } }`;
    const ask = async (of: object[]) => {
      const decision = { ...physician.decision, labels: [], hiddenLabels: ['V'] };
      const { data, errors } = await clinic.subgraph.ask(text, { of }, { ...physician, decision } as typeof physician);
      expect(errors).toBeUndefined();
      return (data as { _entities: unknown[] })._entities;
    };
    const patient = (id: string) => ({ __typename: 'Patient', healthId: id });
    const checked = (id: string, of = healthId) => ({ __typename: 'PrescribingVisit', id, patient: patient(of) });
    const unknown = { isFound: false, facilityId: null, endedAt: null };
    expect(
      await ask([
        checked(visit.id),
        checked(over.id.toUpperCase()),
        ...[withdrawn.id, sealed.id, condition.id, randomUUID(), 'x'].map((id) => checked(id)),
        checked(visit.id, other),
      ]),
    ).toEqual([
      { isFound: true, facilityId: 'F-DI-001', endedAt: null },
      { isFound: true, facilityId: 'F-DI-001', endedAt: '2026-03-01T09:00:00.000Z' },
      ...Array.from({ length: 6 }, () => unknown),
    ]);
    const prescription = (encounterId: string | null, of = healthId) => ({
      __typename: 'Prescription',
      id: randomUUID(),
      encounterId,
      patient: patient(of),
    });
    expect(
      await ask([
        prescription(visit.id),
        ...[null, withdrawn.id, sealed.id].map((id) => prescription(id)),
        prescription(visit.id, other),
      ]),
    ).toEqual([{ encounter: { id: visit.id } }, ...Array.from({ length: 4 }, () => ({ encounter: null }))]);
  });
});
