import { randomUUID } from 'node:crypto';
import { personas } from '@wasl/demo/personas';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayFromNow } from '../support/dayFromNow.ts';
import {
  fhirQuestions,
  findings,
  nobodys,
  questions,
  tomorrow,
  types,
  waysTo,
  workQuestions,
} from './questionsAboutPatients.ts';
import { type RecordedGraph, startRecordedGraph } from './startRecordedGraph.ts';
import { type Bearer, startStaffIssuer } from './staffTokens.ts';
import { writesById } from './sampleWrites.ts';

const input = (more: object) => ({ input: { idempotencyKey: randomUUID(), ...more } });
const write = (name: string, type: string, fields = 'patient { healthId }') =>
  `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} } }`;
const now = () => new Date().toISOString();
const named = (code: string) => ({ code, displayAr: 'شيء', displayEn: 'Something', effectiveAt: now() });

/** Whoever asks: a persona, or the bearer of a token. */
type Who = string | Bearer;

describe('what is hidden leaves no trace', () => {
  let graph: RecordedGraph;
  let issuer: Awaited<ReturnType<typeof startStaffIssuer>>;
  const own = personas.citizen.healthId ?? '';
  const colleague: Bearer = { roles: ['physician'], sub: 'colleague', practitioner_id: 'P-X', facility_id: 'F-DI-001' };

  beforeAll(async () => {
    issuer = await startStaffIssuer();
    graph = await startRecordedGraph({ moreIssuers: issuer.trusted, clock: Date.now });
  });
  afterAll(async () => {
    await graph?.stop();
    issuer?.stop();
  });

  const headersOf = (who: Who) => (typeof who === 'string' ? graph.headersOf(who) : issuer.headersOf(who));

  async function must(who: Who, query: string, variables: object) {
    const { data, errors } = await graph.send(undefined, { query, variables }, await headersOf(who));
    expect(errors).toEqual([]);
    return data;
  }

  /** An answer byte by byte with its headers, and what each subgraph was asked for it. */
  async function exchange(body: object, headers: Record<string, string>) {
    graph.asked.length = 0;
    const answer = await fetch(graph.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    const told = [...answer.headers].filter(([name]) => name !== 'date' && name !== 'x-request-id');
    // How long it takes must not tell either: what is hidden is asked about neither more often nor in other words.
    const asked = graph.asked.map(({ subgraph, query }) => `${subgraph} ${query}`).toSorted();
    return { status: answer.status, headers: told, body: await answer.text(), asked };
  }

  /** All that somebody sees of a patient over GraphQL and FHIR, errors included. */
  async function seenBy(who: Who, healthId: string, ways: readonly string[] = []): Promise<Record<string, unknown>> {
    const headers = await headersOf(who);
    const seen: Record<string, unknown> = {};
    // After a write the next to ask has the facts read anew, and the first from a facility its name.
    await exchange({ query: `{ patient(healthId: "${healthId}") { phone } }` }, headers);
    for (const query of ways) {
      const answer = await exchange({ query }, headers);
      if (!answer.body.includes(healthId)) throw new Error(`${answer.body}: ${query}`);
      seen[query] = answer;
    }
    for (const query of questions) {
      const answer = await exchange({ query, variables: { healthId } }, headers);
      if (!answer.body.includes(`"healthId":"${healthId}"`)) throw new Error(`${answer.body}: ${query}`);
      seen[query] = answer;
    }
    for (const query of workQuestions) {
      const answer = await exchange({ query }, headers);
      if (!answer.body.includes('"data":')) throw new Error(`${answer.body}: ${query}`);
      seen[query] = answer;
    }
    for (const path of fhirQuestions(healthId)) {
      const answer = await fetch(graph.fhirUrl + path, { headers });
      seen[path] = [answer.status, steady((await answer.text()).replaceAll(graph.fhirUrl, ''))];
    }
    return seen;
  }

  /** One record of each kind, by the physician. Answers their ids. */
  async function writeEach(healthId: string, labels: object): Promise<Record<string, string>> {
    const of = { healthId, ...labels };
    const record = async (name: string, more: object, type = `Record${name}Input`, field = `record${name}`) =>
      (await must('physician', write(field, type, 'record { id }'), input({ ...of, ...more })))[field].record
        .id as string;
    const encounter = await record('Encounter', named('AMB'));
    const inVisit = { encounterId: encounter };
    const ordered = { healthId, ...labels, ...inVisit, codes: ['718-7'], priority: 'STAT' };
    const order = await must(
      'physician',
      write('orderLaboratoryTests', 'OrderLaboratoryTestsInput', 'record { id }'),
      input(ordered),
    );
    const basedOn = order.orderLaboratoryTests.record.id as string;
    const value = { value: 13.1, unit: 'g/dL', ...inVisit, basedOn };
    const observation = await record('Observation', { ...named('718-7'), ...value });
    const report = { ...named('58410-2'), ...inVisit, conclusion: 'As expected', resultIds: [observation] };
    const medicine = {
      medicationId: 'M-R06AX13',
      quantity: 20,
      dosage: 'one every evening',
      validUntil: dayFromNow(30),
    };
    const prescribed = await must(
      'physician',
      write('prescribe', 'PrescribeInput', 'prescription { id }'),
      input({ ...of, ...medicine, ...inVisit }),
    );
    const booking = input({ ...of, startsAt: `${tomorrow}T00:00:00+03:00`, minutes: 5, reason: 'A talk' });
    const booked = await must(
      'physician',
      write('bookAppointment', 'BookAppointmentInput', 'appointment { id }'),
      booking,
    );
    return {
      encounter,
      appointment: booked.bookAppointment.appointment.id as string,
      order: basedOn,
      observation,
      condition: await record('Condition', { ...named('J45.9'), ...inVisit }),
      allergy: await record('AllergyIntolerance', { ...named('91930004'), ...inVisit }),
      immunization: await record('Immunization', { ...named('J07BB02'), ...inVisit }),
      procedure: await record('Procedure', { ...named('80146002'), ...inVisit }),
      report: await record('DiagnosticReport', report),
      document: await record('DocumentReference', { ...named('18842-5'), ...inVisit, text: 'What was done.' }),
      prescription: prescribed.prescribe.prescription.id as string,
    };
  }

  it.each<[string, Who]>([
    ['nurse', 'nurse'],
    ['colleague of its author', colleague],
    [
      'emergency doctor of the facility',
      { roles: ['emergency'], sub: 'e', practitioner_id: 'P-Y', facility_id: 'F-DI-001' },
    ],
    ['pharmacist', 'pharmacist'],
  ])('that is sealed, to a %s, in any field, page, reference or search', async (_, who) => {
    await leavesNoTrace(who, own, { confidentiality: 'V' }, 'physician');
  });

  it('that an adolescent keeps, to a guardian, in any field, page, reference or search', async () => {
    const adolescent = await makeAdolescent();
    const ways = waysTo(await writeEach(adolescent, {}));
    await leavesNoTrace('guardian', adolescent, { confidentiality: 'R' }, 'physician', ways);
  });

  /** What somebody is told of a record that its id names, to read and to write it, without the id. */
  async function askedById(who: Who, name: string, id: string): Promise<unknown[]> {
    const headers = await headersOf(who);
    const type = (types[name] ?? name).toLowerCase();
    const writes = writesById.filter(({ via }) => via?.toLowerCase() === type).map((found) => found.of(id));
    const told: unknown[] = [];
    for (const request of [{ query: findings, variables: { id } }, ...writes]) {
      const answer = await exchange(request, headers);
      told.push([request.query, { ...answer, body: answer.body.replaceAll(id, '') }]);
    }
    return told;
  }

  /** Writes one record of each kind, and compares what a reader sees before and after. All is there for its author. */
  async function leavesNoTrace(
    who: Who,
    healthId: string,
    labels: object,
    author: Who,
    ways: readonly string[] = [],
  ): Promise<void> {
    const before = await seenBy(who, healthId, ways);
    const ids = await writeEach(healthId, labels);
    const after = await seenBy(who, healthId, ways);
    const isSame = (question: string) => JSON.stringify(before[question]) === JSON.stringify(after[question]);
    const changed = Object.keys(before).filter((question) => !isSame(question));
    expect(changed.map((question) => [question, after[question]])).toEqual(
      changed.map((question) => [question, before[question]]),
    );
    const text = JSON.stringify(after);
    expect(Object.values(ids).filter((id) => text.includes(id))).toEqual([]);
    for (const [name, id] of Object.entries(ids))
      expect(await askedById(who, name, id)).toEqual(await askedById(who, name, nobodys(id)));
    const toAuthor = JSON.stringify(await seenBy(author, healthId));
    expect(Object.entries(ids).filter(([, id]) => !toAuthor.includes(id))).toEqual([]);
  }

  /** A ward of the guardian's, 15 years old, whom the physician treats. */
  async function makeAdolescent(): Promise<string> {
    const birthDate = `${new Date().getFullYear() - 15}-01-01`;
    const name = { givenName: 'تالا', fatherName: 'سامر', familyName: 'الحلبي', birthDate, sex: 'FEMALE' };
    const form = input({ ...name, governorate: 'DI', phone: '+963944111222' });
    const made = await must('registrar', write('issueHealthId', 'IssueHealthIdInput'), form);
    const { healthId } = made.issueHealthId.patient as { healthId: string };
    const evidence = { kind: 'FAMILY_BOOKLET', reference: '1042', words: 'The booklet, with the name in both scripts' };
    const asked = input({ healthId, guardianHealthId: personas.guardian.healthId, evidence });
    const { addGuardian } = await must('registrar', write('addGuardian', 'GuardianInput', 'act { id }'), asked);
    const confirmed = input({ actId: addGuardian.act.id });
    await must('registrar2', write('confirmAct', 'ConfirmActInput', 'act { id }'), confirmed);
    const arrival = input({ healthId, visit: 'Visit 17' });
    await must('nurse', write('registerArrival', 'RegisterArrivalInput'), arrival);
    const visit = input({ healthId, source: 'VISIT', evidence: 'Visit 17' });
    await must('physician', write('startTreatment', 'StartTreatmentInput'), visit);
    return healthId;
  }
});

/** Without what differs whenever it is asked for. */
function steady(text: string): string {
  return text
    .replaceAll(/"(?:timestamp|date|lastUpdated)":"[^"]*"/g, '""')
    .replaceAll(/_page=[\w-]+/g, (page) => `_page of ${page.length}`)
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'made anew');
}
