import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { careOf } from '@wasl/demo/care';
import { personas } from '@wasl/demo/personas';
import { person } from '@wasl/demo/population';
import { type ExplainFlags, explain } from '@wasl/gateway/cli/policyCommands';
import type { RecordCategory } from '@wasl/gateway/records/recordQuestion';
import { historyOf } from '@wasl/pharmacy/demoPrescriptions';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { dayFromNow } from '../support/dayFromNow.ts';
import { type RecordedGraph, startRecordedGraph } from './startRecordedGraph.ts';
import { type Bearer, startStaffIssuer } from './staffTokens.ts';

const input = (more: object) => ({ input: { idempotencyKey: randomUUID(), ...more } });
const write = (name: string, type: string, fields = 'patient { healthId }') =>
  `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} } }`;
const shipped = (name: string) =>
  readFileSync(new URL(`../../schema/operations/${name}.graphql`, import.meta.url), 'utf8');

/** What of a patient is of each category, by the field that leads to it. */
const page = (name: string, field = 'id') => `${name}(first: 1) { edges { node { ${field} } } }`;
const fieldOf: Record<Exclude<RecordCategory, 'SEARCH' | 'PLACING'>, string> = {
  DEMOGRAPHICS: 'phone',
  IDENTIFIERS: 'identifiers { value }',
  ENCOUNTERS: page('encounters'),
  CONDITIONS: page('conditions'),
  OBSERVATIONS: page('observations'),
  MEDICATIONS: page('prescriptions'),
  ALLERGIES: page('allergies'),
  IMMUNIZATIONS: page('immunizations'),
  PROCEDURES: page('procedures'),
  REPORTS: page('diagnosticReports'),
  CONSENTS: 'consents { id }',
  ACCESS_LOG: 'notices(first: 1) { edges { node { id } } }',
};

type Flags = Partial<ExplainFlags>;
const none = { own: false, treating: false, prescription: false, glass: false, specialty: false, author: false };
const urgent: Flags = { purpose: 'ETREAT' };
const treating: Flags = { treating: true };
const psychic: Flags = { sensitivity: ['PSY'] };

/** As whom, whose, what of it, and what is so of the two. */
type Case = [as: keyof typeof personas, whose: string, category: keyof typeof fieldOf, facts: Flags];
const cases: Case[] = [
  ['citizen', 'own', 'REPORTS', { own: true }],
  ['citizen', 'own', 'CONSENTS', { own: true }],
  ['citizen', 'own', 'ACCESS_LOG', { own: true }],
  ['citizen', 'stranger', 'CONDITIONS', {}],
  ['guardian', 'child', 'CONDITIONS', { guardianOf: 'child' }],
  ['guardian', 'child', 'ACCESS_LOG', { guardianOf: 'child' }],
  ['guardian', 'adolescent', 'DEMOGRAPHICS', { guardianOf: 'adolescent' }],
  ['guardian', 'adolescent', 'ACCESS_LOG', { guardianOf: 'adolescent' }],
  ['guardian', 'stranger', 'IMMUNIZATIONS', {}],
  ['physician', 'treated', 'CONDITIONS', treating],
  ['physician', 'treated', 'IDENTIFIERS', treating],
  ['physician', 'treated', 'REPORTS', { ...treating, purpose: 'HRESCH' }],
  ['physician', 'stranger', 'MEDICATIONS', {}],
  ['physician', 'denying', 'CONDITIONS', { ...treating, consent: 'deny' }],
  ['physician', 'denying', 'OBSERVATIONS', treating],
  ['physician', 'permitting', 'CONDITIONS', { consent: 'permit' }],
  ['physician', 'permitting', 'PROCEDURES', {}],
  ['physician', 'troubled', 'CONDITIONS', { ...treating, ...psychic, author: true, specialty: true }],
  ['nurse', 'troubled', 'CONDITIONS', { ...treating, ...psychic }],
  ['nurse', 'treated', 'ALLERGIES', treating],
  ['nurse', 'permitting', 'CONDITIONS', {}],
  ['nurse', 'stranger', 'DEMOGRAPHICS', {}],
  ['emergency', 'stranger', 'OBSERVATIONS', urgent],
  ['emergency', 'broken', 'OBSERVATIONS', { ...urgent, glass: true }],
  ['emergency', 'broken', 'ALLERGIES', { ...urgent, glass: true, consent: 'deny' }],
  ['emergency', 'broken', 'ALLERGIES', { purpose: 'TREAT', glass: true, consent: 'deny' }],
  ['emergency', 'broken', 'REPORTS', { purpose: 'TREAT', glass: true }],
  ['pharmacist', 'treated', 'MEDICATIONS', { prescription: true }],
  ['pharmacist', 'treated', 'DEMOGRAPHICS', { prescription: true }],
  ['pharmacist', 'treated', 'IDENTIFIERS', { prescription: true }],
  ['pharmacist', 'without', 'ALLERGIES', {}],
  ['registrar', 'stranger', 'DEMOGRAPHICS', {}],
  ['registrar', 'closed', 'CONSENTS', { consent: 'deny' }],
];

