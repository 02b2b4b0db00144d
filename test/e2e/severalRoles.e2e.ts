import { randomUUID } from 'node:crypto';
import { personas } from '@wasl/demo/personas';
import { person } from '@wasl/demo/population';
import { createAuditLog } from '@wasl/gateway/audit/auditLog';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMemorySink } from '../audit/support/memorySink.ts';
import { type RecordedGraph, startRecordedGraph } from './startRecordedGraph.ts';
import { type Bearer, startStaffIssuer } from './staffTokens.ts';

const healthId = personas.citizen.healthId ?? '';
const [child = ''] = personas.guardian.dependants;
const guardian = personas.guardian.healthId ?? '';
const { facilityId, practitionerId } = personas.physician;
const stranger = person(30).healthId;
const conditions = (id: string) => `{ patient(healthId: "${id}") { conditions { edges { node { code } } } } }`;
const log = (id: string) => `{ patient(healthId: "${id}") { accessLog { edges { node { at } } } } }`;
const medicines = (id: string) => `{ patient(healthId: "${id}") { prescriptions { edges { node { id } } } } }`;
const at = { facility_id: facilityId, practitioner_id: practitionerId };

/** Who bears two roles, what they ask for, and by role what comes of it: the ground on which it is given, or the code. */
const cases: [string, Bearer, string, Record<string, string>][] = [
  [
    'citizen and auditor of herself',
    { roles: ['citizen', 'auditor'], health_id: healthId },
    conditions(healthId),
    { citizen: 'OWN_RECORD', auditor: 'PURPOSE_NOT_ALLOWED' },
  ],
  [
    'citizen and auditor of another',
    { roles: ['citizen', 'auditor'], health_id: healthId },
    conditions(guardian),
    { citizen: 'NO_TREATMENT_RELATIONSHIP', auditor: 'PURPOSE_NOT_ALLOWED' },
  ],
  [
    'physician and citizen of his patient',
    { roles: ['physician', 'citizen'], health_id: stranger, ...at },
    conditions(healthId),
    { physician: 'TREATMENT', citizen: 'NO_TREATMENT_RELATIONSHIP' },
  ],
  [
    'physician and citizen of himself',
    { roles: ['physician', 'citizen'], health_id: stranger, ...at },
    conditions(stranger),
    { citizen: 'OWN_RECORD', physician: 'NO_TREATMENT_RELATIONSHIP' },
  ],
  [
    'physician and pharmacist of a patient',
    { roles: ['physician', 'pharmacist'], ...at },
    conditions(healthId),
    { physician: 'TREATMENT', pharmacist: 'PURPOSE_NOT_ALLOWED' },
  ],
  [
    'physician and pharmacist of her medicines',
    { roles: ['physician', 'pharmacist'], ...at },
    medicines(healthId),
    { physician: 'TREATMENT', pharmacist: 'NO_TREATMENT_RELATIONSHIP' },
  ],
  [
    'guardian and nurse of the child',
    { roles: ['guardian', 'nurse'], health_id: guardian, facility_id: 'F-HL-001' },
    conditions(child),
    { guardian: 'GUARDIAN', nurse: 'NO_TREATMENT_RELATIONSHIP' },
  ],
  [
    'guardian and nurse of a patient',
    { roles: ['guardian', 'nurse'], health_id: guardian, ...at },
    conditions(healthId),
    { guardian: 'NO_TREATMENT_RELATIONSHIP', nurse: 'TREATMENT' },
  ],
];

