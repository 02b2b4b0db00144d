import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { demoDuplicate } from '@wasl/demo/duplicate';
import { personas } from '@wasl/demo/personas';
import { person } from '@wasl/demo/population';
import { demoStories } from '@wasl/gateway/playground/demoStories';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Demo } from '../support/startDemo.ts';
import { databaseKinds } from '../support/testPostgres.ts';
import { arrive, input, query, startNationalGraph } from './startNationalGraph.ts';

const shipped = (name: string) =>
  readFileSync(new URL(`../../schema/operations/${name}.graphql`, import.meta.url), 'utf8').replace(/^#.*\n/, '');
const { healthId } = personas.citizen;
const child = personas.citizen.dependants[0]!;
const evidence = { kind: 'COURT_DECISION', reference: '77/2026', words: 'The decision of the family court was shown' };
const bilingual = (half: string) => ({ ar: expect.any(String), en: expect.stringContaining(half) });

describe.each(databaseKinds)('facts that nobody bends, on %s', (kind) => {
  let demo: Demo;
  beforeAll(async () => {
    demo = await startNationalGraph(kind);
  });
  afterAll(() => demo.stop());

  const told = async (persona: string, id = healthId) => {
    const { data } = await query(await demo.as(persona), shipped('notices'), { healthId: id });
    return (data.patient.notices.edges as { node: { kind: string; text: object } }[]).map(({ node }) => node);
  };
  const confirm = async (persona: string, actId: string) =>
    query(await demo.as(persona), shipped('confirmAct'), input({ actId }));
  const ask = async (name: string, type: string, more: Record<string, unknown>) => {
    const text = `mutation ($input: ${type}!) { ${name}(input: $input) { act { id } } }`;
    const { data, codes } = await query(await demo.as('registrar'), text, input(more));
    return { codes, actId: data?.[name]?.act?.id as string };
  };

  it('makes a guardian by two registrars; ending it closes the child, and both are told', async () => {
    const stranger = person(6).healthId;
    const { actId } = await ask('addGuardian', 'GuardianInput', {
      healthId: child,
      guardianHealthId: stranger,
      evidence,
    });
    expect((await confirm('registrar', actId)).codes).toEqual(['SECOND_PERSON_NEEDED']);
    expect((await confirm('registrar2', actId)).codes).toEqual([]);
    expect((await confirm('registrar2', actId)).codes).toEqual(['ALREADY_DECIDED']);

    const end = 'mutation ($input: GuardianInput!) { endGuardian(input: $input) { patient { healthId } } }';
    const registrar = await demo.as('registrar');
    const ending = input({ healthId: child, guardianHealthId: healthId, evidence });
    expect((await query(registrar, end, ending)).codes).toEqual([]);
    const citizen = await demo.as('citizen');
    const open = 'query ($healthId: ID!) { patient(healthId: $healthId) { healthId } }';
    expect((await query(citizen, open, { healthId: child })).data.patient).toBeNull();
    expect(await told('citizen')).toContainEqual(
      expect.objectContaining({ kind: 'GUARDIAN_ENDED', text: bilingual('guardianship ended') }),
    );
    // Back as it was, again by two.
    const again = await ask('addGuardian', 'GuardianInput', { healthId: child, guardianHealthId: healthId, evidence });
    expect((await confirm('registrar2', again.actId)).codes).toEqual([]);
    expect((await query(citizen, open, { healthId: child })).data.patient).toEqual({ healthId: child });
  });

  it('merges the woman whom the demo registered twice by two registrars, and parts her records again', async () => {
    const { woman, again } = demoDuplicate();
    const stories = new Map(demoStories(Date.now()).map((story) => [story.name, story]));
    const leadsTo = async () => {
      const text = 'query ($healthId: ID!) { patient(healthId: $healthId) { healthId pastMerges { mergedAt } } }';
      return (await query(await demo.as('registrar'), text, { healthId: again.healthId })).data.patient;
    };
    for (const [name, survivor] of [
      ['mergePatients', woman.healthId],
      ['unmergePatient', again.healthId],
    ] as const) {
      const { persona = '', variables } = stories.get(name)!;
      const asked = await query(
        await demo.as(persona),
        shipped(name),
        input({ ...(variables['input'] as object), idempotencyKey: randomUUID() }),
      );
      expect(asked).toMatchObject({ codes: [], data: { [name]: { act: { status: 'PENDING' } } } });
      const actId = asked.data[name].act.id as string;
      const waiting = await query(await demo.as('registrar2'), shipped('registrarActs'));
      expect(waiting.data.registrarActs.edges).toMatchObject([
        { node: { id: actId, evidence: { kind: 'FAMILY_BOOKLET' } } },
      ]);
      expect((await confirm('registrar2', actId)).codes).toEqual([]);
      expect((await leadsTo()).healthId).toBe(survivor);
    }
    expect((await leadsTo()).pastMerges).toEqual([{ mergedAt: expect.any(String) }]);
  });

  it('never merges a child into her mother', async () => {
    const { codes } = await ask('mergePatients', 'MergePatientsInput', { from: child, into: healthId, evidence });
    expect(codes).toEqual(['RECORDS_TOO_UNLIKE']);
  });

  it('refuses a treatment that is dated back, and one against the patient’s denial; tells of one that begins', async () => {
    const physician = await demo.as('physician');
    const visit = { healthId, source: 'VISIT', evidence: 'Visit 114' };
    const begin = async (more = {}) => query(physician, shipped('startTreatment'), input({ ...visit, ...more }));
    expect((await begin({ since: '2020-01-01' })).codes).toEqual(['DATE_IN_PAST']);
    expect((await begin()).codes).toEqual(['ARRIVAL_NEEDED']);
    await arrive(demo, String(healthId));
    const citizen = await demo.as('citizen');
    const denial = input({ healthId, decision: 'DENY', facilityId: personas.physician.facilityId });
    const denied = await query(citizen, shipped('grantConsent'), denial);
    const consentId = denied.data.recordConsent.patient.consents.at(-1).id;
    expect((await begin()).codes).toEqual(['TREATMENT_DENIED']);
    expect((await query(citizen, shipped('withdrawConsent'), input({ consentId }))).codes).toEqual([]);
    expect((await begin()).codes).toEqual([]);
    expect(await told('citizen')).toContainEqual(
      expect.objectContaining({ kind: 'TREATMENT_STARTED', text: bilingual('after a visit') }),
    );
  });

  it('breaks the glass in two steps for an emergency doctor, tells the patient, and has it reviewed', async () => {
    const [emergency, auditor] = await Promise.all([demo.as('emergency'), demo.as('auditor')]);
    const reason = { healthId, reason: 'UNCONSCIOUS', words: 'Found unconscious in the street, no papers.' };
    const physician = await demo.as('physician');
    expect((await query(physician, shipped('breakGlass'), input(reason))).codes).toEqual([
      'UNAUTHORIZED_FIELD_OR_TYPE',
    ]);
    const asked = await query(emergency, shipped('breakGlass'), input(reason));
    expect(asked).toMatchObject({ codes: [], data: { breakGlass: { isOpen: false } } });
    const sessionId = asked.data.breakGlass.sessionId as string;
    const opened = await query(emergency, shipped('confirmBreakGlass'), input({ sessionId }));
    expect(opened).toMatchObject({ codes: [], data: { confirmBreakGlass: { isOpen: true } } });
    expect(await told('citizen')).toContainEqual(
      expect.objectContaining({ kind: 'GLASS_BROKEN', text: bilingual('the patient is unconscious') }),
    );
    const waiting = await query(auditor, shipped('breakGlassReviews'));
    expect(waiting.data.breakGlassReviews.edges).toMatchObject([
      { node: { id: sessionId, healthId, words: reason.words } },
    ]);
    const ended = await query(emergency, shipped('endBreakGlass'), input({ sessionId }));
    expect(ended.data.endBreakGlass.isOpen).toBe(false);
    const review = { sessionId, outcome: 'JUSTIFIED', words: 'The ambulance report says so' };
    expect((await query(emergency, shipped('reviewBreakGlass'), input(review))).codes).toEqual([
      'UNAUTHORIZED_FIELD_OR_TYPE',
    ]);
    expect((await query(auditor, shipped('reviewBreakGlass'), input(review))).codes).toEqual([]);
    expect((await query(auditor, shipped('reviewBreakGlass'), input(review))).codes).toEqual(['ALREADY_DECIDED']);
    expect(await told('citizen')).toContainEqual(expect.objectContaining({ kind: 'GLASS_REVIEWED' }));
  });

  it('dispenses and prescribes nothing once a death is recorded by two, and again once it is taken back', async () => {
    await arrive(demo, String(healthId));
    const physician = await demo.as('physician');
    await query(physician, shipped('startTreatment'), input({ healthId, source: 'VISIT', evidence: 'Visit 115' }));
    const prescribe = async () => {
      const text = 'mutation ($input: PrescribeInput!) { prescribe(input: $input) { prescription { id } } }';
      const validUntil = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
      const wanted = {
        healthId,
        medicationId: 'M-N02BE01',
        quantity: 10,
        dosage: 'One at night, if needed',
        validUntil,
      };
      return (await query(physician, text, input(wanted))).codes;
    };
    const citizen = await demo.as('citizen');
    const diedOn = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    const death = await ask('recordDeath', 'RecordDeathInput', { healthId, diedOn, evidence });
    expect(death.codes).toEqual([]);
    expect((await confirm('registrar2', death.actId)).codes).toEqual([]);
    expect(await prescribe()).toEqual(['PATIENT_DECEASED']);
    const open = 'query ($healthId: ID!) { patient(healthId: $healthId) { healthId } }';
    expect((await query(citizen, open, { healthId })).data.patient).toBeNull();
    await expect(demo.as('citizen')).rejects.toThrow('403');
    const back = await ask('withdrawDeath', 'WithdrawDeathInput', { healthId, evidence });
    expect((await confirm('registrar2', back.actId)).codes).toEqual([]);
    expect(await prescribe()).not.toContain('PATIENT_DECEASED');
  });
});