describe('wasl policy explain', () => {
  let graph: RecordedGraph;
  let issuer: Awaited<ReturnType<typeof startStaffIssuer>>;
  const patients: Record<string, string> = {};

  async function must(as: string | Bearer, query: string, variables: object, more: Record<string, string> = {}) {
    const headers = typeof as === 'string' ? more : await issuer.headersOf(as, more);
    const { data, errors } = await graph.send(typeof as === 'string' ? as : undefined, { query, variables }, headers);
    expect(errors).toEqual([]);
    return data;
  }
  const treat = async (healthId: string) => {
    await must('nurse', write('registerArrival', 'RegisterArrivalInput'), input({ healthId, visit: 'Visit 17' }));
    const visit = { healthId, source: 'VISIT', evidence: 'Visit 17' };
    await must('physician', write('startTreatment', 'StartTreatmentInput'), input(visit));
  };
  const consents = (healthId: string, consent: object) =>
    must(
      { roles: ['citizen'], sub: `citizen-${healthId}`, health_id: healthId },
      write('recordConsent', 'RecordConsentInput'),
      input({ healthId, ...consent }),
    );

  beforeAll(async () => {
    issuer = await startStaffIssuer();
    graph = await startRecordedGraph({ moreIssuers: issuer.trusted });
    const people = Array.from({ length: 120 }, (_, index) => person(index));
    const far = people.filter((one) => careOf(one).every(({ facilityId }) => !facilityId.startsWith('F-DI-')));
    const without = far.findIndex((one, nth) => nth > 6 && historyOf(one).prescriptions.length === 0);
    const ids = far.map(({ healthId }) => healthId);
    const names = ['stranger', 'treated', 'denying', 'permitting', 'troubled', 'broken', 'closed'];
    Object.assign(patients, Object.fromEntries(names.map((name, nth) => [name, ids[nth]])));
    const [child] = personas.guardian.dependants;
    Object.assign(patients, { own: personas.citizen.healthId, child, without: ids[without] });
    const of = (name: string) => patients[name] ?? '';
    for (const name of ['treated', 'denying', 'troubled']) await treat(of(name));
    await consents(of('denying'), { decision: 'DENY', category: 'CONDITIONS', role: 'physician' });
    await consents(of('permitting'), { decision: 'PERMIT', category: 'CONDITIONS', role: 'physician' });
    await consents(of('broken'), { decision: 'DENY', category: 'ALLERGIES' });
    await consents(of('closed'), { decision: 'DENY' });
    const depression = { code: 'F32.1', displayAr: 'نوبة اكتئاب', displayEn: 'Depressive episode' };
    const condition = input({ healthId: of('troubled'), ...depression, effectiveAt: new Date().toISOString() });
    await must('physician', write('recordCondition', 'RecordConditionInput', 'record { id }'), condition);
    const medicine = { medicationId: 'M-N02BE01', quantity: 1, dosage: 'one as needed', validUntil: dayFromNow(30) };
    const prescription = input({ healthId: of('treated'), ...medicine });
    await must('physician', write('prescribe', 'PrescribeInput', 'prescription { id }'), prescription);
    const purpose = { 'x-purpose-of-use': 'ETREAT' };
    const need = { healthId: of('broken'), reason: 'UNCONSCIOUS', words: 'Found unconscious in the street.' };
    const { breakGlass } = await must('emergency', shipped('breakGlass'), input(need), purpose);
    await must('emergency', shipped('confirmBreakGlass'), input({ sessionId: breakGlass.sessionId }), purpose);
    patients['adolescent'] = await makeAdolescent();
  });
  afterAll(async () => {
    await graph?.stop();
    issuer?.stop();
  });

  /** A ward of the guardian's, 15 years old. */
  async function makeAdolescent(): Promise<string> {
    const birthDate = `${new Date().getFullYear() - 15}-01-01`;
    const form = {
      givenName: 'تالا',
      fatherName: 'سامر',
      familyName: 'الحلبي',
      birthDate,
      sex: 'FEMALE',
      governorate: 'DI',
    };
    const phone = '+963944111222';
    const made = await must('registrar', write('issueHealthId', 'IssueHealthIdInput'), input({ ...form, phone }));
    const { healthId } = made.issueHealthId.patient;
    const evidence = { kind: 'FAMILY_BOOKLET', reference: '1042', words: 'The booklet, with the name in both scripts' };
    const asked = input({ healthId, guardianHealthId: personas.guardian.healthId, evidence });
    const { addGuardian } = await must('registrar', write('addGuardian', 'GuardianInput', 'act { id }'), asked);
    const confirmed = input({ actId: addGuardian.act.id });
    await must('registrar2', write('confirmAct', 'ConfirmActInput', 'act { id }'), confirmed);
    return healthId;
  }

  /** The first line of what the command prints: whether it is permitted, or why not and whether breaking the glass would help. */
  async function explained(as: keyof typeof personas, category: RecordCategory, facts: Flags) {
    let printed = '';
    const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed += String(text)), true));
    try {
      const role = personas[as].roles[0]!;
      await explain({ as: role, category, action: 'read', confidentiality: 'N', language: 'en', ...none, ...facts });
    } finally {
      spy.mockRestore();
    }
    const [, said = ''] = printed.split('\n')[0]?.split(/: (?=permitted|denied)/) ?? [];
    const [, code = '', helps = ''] = /^denied (\w+).*break-glass (helps|does not help)$/.exec(said) ?? [];
    return said.startsWith('permitted') ? 'permitted' : `${code}, break-glass ${helps}`;
  }

  /** The same, as the gateway answers it. */
  async function answered(as: keyof typeof personas, healthId: string, category: keyof typeof fieldOf, facts: Flags) {
    const query = `query ($healthId: ID!) { patient(healthId: $healthId) { healthId ${fieldOf[category]} } }`;
    const headers = {
      'x-wasl-role': personas[as].roles[0]!,
      ...(facts.purpose && { 'x-purpose-of-use': facts.purpose }),
    };
    const { data, errors } = await graph.send(as, { query, variables: { healthId } }, headers);
    const [error, ...more] = errors;
    expect(more).toEqual([]);
    const [name = ''] = fieldOf[category].split(/[ (]/);
    const value = data.patient?.[name];
    const items = value?.edges?.map(({ node }: { node: unknown }) => node) ?? [value ?? null];
    expect(items.every((item: unknown) => (item === null) === (error !== undefined))).toBe(true);
    if (!error) return 'permitted';
    const { code, wouldBreakGlassHelp } = error.extensions;
    return `${code}, break-glass ${wouldBreakGlassHelp ? 'helps' : 'does not help'}`;
  }

  it.each(cases)('says to a %s, of the patient who is %s, of %s, %j, what the gateway answers', async (...one) => {
    const [as, whose, category, facts] = one;
    const said = await explained(as, category, facts);
    expect(said).toMatch(/^permitted$|^[A-Z_]+, break-glass (helps|does not help)$/);
    expect(await answered(as, patients[whose] ?? '', category, facts)).toBe(said);
  });

  it('shows both answers, each reason and help by the glass', async () => {
    const said = new Set<string>();
    for (const [as, , category, facts] of cases) said.add(await explained(as, category, facts));
    expect([...said].map((one) => one.split(',')[0])).toEqual(
      expect.arrayContaining([
        'permitted',
        'CONSENT_DENIED',
        'NO_TREATMENT_RELATIONSHIP',
        'PURPOSE_NOT_ALLOWED',
        'RESTRICTED_RECORD',
      ]),
    );
  });
});