describe('who bears several roles', () => {
  const sink = createMemorySink();
  const audit = createAuditLog({ sink, deadlineMs: 5_000 });
  let issuer: Awaited<ReturnType<typeof startStaffIssuer>>;
  let graph: RecordedGraph;
  beforeAll(async () => {
    issuer = await startStaffIssuer();
    graph = await startRecordedGraph({ audit, patients: 60, moreIssuers: issuer.trusted });
  });
  beforeEach(() => void sink.entries.splice(1));
  afterAll(async () => {
    await graph?.stop();
    await audit.close();
    issuer?.stop();
  });

  async function ask(bearer: Bearer, query: string, more: Record<string, string> = {}, variables = {}) {
    sink.entries.splice(1);
    const { data, errors } = await graph.send(undefined, { query, variables }, await issuer.headersOf(bearer, more));
    return { data, codes: [...new Set(errors.map(({ extensions }) => extensions.code))] };
  }
  const told = () => [
    ...new Set(sink.events().map(({ role, outcome, ground, code }) => `${role} ${outcome} ${ground ?? code}`)),
  ];

  it.each(cases)('acts in the one that is named, and the audit says which: %s', async (_, bearer, query, outcomes) => {
    for (const [role, outcome] of Object.entries(outcomes)) {
      const isGiven = /^[A-Z]+$|^OWN_RECORD$/.test(outcome);
      const { codes } = await ask(bearer, query, { 'x-wasl-role': role });
      expect([role, codes]).toEqual([role, isGiven ? [] : [outcome]]);
      expect(told()).toContain(`${role} ${isGiven ? 'released' : 'refused'} ${outcome}`);
      expect(told().every((line) => line.startsWith(`${role} `))).toBe(true);
    }
  });

  it.each(cases)(
    'is refused a role that they have not, and each where none of several is named: %s',
    async (_, bearer, query) => {
      for (const more of [{ 'x-wasl-role': 'emergency' }, { 'x-wasl-role': 'registrar' }, {}] as Record<
        string,
        string
      >[]) {
        const isOne = bearer.roles.every((role) => role === 'citizen' || role === 'guardian');
        if (isOne && !more['x-wasl-role']) continue;
        graph.asked.length = 0;
        expect((await ask(bearer, query, more)).codes).toEqual(['BAD_REQUEST']);
        expect(
          graph.asked.filter(({ subgraph }) => subgraph === 'clinical-records' || subgraph === 'pharmacy'),
        ).toEqual([]);
        expect(sink.events().every(({ outcome }) => outcome === 'refused')).toBe(true);
      }
    },
  );

  it('needs to name none where only one fits', async () => {
    expect((await ask({ roles: ['physician'], ...at }, conditions(healthId))).codes).toEqual([]);
    expect(told()).toEqual(['physician released TREATMENT']);
    const own: Bearer = { roles: ['guardian', 'citizen'], health_id: guardian };
    expect((await ask(own, conditions(guardian))).codes).toEqual([]);
    expect(told()).toEqual(['guardian released OWN_RECORD']);
    expect((await ask(own, conditions(child))).codes).toEqual([]);
    expect(told()).toEqual(['guardian released GUARDIAN']);
  });

  it('sees the log in the office of an auditor, and writes in it nothing that another role may', async () => {
    const both: Bearer = { roles: ['physician', 'auditor'], ...at };
    const record = 'mutation ($input: RecordConditionInput!) { recordCondition(input: $input) { record { id } } }';
    const asthma = { code: 'J45.9', displayAr: 'الربو', displayEn: 'Asthma', effectiveAt: '2026-05-01T08:00:00Z' };
    const variables = () => ({ input: { idempotencyKey: randomUUID(), healthId, ...asthma } });
    expect((await ask(both, record, { 'x-wasl-role': 'auditor' }, variables())).codes).toEqual([
      'UNAUTHORIZED_FIELD_OR_TYPE',
    ]);
    expect((await ask(both, record, { 'x-wasl-role': 'physician' }, variables())).codes).toEqual([]);
    expect(told()).toContain('physician intended TREATMENT');
    expect((await ask(both, log(healthId), { 'x-wasl-role': 'physician' })).codes).toEqual(['PURPOSE_NOT_ALLOWED']);
  });
});

