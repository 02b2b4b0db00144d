import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadRecordPolicies } from '@wasl/gateway/policies/loadRecordPolicies';
import { allRoles } from '@wasl/gateway/policies/records/recordSchema';
import { readScenarios } from '@wasl/gateway/policies/scenarios/readScenarios';
import { runScenarios } from '@wasl/gateway/policies/scenarios/runScenarios';
import { sayDecision, sayQuestion } from '@wasl/gateway/policies/scenarios/sayScenario';
import {
  confidentialities,
  purposesOfUse,
  recordCategories,
  type RecordQuestion,
} from '@wasl/gateway/records/recordQuestion';
import { root } from '@wasl/kit/paths';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { asked, stranger, treating } from './support/questions.ts';

const folder = join(root, 'schema/policies');
const files = readdirSync(join(folder, 'scenarios')).sort();
const scenarios = files.flatMap((file) => readScenarios(file, readFileSync(join(folder, 'scenarios', file), 'utf8')));
let loaded: Awaited<ReturnType<typeof loadRecordPolicies>>;
beforeAll(async () => void (loaded = await loadRecordPolicies(folder)));

describe('the committed scenarios', () => {
  it('are decided as they say', () => {
    const { passed, failed } = runScenarios(scenarios, loaded.decide);
    expect(failed.map(({ scenario, decision }) => `${scenario.text} — ${sayDecision(decision, 'en')}`)).toEqual([]);
    expect(passed).toBeGreaterThanOrEqual(150);
  });

  it('need every policy at least once, in English and in Arabic both languages’ verbs', () => {
    const { deciding } = runScenarios(scenarios, loaded.decide);
    expect(loaded.policies.map(({ id }) => id).filter((id) => !deciding.has(id))).toEqual([]);
    for (const verb of [' reads ', ' writes ', ' يقرأ ', ' يكتب '])
      expect(scenarios.some(({ text }) => text.includes(verb))).toBe(true);
  });

  it('speak of each role, purpose, category and state of consent', () => {
    const seen = new Set(
      scenarios.flatMap(({ question: { role, purpose, category, facts } }) => [role, purpose, category, facts.consent]),
    );
    const all = [...allRoles, ...purposesOfUse, ...recordCategories, 'none', 'permit', 'deny'];
    expect(all.filter((word) => !seen.has(word as never))).toEqual([]);
  });

  it('are each said once', () => {
    const texts = scenarios.map(({ text }) => text);
    expect(texts.filter((text, index) => texts.indexOf(text) !== index)).toEqual([]);
  });
});

