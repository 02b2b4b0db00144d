import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { personas } from '@wasl/demo/personas';
import { person } from '@wasl/demo/population';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openEventStream, openSocketClient, until as waitFor } from '../gateway/support/streamClients.ts';
import { type RecordedGraph, startRecordedGraph } from './startRecordedGraph.ts';
import { type Bearer, startStaffIssuer } from './staffTokens.ts';
import { startWardOfAdmissions } from './wardOfAdmissions.ts';

const input = (more: Record<string, unknown>) => ({ input: { idempotencyKey: randomUUID(), ...more } });
const evidence = { kind: 'FAMILY_BOOKLET', reference: '1042', words: 'The booklet, with the name in both scripts' };
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const chart = `query ($healthId: ID!) { patient(healthId: $healthId) {
  healthId birthDate conditions { edges { node { code } } } prescriptions { edges { node { id } } } } }`;
const write = (name: string, type: string, fields = 'patient { healthId }') =>
  `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} } }`;
const shipped = (name: string) =>
  readFileSync(new URL(`../../schema/operations/${name}.graphql`, import.meta.url), 'utf8');
const noAdmission = { admitted: null, errors: ['admitted NO_TREATMENT_RELATIONSHIP'] };
const closed = ['birthDate', 'conditions', 'prescriptions'].map(
  (field) => `patient.${field} NO_TREATMENT_RELATIONSHIP`,
);

interface Told {
  path: string[];
  extensions: { code: string };
}

