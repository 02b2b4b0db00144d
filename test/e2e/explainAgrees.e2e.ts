import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { careOf } from '@wasl/demo/care';
import { personas } from '@wasl/demo/personas';
import { person } from '@wasl/demo/population';
import { type ExplainFlags, explain } from '@wasl/gateway/cli/policyCommands';
import type { RecordCategory } from '@wasl/gateway/records/recordQuestion';
import { toHealthId } from '@wasl/kit/healthId';
import { historyOf } from '@wasl/pharmacy/demoPrescriptions';
import { createAuditLog } from '@wasl/gateway/audit/auditLog';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createMemorySink } from '../audit/support/memorySink.ts';
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
const fieldOf: Record<Exclude<RecordCategory, 'SEARCH' | 'PLACING' | 'BREAK_GLASS'>, string> = {
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
const none = {
  own: false,
  treating: false,
  prescription: false,
  glass: false,
  specialty: false,
  laboratory: false,
  author: false,
};
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
    return outcomeIn(await printed({ as: personas[as].roles[0]!, category, language: 'en', ...facts }));
  }

  async function printed(flags: Flags & Pick<ExplainFlags, 'as' | 'category'>): Promise<string> {
    let text = '';
    const spy = vi.spyOn(process.stdout, 'write').mockImplementation((more) => ((text += String(more)), true));
    try {
      await explain({ action: 'read', ...none, ...flags });
    } finally {
      spy.mockRestore();
    }
    return text;
  }

  function outcomeIn(text: string): string {
    const [, said = ''] = text.split('\n')[0]?.split(/: (?=permitted|denied)/) ?? [];
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

  /** What the command says of a health ID, of a gateway that explains itself or one that does not. */
  async function ofGateway(
    as: keyof typeof personas,
    patient: string,
    category: RecordCategory,
    flags: Flags,
    url = graph.url,
  ) {
    const headers = await graph.headersOf(as);
    const token = headers['authorization']!.replace('Bearer ', '');
    return printed({ as: personas[as].roles[0]!, category, language: 'en', ...flags, patient, url, token });
  }

  // No audit is served here, so that nobody can give the log of who looked.
  const isServed = ([, whose, category]: Case) => category !== 'ACCESS_LOG' || whose === 'adolescent';
  it.each(cases.filter((one) => !one[3].sensitivity && isServed(one)))(
    'says of a health ID to a %s, of the patient who is %s, of %s, what the gateway decides on true facts: %j',
    async (...one) => {
      const [as, whose, category, { purpose }] = one;
      const said = await ofGateway(as, patients[whose] ?? '', category, purpose ? { purpose } : {});
      expect(outcomeIn(said)).toBe(await answered(as, patients[whose] ?? '', category, purpose ? { purpose } : {}));
      expect(said).toContain('The policy is told to whom the gateway explains its answers');
    },
  );

  it('names the policy and what would open it, where the gateway explains itself, in English and Arabic', async () => {
    const audit = createAuditLog({ sink: createMemorySink(), deadlineMs: 5_000 });
    const explaining = (await graph.openAnother({ explainTo: 'everyone', audit })).replace(/\/fhir$/, '');
    const treated = await ofGateway('physician', patients['treated']!, 'CONDITIONS', {}, explaining);
    expect(treated.split('\n')[0]).toMatch(/reads conditions: permitted \(treating-facility\)$/);
    const denied = await ofGateway('emergency', patients['stranger']!, 'OBSERVATIONS', urgent, explaining);
    expect(denied.trim().split('\n')).toEqual([
      'An emergency doctor, for emergency treatment, reads observations: denied NO_TREATMENT_RELATIONSHIP, break-glass helps',
      'No policy permits it, and what none permits is denied.',
      'It would be permitted, were one thing otherwise:',
      expect.stringContaining(
        'whose facility treats the patient, for emergency treatment, reads observations: permitted',
      ),
      expect.stringContaining('where the patient permits observations, reads observations: permitted'),
      expect.stringContaining('who has broken the glass, for emergency treatment, reads observations: permitted'),
    ]);
    const arabic = await ofGateway('physician', patients['denying']!, 'CONDITIONS', { language: 'ar' }, explaining);
    expect(arabic).toMatch(/ممنوع CONSENT_DENIED \(consent-denies\)/);
    expect(arabic).toContain('consent-denies: ما رفضه المريض ممنوع');
  });

  it('asks as the bearer of the token, in no other role, and tells who is nobody', async () => {
    const nurses = (await graph.headersOf('nurse'))['authorization']!.replace('Bearer ', '');
    const flags = { as: 'physician' as const, category: 'CONDITIONS' as const, language: 'en' as const };
    const said = await printed({ ...flags, patient: patients['treated']!, url: graph.url, token: nurses });
    expect(said).toContain('denied BAD_REQUEST');
    const nobody = await ofGateway('physician', toHealthId('9999999999'), 'CONDITIONS', {});
    expect(nobody).toBe('The gateway finds nobody with this health ID.\n');
    const refused = printed({ ...flags, patient: patients['treated']!, url: graph.url, token: 'no token' });
    await expect(refused).rejects.toThrow('The gateway refuses the question: ');
    const away = ofGateway('citizen', patients['own']!, 'ACCESS_LOG', {});
    await expect(away).rejects.toThrow('The gateway decided nothing: ');
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