describe('a scenario', () => {
  const read = (line: string) => readScenarios('f.txt', line)[0];

  it('says what is asked and what is expected, in either language', () => {
    const question = asked('physician', 'TREAT', treating);
    const expected = { isPermitted: true, policy: 'treating-facility' };
    const english =
      'A physician whose facility treats the patient, for treatment, reads conditions: permitted (treating-facility)';
    const arabic = 'طبيب تعالج منشأته المريض، للعلاج، يقرأ التشخيصات: مسموح (treating-facility)';
    expect(read(english)).toEqual({ file: 'f.txt', line: 1, text: english, question, expected });
    expect(read(arabic)).toEqual({ file: 'f.txt', line: 1, text: arabic, question, expected });
    expect(read(arabic.normalize('NFD').replaceAll('ّ', ''))?.question).toEqual(question);
  });

  it('fails when the decision, its code, its policy or its help is another', () => {
    const right =
      'An emergency doctor, for emergency treatment, reads conditions: denied NO_TREATMENT_RELATIONSHIP, break-glass helps';
    const fails = (line: string) => runScenarios(readScenarios('f', line), loaded.decide).failed.length === 1;
    expect(fails(right)).toBe(false);
    expect(fails(right.replace('helps', 'does not help'))).toBe(true);
    expect(fails(right.replace('NO_TREATMENT_RELATIONSHIP', 'CONSENT_DENIED'))).toBe(true);
    expect(fails(right.replace('RELATIONSHIP', 'RELATIONSHIP (own-record)'))).toBe(true);
    expect(fails(right.replace(/denied.*/, 'permitted'))).toBe(true);
    expect(
      fails('A citizen who is the patient, at the patient’s request, reads conditions: permitted (break-glass)'),
    ).toBe(true);
  });

  it.each([
    [
      'A doctor, for treatment, reads conditions: permitted',
      '«A doctor, for treatment, reads conditions: permitted» stands',
      '“A physician”',
    ],
    [
      'A physician, for fun, reads conditions: permitted',
      '«for fun, reads conditions: permitted» stands',
      '“for treatment”',
    ],
    ['A physician, for treatment, reads everything: permitted', '«everything: permitted» stands', '“conditions”'],
    ['A physician, for treatment, for research, reads conditions: permitted', '«, reads', 'no second purpose'],
    ['A physician, reads conditions: permitted', '«: permitted» stands', 'a purpose before the verb'],
    ['A physician, for treatment', 'the line ends', '“reads”'],
    ['A physician, for treatment, reads conditions', 'the line ends', '“:”'],
    ['A physician, for treatment, reads conditions: maybe', '«maybe» stands', '“permitted”'],
    ['A physician, for treatment, reads conditions: denied', 'the line ends', 'CONSENT_DENIED'],
    [
      'A physician, for treatment, reads conditions: denied CONSENT_DENIED_',
      '«CONSENT_DENIED_» stands',
      'CONSENT_DENIED',
    ],
    ['A physician, for treatment, reads conditions: permitted treating', '« treating» stands', 'the end of the line'],
    [
      'A physician, for treatment, reads conditions: permitted, break-glass helps',
      '«, break-glass helps» stands',
      'the end',
    ],
    ['A physician, for treatment, reads conditions labelled hiv: permitted', '«hiv: permitted» stands', 'HIV'],
    [
      'A guardian who is the guardian of a child and who is the guardian of an adolescent, at the patient’s request, reads reports: permitted',
      'stands',
      'not both',
    ],
    [
      'A physicianwhose facility treats the patient, for treatment, reads conditions: permitted',
      '«A physicianwhose',
      '“A physician”',
    ],
    ['طبيب، للعلاج، يقرأ كل شيء: مسموح', 'يوجد «كل شيء: مسموح» حيث يُتوقع', '“التشخيصات”'],
    ['طبيب, للعلاج، يقرأ التشخيصات: مسموح', 'يوجد «, للعلاج', '“يقرأ”'],
  ])('that says %s is refused with what stands and what should', (line, found, expected) => {
    const text = `# remark\n\n${line}`;
    expect(() => readScenarios('bad.txt', text)).toThrow(/^bad\.txt:3: /);
    expect(() => readScenarios('bad.txt', text)).toThrow(found);
    expect(() => readScenarios('bad.txt', text)).toThrow(expected);
  });

  it('reads what is written of any question, in either language', () => {
    const flag = fc.boolean();
    const question: fc.Arbitrary<RecordQuestion> = fc.record({
      action: fc.constantFrom('read', 'write'),
      role: fc.constantFrom(...allRoles),
      purpose: fc.constantFrom(...purposesOfUse),
      category: fc.constantFrom(...recordCategories),
      labels: fc.record({
        confidentiality: fc.constantFrom(...confidentialities),
        sensitivities: fc.subarray(['HIV', 'PSY', 'OPIOIDUD']),
      }),
      facts: fc
        .record({
          isOwn: flag,
          guardianOf: fc.constantFrom('nobody', 'child', 'adolescent'),
          isTreating: flag,
          hasActivePrescription: flag,
          isGlassBroken: flag,
          consent: fc.constantFrom('none', 'permit', 'deny'),
          isAuthor: flag,
          isAuthorsSpecialty: flag,
        })
        .map((facts) => ({ ...stranger, ...facts, isAuthorsSpecialty: facts.isAuthor || facts.isAuthorsSpecialty })),
    });
    fc.assert(
      fc.property(question, fc.constantFrom('ar', 'en'), (said, language) => {
        expect(read(`${sayQuestion(said, language)}: ${language === 'ar' ? 'مسموح' : 'permitted'}`)?.question).toEqual(
          said,
        );
      }),
    );
  });
});