describe('what a record is open to, as time goes by', () => {
  let now = Date.parse('2026-02-20T09:00:00Z');
  let issuer: Awaited<ReturnType<typeof startStaffIssuer>>;
  let graph: RecordedGraph;
  let ward: Awaited<ReturnType<typeof startWardOfAdmissions>>;
  const streams: (() => unknown)[] = [];
  beforeAll(async () => {
    issuer = await startStaffIssuer();
    ward = await startWardOfAdmissions();
    const clock = () => now;
    graph = await startRecordedGraph({ patients: 60, clock, moreIssuers: issuer.trusted, joining: ward.subgraph });
  });
  afterEach(async () => {
    for (const close of streams.splice(0)) await close();
    await waitFor(() => ward.subscribers() === 0);
  });
  beforeEach(() => void (now = Date.parse('2026-02-20T09:00:00Z')));
  afterAll(async () => {
    await graph?.stop();
    await ward?.subgraph.stop();
    issuer?.stop();
  });

  const known = new Map<string, Record<string, string>>();
  /** Always the same token: facts are kept by it. */
  async function headersOf(bearer: Bearer): Promise<Record<string, string>> {
    const key = JSON.stringify(bearer);
    const headers = known.get(key) ?? (await issuer.headersOf(bearer));
    known.set(key, headers);
    return headers;
  }
  async function ask(
    bearer: string | Bearer,
    query: string,
    variables: object = {},
    more: Record<string, string> = {},
  ) {
    const headers = typeof bearer === 'string' ? more : { ...(await headersOf(bearer)), ...more };
    const persona = typeof bearer === 'string' ? bearer : undefined;
    const { data, errors } = await graph.send(persona, { query, variables }, headers);
    return { data, errors: errors.map(({ path, extensions }) => `${path?.join('.')} ${extensions.code}`).toSorted() };
  }
  async function must(bearer: string | Bearer, query: string, variables: object, more = {}) {
    const { data, errors } = await ask(bearer, query, variables, more);
    expect(errors).toEqual([]);
    return data;
  }
  /** Subscribes to admissions over both protocols; answers what admits somebody and reads what both are told of it, which is the same. */
  async function subscribe(bearer: string | Bearer, more: Record<string, string> = {}) {
    const own = typeof bearer === 'string' ? await graph.headersOf(bearer) : await headersOf(bearer);
    const headers = { ...own, ...more };
    const query = 'subscription { admitted { patient { healthId birthDate } } }';
    const client = openSocketClient(graph.url, headers);
    const messages = client.iterate({ query });
    let message = messages.next();
    const stream = await openEventStream(graph.url, query, { headers });
    streams.push(() => client.dispose(), stream.close);
    await waitFor(() => ward.subscribers() === 2);
    return async (healthId: string) => {
      ward.admit(healthId);
      const [event, { value }] = await Promise.all([stream.next(), message]);
      message = messages.next();
      message.catch(() => undefined);
      expect(event?.data).toEqual(value);
      const { data, errors = [] } = value as { data: { admitted: unknown }; errors?: Told[] };
      return {
        admitted: data.admitted,
        errors: errors.map(({ path, extensions }) => `${path.join('.')} ${extensions.code}`),
      };
    };
  }
  const citizen = (healthId: string): Bearer => ({
    roles: ['citizen'],
    sub: `citizen-${healthId}`,
    health_id: healthId,
  });

  async function issue(birthDate: string, givenName: string): Promise<string> {
    const form = { givenName, fatherName: 'سامر', familyName: 'الحلبي', birthDate, sex: 'FEMALE', governorate: 'DI' };
    const data = await must('registrar', write('issueHealthId', 'IssueHealthIdInput'), input(form));
    return data.issueHealthId.patient.healthId;
  }
  async function makeGuardian(healthId: string, guardianHealthId: string): Promise<void> {
    const asked = input({ healthId, guardianHealthId, evidence });
    const { addGuardian } = await must('registrar', write('addGuardian', 'GuardianInput', 'act { id }'), asked);
    await must(
      'registrar2',
      write('confirmAct', 'ConfirmActInput', 'act { id }'),
      input({ actId: addGuardian.act.id }),
    );
  }

  it.each([
    ['2008-12-10', '2026-12-09T20:59:59.999Z', '2026-12-09T21:00:00Z'],
    ['2008-02-29', '2026-02-28T20:59:59.999Z', '2026-02-28T21:00:00Z'],
  ])(
    'who was born on %s is the guardian’s until midnight in Damascus, and nobody’s but their own then',
    async (born, last, first) => {
      const [guardian, minor] = [await issue('1980-05-05', 'هبة'), await issue(born, 'تالا')];
      await makeGuardian(minor, guardian);
      const [parent, self] = [citizen(guardian), citizen(minor)];
      const reads = { healthId: minor };
      const own = { data: { patient: expect.objectContaining(reads) }, errors: [] };
      now = Date.parse(last);
      const admit = await subscribe(parent);
      expect(await admit(minor)).toEqual({ admitted: { patient: { healthId: minor, birthDate: born } }, errors: [] });
      expect(await ask(parent, chart, reads)).toEqual(own);
      expect(await ask(self, chart, reads)).toEqual(own);
      now = Date.parse(first);
      expect(await admit(minor)).toEqual(noAdmission);
      expect(await ask(self, chart, reads)).toEqual(own);
      graph.asked.length = 0;
      expect(await ask(parent, chart, reads)).toEqual({
        data: { patient: null },
        errors: ['patient NO_TREATMENT_RELATIONSHIP'],
      });
      expect(graph.asked.filter(({ subgraph }) => subgraph === 'clinical-records' || subgraph === 'pharmacy')).toEqual(
        [],
      );
      now = Date.parse(last);
      expect(await ask(parent, chart, reads)).toEqual(own);
    },
  );

  it('a denial and a permission hold until their time, to the millisecond', async () => {
    const healthId = personas.citizen.healthId ?? '';
    const until = new Date(now + hourMs).toISOString();
    const consent = async (decision: string, more: object) =>
      must('citizen', write('recordConsent', 'RecordConsentInput'), input({ healthId, decision, until, ...more }));
    const elsewhere: Bearer = { roles: ['physician'], facility_id: 'F-HL-001', practitioner_id: 'P-elsewhere' };
    await consent('DENY', { category: 'CONDITIONS', facilityId: personas.physician.facilityId });
    await consent('PERMIT', { category: 'CONDITIONS', facilityId: 'F-HL-001', role: 'physician' });
    const conditionsOf = async (bearer: string | Bearer) =>
      (await ask(bearer, chart, { healthId })).errors.filter((error) => error.includes('conditions'));
    now += hourMs - 1;
    expect(await conditionsOf('physician')).toEqual(['patient.conditions CONSENT_DENIED']);
    expect(await conditionsOf(elsewhere)).toEqual([]);
    expect(await conditionsOf({ ...elsewhere, roles: ['nurse'] })).toEqual([
      'patient.conditions NO_TREATMENT_RELATIONSHIP',
    ]);
    now += 1;
    expect(await conditionsOf('physician')).not.toContain('patient.conditions CONSENT_DENIED');
    expect(await conditionsOf(elsewhere)).toEqual(['patient.conditions NO_TREATMENT_RELATIONSHIP']);
  });

  const arrives = (healthId: string) =>
    must('nurse', write('registerArrival', 'RegisterArrivalInput'), input({ healthId, visit: 'Visit 17' }));
  const treat = (healthId: string) =>
    must(
      'physician',
      write('startTreatment', 'StartTreatmentInput'),
      input({ healthId, source: 'VISIT', evidence: 'Visit 17' }),
    );
  const recordEncounter = write('recordEncounter', 'RecordEncounterInput', 'record { id }');
  const aVisit = { code: 'AMB', displayAr: 'صداع', displayEn: 'Headache', effectiveAt: '2026-02-01T08:00:00Z' };

  it('a treatment that ended is over thirty days later, for a whole chart and for what would be written', async () => {
    const healthId = await issue('1990-03-03', 'رنا');
    await arrives(healthId);
    await treat(healthId);
    now += 120 * dayMs - 1;
    const admit = await subscribe('physician');
    expect((await admit(healthId)).errors).toEqual([]);
    expect((await ask('physician', chart, { healthId })).errors).toEqual([]);
    await must('physician', recordEncounter, input({ healthId, ...aVisit }));
    now += 1;
    expect(await admit(healthId)).toEqual(noAdmission);
    graph.asked.length = 0;
    expect(await ask('physician', chart, { healthId })).toEqual({
      data: { patient: { healthId, birthDate: null, conditions: null, prescriptions: null } },
      errors: closed,
    });
    expect(await ask('physician', recordEncounter, input({ healthId, ...aVisit }))).toEqual({
      data: { recordEncounter: null },
      errors: ['recordEncounter NO_TREATMENT_RELATIONSHIP'],
    });
    expect(graph.asked.filter(({ subgraph }) => subgraph === 'clinical-records')).toEqual([]);
  });

  it('a patient who leaves a facility closes the record to it at once', async () => {
    const healthId = await issue('1991-03-03', 'سمر');
    await arrives(healthId);
    await treat(healthId);
    expect((await ask('physician', chart, { healthId })).errors).toEqual([]);
    const admit = await subscribe('physician');
    expect((await admit(healthId)).errors).toEqual([]);
    const leave = input({ healthId, facilityId: personas.physician.facilityId });
    await must(citizen(healthId), write('leaveFacility', 'FacilityChoiceInput'), leave);
    expect(await admit(healthId)).toEqual(noAdmission);
    expect((await ask('physician', chart, { healthId })).errors).toEqual(closed);
  });

  describe('once the glass is broken', () => {
    const healthId = person(50).healthId;
    const doctor = (sub: string): Bearer => ({
      roles: ['emergency'],
      sub,
      facility_id: 'F-HL-001',
      practitioner_id: `P-${sub}`,
    });
    const urgent = { 'x-purpose-of-use': 'ETREAT' };
    const need = { healthId, reason: 'UNCONSCIOUS', words: 'Found unconscious in the street, no papers.' };
    const breakGlass = (bearer: Bearer, more: object = {}) =>
      ask(bearer, shipped('breakGlass'), input({ ...need, ...more }), urgent);
    const confirm = (bearer: Bearer, sessionId: string) =>
      ask(bearer, shipped('confirmBreakGlass'), input({ sessionId }), urgent);
    const read = (bearer: Bearer, more: Record<string, string> = urgent) => ask(bearer, chart, { healthId }, more);

    it('it needs a reason of the list and in words, and a second step by the same person within five minutes', async () => {
      const one = doctor('one');
      expect((await breakGlass(one, { reason: 'CURIOSITY' })).data).toBeUndefined();
      expect((await breakGlass(one, { words: 'Urgent.' })).errors).toEqual(['breakGlass BAD_USER_INPUT']);
      expect((await breakGlass(one, { minutes: 241 })).errors).toEqual(['breakGlass BAD_USER_INPUT']);
      const { sessionId } = (await breakGlass(one)).data.breakGlass;
      expect((await read(one)).errors).toEqual(closed);
      expect((await confirm(doctor('two'), sessionId)).errors).toEqual(['confirmBreakGlass NOT_FOUND']);
      now += 5 * 60_000;
      expect((await confirm(one, sessionId)).errors).toEqual(['confirmBreakGlass REQUEST_EXPIRED']);
      expect((await read(one)).errors).toEqual(closed);
    });

    it('it opens for its time to one person, in emergency alone, is one session however often it is asked for, and the patient is told', async () => {
      const [one, other] = [doctor('three'), doctor('four')];
      const { sessionId } = (await breakGlass(one, { minutes: 30 })).data.breakGlass;
      expect((await confirm(one, sessionId)).errors).toEqual([]);
      expect((await read(one)).errors).toEqual([]);
      expect((await read(one, { 'x-purpose-of-use': 'TREAT' })).errors).toEqual(closed);
      expect((await read(other)).errors).toEqual(closed);
      const again = await breakGlass(one, { minutes: 240 });
      expect(again.data.breakGlass).toMatchObject({ sessionId, isOpen: true });
      const notices = (await ask(citizen(healthId), shipped('notices'), { healthId })).data.patient.notices.edges;
      expect(notices.map(({ node }: { node: { kind: string } }) => node.kind)).toContain('GLASS_BROKEN');
      now += 30 * 60_000 - 1;
      expect((await read(one)).errors).toEqual([]);
      const admit = await subscribe(one, urgent);
      expect((await admit(healthId)).errors).toEqual([]);
      now += 1;
      expect(await admit(healthId)).toEqual(noAdmission);
      expect((await read(one)).errors).toEqual(closed);
    });

    it('it ends at once where the review finds it not justified, and nobody reviews their own', async () => {
      const one = doctor('five');
      const { sessionId } = (await breakGlass(one)).data.breakGlass;
      await confirm(one, sessionId);
      expect((await read(one)).errors).toEqual([]);
      const review = input({ sessionId, outcome: 'NOT_JUSTIFIED', words: 'Nobody was unconscious there' });
      const asAuditor: Bearer = { ...one, roles: ['emergency', 'auditor'] };
      expect((await ask(asAuditor, shipped('reviewBreakGlass'), review, { 'x-wasl-role': 'auditor' })).errors).toEqual([
        'reviewBreakGlass SECOND_PERSON_NEEDED',
      ]);
      await must('auditor', shipped('reviewBreakGlass'), review);
      expect((await read(one)).errors).toEqual(closed);
    });
  });
});