/** Reads a stranger's conditions in an emergency, and opens the record for it; each answers its codes, or what it yielded. */
function emergency(graph: RecordedGraph) {
  const urgent = { 'x-purpose-of-use': 'ETREAT' };
  const send = async (headers: Record<string, string>, query: string, variables: object = {}) => {
    const { data, errors } = await graph.send(undefined, { query, variables }, { ...headers, ...urgent });
    return { data, errors, code: errors[0]?.extensions.code };
  };
  const step = async (headers: Record<string, string>, name: string, more: object) => {
    const query = `mutation ($input: ${name === 'breakGlass' ? 'BreakGlass' : 'BreakGlassSession'}Input!) { ${name}(input: $input) { sessionId } }`;
    const { data, errors, code } = await send(headers, query, { input: { idempotencyKey: randomUUID(), ...more } });
    return { sessionId: data[name]?.sessionId as string, errors, code };
  };
  return {
    read: async (headers: Record<string, string>) => {
      const { data, code } = await send(headers, conditions(stranger));
      return code ?? data.patient.conditions.edges.length > 0;
    },
    breakGlass: (headers: Record<string, string>) =>
      step(headers, 'breakGlass', {
        healthId: stranger,
        reason: 'UNCONSCIOUS',
        words: 'Found unconscious in the street.',
      }),
    confirm: (headers: Record<string, string>, sessionId: string) => step(headers, 'confirmBreakGlass', { sessionId }),
  };
}

describe('callers of two issuers', () => {
  const { emergency: persona } = personas;
  const where = { practitioner_id: persona.practitionerId, facility_id: persona.facilityId };
  let issuer: Awaited<ReturnType<typeof startStaffIssuer>>;
  let graph: RecordedGraph;
  beforeAll(async () => {
    issuer = await startStaffIssuer();
    graph = await startRecordedGraph({ patients: 60, moreIssuers: issuer.trusted });
  });
  afterAll(async () => {
    await graph?.stop();
    issuer?.stop();
  });

  it('who share a subject are two: what one was opened is closed to the other', async () => {
    const { read, breakGlass, confirm } = emergency(graph);
    const first = await graph.headersOf('emergency');
    const other = await issuer.headersOf({ roles: ['emergency'], sub: persona.subject, ...where });
    expect([await read(first), await read(other)]).toEqual(Array(2).fill('NO_TREATMENT_RELATIONSHIP'));
    const { sessionId } = await breakGlass(first);
    await confirm(first, sessionId);
    expect([await read(first), await read(other)]).toEqual([true, 'NO_TREATMENT_RELATIONSHIP']);
  });

  it('who are services may be named by a client id alone', async () => {
    const service = { roles: ['partner'], sub: null, scope: 'user/Patient.rs' };
    const ask = async (more: object) => {
      const headers = await issuer.headersOf({ ...service, ...more }, { 'x-purpose-of-use': 'HPAYMT' });
      const query = `{ patient(healthId: "${stranger}") { healthId } }`;
      const { data, errors } = await graph.send(undefined, { query }, headers);
      return errors[0]?.extensions.code ?? data.patient.healthId;
    };
    expect([await ask({ client_id: 'insurance' }), await ask({})]).toEqual([stranger, 'BAD_REQUEST']);
  });

  it.each([null, ''])(
    'whose token has no subject (%j) act in no role: what one opened, all would read',
    async (sub) => {
      const { read, breakGlass } = emergency(graph);
      graph.asked.length = 0;
      const nameless = await issuer.headersOf({ roles: ['emergency'], sub, ...where });
      expect(await read(nameless)).toBe('BAD_REQUEST');
      const { errors, code } = await breakGlass({ ...nameless, 'accept-language': 'en' });
      expect([code, errors[0]?.message]).toEqual(['BAD_REQUEST', expect.stringContaining('has no `sub`')]);
      const { errors: inArabic } = await breakGlass({ ...nameless, 'accept-language': 'ar' });
      expect(inArabic[0]?.message).toMatch(/^لا يذكر رمز الدخول صاحبه/);
      expect(graph.asked.filter(({ query }) => query.startsWith('mutation'))).toEqual([]);
      const { data } = await graph.send(undefined, { query: '{ facility(id: "F-DI-001") { id } }' }, nameless);
      expect(data).toEqual({ facility: { id: 'F-DI-001' } });
    },
  );
});
