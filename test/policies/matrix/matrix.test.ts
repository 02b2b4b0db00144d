import { join } from 'node:path';
import { loadRecordPolicies } from '@wasl/gateway/policies/loadRecordPolicies';
import { allRoles } from '@wasl/gateway/policies/records/recordSchema';
import type { DecideRecord, RecordDecision, RecordQuestion } from '@wasl/gateway/records/recordQuestion';
import { root } from '@wasl/kit/paths';
import type { Role } from '@wasl/schema/roles.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { everyQuestion } from './questions.ts';
import { purposesOf, stated, statedHelp } from './statedRules.ts';

// A cell costs Cedar some tenths of a millisecond and there are 1,326,780. Of those with a purpose that the role may claim and by nobody near the
// author every read is asked, of the others one in 97; WASL_TEST_MATRIX=all asks every one.
const isEveryCell = process.env['WASL_TEST_MATRIX'] === 'all';
const timeoutMs = isEveryCell ? 3_600_000 : 300_000;

let decide: DecideRecord;
beforeAll(async () => void ({ decide } = await loadRecordPolicies(join(root, 'schema/policies'))));

function questionsOf(role: Role): RecordQuestion[] {
  return [...everyQuestion(role)].filter(({ purpose, action, facts }, index) => {
    const isAskedAlways = action === 'read' && !facts.isAuthorsSpecialty && purposesOf(role).includes(purpose);
    return isEveryCell || isAskedAlways || index % 97 === 0;
  });
}

const clinical = new Set([
  'ENCOUNTERS',
  'CONDITIONS',
  'OBSERVATIONS',
  'MEDICATIONS',
  'ALLERGIES',
  'IMMUNIZATIONS',
  'PROCEDURES',
  'REPORTS',
]);

/** What must hold of every decision, whatever the rules. Answers the sentence that does not. */
function brokenInvariant(question: RecordQuestion, decision: RecordDecision): string | undefined {
  const { role, purpose, category, labels, facts } = question;
  const isFamily = ['citizen', 'guardian'].includes(role) && (facts.isOwn || facts.guardianOf === 'child');
  const mayBeDenied = !isFamily && !(role === 'emergency' && facts.isGlassBroken && purpose !== 'TREAT');
  const isDuty = (role === 'auditor' && category === 'ACCESS_LOG') || (role === 'registrar' && category === 'CONSENTS');
  if (!decision.isPermitted) {
    if (decision.wouldBreakGlassHelp && role !== 'emergency') return 'the glass is for emergency doctors';
    return decision.hidesExistence && decision.code !== 'RESTRICTED_RECORD' ? 'only labels hide' : undefined;
  }
  const isNoContent = ['SEARCH', 'PLACING', 'BREAK_GLASS'].includes(category) && decision.ground === category;
  if (facts.consent === 'deny' && mayBeDenied && !isDuty && !isNoContent)
    return 'a denial goes before every permission';
  if (['statistician', 'auditor', 'registrar', 'partner'].includes(role) && clinical.has(category))
    return 'offices see nothing clinical';
  if (role === 'statistician') return 'statisticians never see a patient';
  if (role === 'pharmacist' && !['DEMOGRAPHICS', 'MEDICATIONS', 'ALLERGIES', 'SEARCH'].includes(category))
    return 'pharmacists see medicines and allergies alone';
  if (labels.confidentiality === 'V' && decision.ground === 'EMERGENCY') return 'the glass opens nothing sealed';
  if (labels.confidentiality === 'V' && !facts.isAuthor && !facts.isOwn) return 'sealed is for patient and author';
  if (question.action === 'write' && decision.ground === 'CONSENT') return 'a permission is to read';
  return undefined;
}

/** The same with more against it must not be permitted where this is not. */
function weaker({ labels, facts, ...rest }: RecordQuestion): RecordQuestion[] {
  return [
    { ...rest, facts, labels: { ...labels, sensitivities: [] } },
    { ...rest, facts, labels: { ...labels, confidentiality: 'N' } },
    ...(facts.consent === 'deny' ? [{ ...rest, labels, facts: { ...facts, consent: 'none' as const } }] : []),
  ];
}

/** Whether a decision is what docs/privacy.md says, its ground or code and its help too. */
function isAsStated(question: RecordQuestion, decision: RecordDecision): boolean {
  const expected = stated(question);
  if (decision.isPermitted) return expected.isPermitted && decision.ground === expected.ground;
  if (expected.isPermitted || decision.code !== expected.code) return false;
  return decision.wouldBreakGlassHelp === statedHelp(question);
}

/** To whom a record without labels is closed the answer is the same whatever the labels. */
function tellsLabels(question: RecordQuestion, decision: RecordDecision): boolean {
  const plain = decide({ ...question, labels: { confidentiality: 'N', sensitivities: [] } });
  return !plain.isPermitted && decision !== plain;
}

describe('the matrix of roles, purposes, categories, labels, consent and relationships', () => {
  it.each(allRoles)(
    'is decided for a %s as docs/privacy.md says, and breaks no promise to a patient',
    (role) => {
      const wrong = { stated: [] as unknown[], promises: [] as unknown[], labels: [] as unknown[] };
      const questions = questionsOf(role);
      for (const question of questions) {
        const decision = decide(question);
        if (!isAsStated(question, decision)) wrong.stated.push([question, decision, stated(question)]);
        const promise = brokenInvariant(question, decision);
        if (promise !== undefined) wrong.promises.push([promise, question]);
        if (tellsLabels(question, decision)) wrong.labels.push(question);
        const opened = decision.isPermitted ? weaker(question).filter((item) => !decide(item).isPermitted) : [];
        if (opened.length > 0) wrong.promises.push(['a label or a denial opened it', question]);
      }
      expect(questions.length).toBeGreaterThan(1_000);
      expect(wrong).toEqual({ stated: [], promises: [], labels: [] });
    },
    timeoutMs,
  );

  it('permits and denies on each ground and with each code', () => {
    const seen = new Set(
      allRoles.flatMap((role) =>
        [...everyQuestion(role)].map((question) => {
          const decision = stated(question);
          return decision.isPermitted ? decision.ground : decision.code;
        }),
      ),
    );
    expect([...seen].sort()).toEqual([
      'AUDIT',
      'BREAK_GLASS',
      'CONSENT',
      'CONSENT_DENIED',
      'CONTRACT',
      'EMERGENCY',
      'GUARDIAN',
      'NO_TREATMENT_RELATIONSHIP',
      'ORDER',
      'OWN_RECORD',
      'PLACING',
      'PRESCRIPTION',
      'PURPOSE_NOT_ALLOWED',
      'REGISTRATION',
      'RESTRICTED_RECORD',
      'SEARCH',
      'TREATMENT',
    ]);
  });
});
