import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@wasl/gateway/core/configError';
import { loadRecordPolicies } from '@wasl/gateway/policies/loadRecordPolicies';
import { recordSchemaName } from '@wasl/gateway/policies/readPolicies';
import { createRecordDecisions } from '@wasl/gateway/policies/records/recordDecisions';
import { parsePolicy, readRecordPolicy, sensitivitiesIn } from '@wasl/gateway/policies/records/recordPolicy';
import { readRecordPolicies } from '@wasl/gateway/policies/records/readRecordPolicies';
import { recordKey, recordRequest, reduceLabels } from '@wasl/gateway/policies/records/recordRequest';
import { allRoles, plainQuestion, readRecordSchema } from '@wasl/gateway/policies/records/recordSchema';
import { usualPurpose } from '@wasl/gateway/policies/usualPurpose';
import { purposesOfUse, type RecordFacts, type RecordQuestion } from '@wasl/gateway/records/recordQuestion';
import { root } from '@wasl/kit/paths';
import { afterAll, describe, expect, it } from 'vitest';
import { asked, stranger } from '../support/questions.ts';

const schema = readFileSync(join(root, 'schema/policies', recordSchemaName), 'utf8');
const labelled = (confidentiality: RecordQuestion['labels']['confidentiality'], ...sensitivities: string[]) => ({
  confidentiality,
  sensitivities,
});

describe('a question about a record', () => {
  const question: RecordQuestion = { ...asked('nurse', 'TREAT'), action: 'write', labels: labelled('R', 'HIV', 'PSY') };

  it('is asked in the words of the schema', () => {
    const word = (type: string, id: string) => expect.objectContaining({ __entity: { type, id } });
    expect(
      recordRequest({
        ...question,
        facts: { ...stranger, isAuthor: undefined as never, consent: 'deny', guardianOf: 'child', isTreating: true },
      }),
    ).toEqual({
      principal: { type: 'Role', id: 'nurse' },
      action: 'write',
      resource: { type: 'Category', id: 'CONDITIONS' },
      context: {
        purpose: word('Purpose', 'TREAT'),
        confidentiality: word('Confidentiality', 'R'),
        sensitivities: [word('Sensitivity', 'HIV'), word('Sensitivity', 'PSY')],
        isOwn: false,
        guardianOf: word('Guardianship', 'child'),
        isTreating: true,
        hasActivePrescription: false,
        isGlassBroken: false,
        consent: word('Consent', 'deny'),
        isAuthor: false,
        isAuthorsSpecialty: false,
        isPerformer: false,
      },
    });
  });

  it('has a key of its own for each thing that policies may tell apart', () => {
    const changes: Partial<RecordFacts>[] = [
      { isOwn: true },
      { isTreating: true },
      { hasActivePrescription: true },
      { isGlassBroken: true },
      { isAuthor: true },
      { isAuthorsSpecialty: true },
      { isPerformer: true },
      { isOwn: true, isTreating: true },
      { consent: 'permit' },
      { consent: 'deny' },
      { guardianOf: 'child' },
      { guardianOf: 'adolescent' },
    ];
    const others: RecordQuestion[] = [
      ...changes.map((change) => ({ ...question, facts: { ...stranger, ...change } })),
      { ...question, action: 'read' },
      { ...question, role: 'physician' },
      { ...question, purpose: 'BTG' },
      { ...question, category: 'ALLERGIES' },
      { ...question, labels: labelled('V', 'HIV', 'PSY') },
      { ...question, labels: labelled('R', 'HIV') },
      { ...question, labels: labelled('R', 'PSY', 'HIV') },
    ];
    expect(new Set([question, ...others].map(recordKey)).size).toBe(others.length + 1);
    const { isAuthor, ...unsaid } = stranger;
    expect(recordKey({ ...question, facts: unsaid })).toBe(
      recordKey({ ...question, facts: { ...unsaid, isAuthor: isAuthor ?? false } }),
    );
  });

  it('has only the sensitivities that policies speak of, each once, in one order', () => {
    const known = new Set(['HIV', 'PSY', 'EMP', 'OTHER']);
    const mentioned = new Set(['PSY', 'HIV', 'OTHER']);
    const reduce = (...codes: string[]) =>
      reduceLabels({ ...question, labels: labelled('R', ...codes) }, { known, mentioned });
    expect(reduce('PSY', 'EMP', 'HIV', 'PSY')).toEqual({ ...question, labels: labelled('R', 'HIV', 'PSY') });
    expect(reduce('hiv', 'NEW').labels.sensitivities).toEqual(['OTHER']);
    expect(reduce('EMP').labels).toEqual(labelled('R'));
    const plain = { ...question, labels: labelled('R') };
    expect(reduceLabels(plain, { known, mentioned })).toBe(plain);
  });
});

describe('what a policy about records says of itself', () => {
  const read = (text: string) => readRecordPolicy('f:1', parsePolicy('f:1', text));
  const said = '@id("x") @en(" in English ") @ar("بالعربية")';
  const permit = 'permit (principal, action, resource);';
  const forbid = permit.replace('permit', 'forbid');

  it('is its id, its meaning, and its ground or its code', () => {
    const own = { id: 'x', en: 'in English', ar: 'بالعربية' };
    expect(read(`${said} @ground("AUDIT") ${permit}`)).toEqual({ ...own, effect: 'permit', ground: 'AUDIT' });
    expect(read(`${said} @code("CONSENT_DENIED") ${forbid}`)).toEqual({
      ...own,
      effect: 'forbid',
      code: 'CONSENT_DENIED',
      hidesExistence: false,
    });
    expect(read(`${said} @code("RESTRICTED_RECORD") @hides("existence") ${forbid}`)).toMatchObject({
      hidesExistence: true,
    });
  });

  it.each([
    [`@en("x") @ar("x") @ground("AUDIT") ${permit}`, 'f:1: the policy has no @id("…").'],
    [permit, 'f:1: the policy has no @id("…").'],
    [`@id("x") @en(" ") @ar("x") @ground("AUDIT") ${permit}`, 'f:1: the policy has no @en("…").'],
    [`@id("x") @en("x") @ground("AUDIT") ${permit}`, 'f:1: the policy has no @ar("…").'],
    [`${said} @code("CONSENT_DENIED") ${permit}`, 'f:1: the policy has no @ground("…").'],
    [`${said} @ground("AUDIT") ${forbid}`, 'f:1: the policy has no @code("…").'],
    [`${said} @ground("LUCK") ${permit}`, 'f:1: @ground("LUCK") is not known. Known are OWN_RECORD, GUARDIAN, '],
    [`${said} @code("NO") ${forbid}`, 'f:1: @code("NO") is not known. Known are PURPOSE_NOT_ALLOWED, '],
    [
      `${said} @code("CONSENT_DENIED") @hides("all") ${forbid}`,
      'f:1: @hides("all") is not known. Known are existence.',
    ],
    [`${said} @code("CONSENT_DENIED") @hides("") ${forbid}`, 'f:1: the policy has no @hides("…").'],
    ['no policy', 'f:1: '],
  ])('is refused where something is missing or unknown: %s', (text, reason) => {
    expect(() => read(text)).toThrow(ConfigError);
    expect(() => read(text)).toThrow(reason);
  });

  it('is of which sensitivities it speaks', () => {
    const texts = [
      'permit (principal, action, resource) when { context.sensitivities.contains(Sensitivity::"HIV") };',
      'forbid (principal == Role::"nurse", action, resource) when { context.sensitivities.containsAny([Sensitivity::"PSY", Sensitivity::"HIV"]) };',
    ];
    expect(sensitivitiesIn(texts.map((text) => parsePolicy('f:1', text)))).toEqual(new Set(['HIV', 'PSY']));
    expect(sensitivitiesIn([])).toEqual(new Set());
  });
});

describe('the schema of records', () => {
  it('has the words that the gateway asks in', () => {
    const known = readRecordSchema('f', schema);
    expect([...known].slice(0, 3)).toEqual(['HIV', 'STD', 'SEX']);
    expect(known.has('OTHER')).toBe(true);
    expect(allRoles).toContain('citizen');
    expect(plainQuestion).toMatchObject({ action: 'read', labels: { confidentiality: 'N', sensitivities: [] } });
    expect(Object.values(plainQuestion.facts).filter((fact) => fact === true)).toEqual([]);
  });

  it.each([
    ['a role', '"citizen", ', ''],
    ['another role', ', "partner"', ''],
    ['a category', '"DEMOGRAPHICS", ', ''],
    ['a purpose', ', "HOPERAT"', ''],
    ['a confidentiality', ', "V"', ''],
    ['a guardianship', '"child", ', ''],
    ['another guardianship', ', "adolescent"', ''],
    ['a consent', '"permit", ', ''],
    ['another consent', ', "deny"', ''],
    ['the other sensitivities', ', "OTHER"', ''],
    ['writing', 'action read, write', 'action read'],
  ])('is refused where it lacks %s', (_, from, to) => {
    expect(schema).toContain(from);
    expect(() => readRecordSchema('f', schema.replace(from, to))).toThrow(
      /^f: the gateway asks what the schema does not allow: .+/,
    );
  });

  it('is refused at the line of what is no schema', () => {
    expect(() => readRecordSchema('f', `\n\nentity Role enum [;`)).toThrow(/^f:3: .+/);
  });
});

describe('the usual purpose of a role', () => {
  it('is told for each role, and is one that there is', () => {
    expect(Object.keys(usualPurpose).sort()).toEqual([...allRoles].sort());
    expect(Object.values(usualPurpose).every((purpose) => purposesOfUse.includes(purpose))).toBe(true);
  });
});

describe('policies about records', () => {
  const policy = (
    id: string,
    effect: 'permit' | 'forbid',
    more: string,
    condition = '',
    scope = 'principal, action, resource',
  ) =>
    `@id("${id}") @en("x") @ar("x") @${effect === 'permit' ? 'ground' : 'code'}("${more}") ${effect} (${scope})${condition && ` when { ${condition} }`};`;
  const read = (...texts: string[]) => {
    const files = texts.map((text, index) => [`record-${index}.cedar`, text] as const);
    return readRecordPolicies([...files, ['record.cedarschema', schema]]);
  };
  const decideBy = (...texts: string[]) => {
    const failures: string[] = [];
    const decide = createRecordDecisions(read(...texts)!, (place) => failures.push(place));
    return { decide, failures };
  };
  const own = policy('own', 'permit', 'OWN_RECORD', 'context.isOwn');
  const treatment = policy('treatment', 'permit', 'TREATMENT', 'context.isTreating');
  const glass = policy('glass', 'permit', 'EMERGENCY', 'context.isGlassBroken && context.purpose == Purpose::"BTG"');
  const strike = policy('strike', 'forbid', 'PURPOSE_NOT_ALLOWED', 'context.purpose == Purpose::"HRESCH"');
  const consent = policy(
    'consent',
    'forbid',
    'CONSENT_DENIED',
    'context.consent == Consent::"deny" && !context.isGlassBroken',
  );
  const sealed = policy('sealed', 'forbid', 'RESTRICTED_RECORD', 'context.sensitivities.contains(Sensitivity::"PSY")');
  const of = (facts: Partial<RecordFacts>, change: Partial<RecordQuestion> = {}): RecordQuestion => ({
    ...asked('nurse', change.purpose ?? 'TREAT', { ...stranger, ...facts }),
    ...change,
  });
  const denied = (code: string, policyId: string | undefined, wouldBreakGlassHelp = false, more = {}) => ({
    isPermitted: false,
    code,
    policy: policyId,
    wouldBreakGlassHelp,
    ...more,
  });

  it('are read with their texts, what they say and which sensitivities there are', () => {
    const found = read(own, `\n${sealed}`)!;
    expect([...found.policies].map(([place, { id }]) => [place, id])).toEqual([
      ['record-0.cedar:1', 'own'],
      ['record-1.cedar:2', 'sealed'],
    ]);
    expect(Object.keys(found.texts)).toEqual([...found.policies.keys()]);
    expect([found.sensitivities.known.has('HIV'), [...found.sensitivities.mentioned]]).toEqual([true, ['PSY']]);
  });

  it('are none where there are no files about records', () => {
    expect(readRecordPolicies([['a.cedar', 'permit (principal, action, resource);']])).toBeUndefined();
  });

  it.each<[string, (readonly [string, string])[], RegExp]>([
    [
      'a schema stands alone',
      [['x/record.cedarschema', schema]],
      /^x\/record\.cedarschema: there is no policy about records beside it/,
    ],
    [
      'the schema is missing',
      [['x/record-a.cedar', own]],
      /^x\/record-a\.cedar: record\.cedarschema is missing beside it/,
    ],
    [
      'there is no policy in them',
      [
        ['record-a.cedar', '// none'],
        ['record.cedarschema', schema],
      ],
      /^record-a\.cedar:1: it holds no policy\.$/,
    ],
    [
      'two have one id',
      [
        ['record-a.cedar', `${own}\n${own}`],
        ['record.cedarschema', schema],
      ],
      /^record-a\.cedar:2: @id\("own"\) is taken by the policy at record-a\.cedar:1\.$/,
    ],
    [
      'one speaks of what there is not',
      [
        ['record-a.cedar', `${own}\n\n${policy('x', 'permit', 'AUDIT', '\ncontext.isMine')}`],
        ['record.cedarschema', schema],
      ],
      /^record-a\.cedar:4: (?!.*for policy).+/,
    ],
    [
      'two on a line, one of them of what there is not',
      [
        ['record-a.cedar', `\n${own} ${policy('x', 'permit', 'AUDIT', 'context.isMine')}`],
        ['record.cedarschema', schema],
      ],
      /^record-a\.cedar:2: (?!.*for policy).+/,
    ],
    [
      'one can never apply',
      [
        ['record-a.cedar', policy('x', 'permit', 'AUDIT', '1 == 2')],
        ['record.cedarschema', schema],
      ],
      /^record-a\.cedar:1: (?!.*for policy).+/,
    ],
  ])('are refused where %s', (_, files, reason) => {
    expect(() => readRecordPolicies(files)).toThrow(ConfigError);
    expect(() => readRecordPolicies(files)).toThrow(reason);
  });

  it('are refused at whatever line it is, with what Cedar says and nothing before it', () => {
    const wrong = policy('x', 'permit', 'AUDIT', 'context.isMine');
    const many = Array.from({ length: 10 }, (_, index) => policy(`p${index}`, 'permit', 'AUDIT'));
    const said = 'attribute `isMine` in context for ';
    expect(() => read(`${'\n'.repeat(11)}${wrong}`)).toThrow(`record-0.cedar:12: ${said}`);
    expect(() => read(`${many.join(' ')} ${wrong}`)).toThrow(`record-0.cedar:1: ${said}`);
  });

  it('permit by the first ground of those that hold, whatever the order of the files', () => {
    const { decide } = decideBy(treatment, own);
    expect(decide(of({ isTreating: true }))).toEqual({ isPermitted: true, ground: 'TREATMENT', policy: 'treatment' });
    expect(decide(of({ isTreating: true, isOwn: true }))).toEqual({
      isPermitted: true,
      ground: 'OWN_RECORD',
      policy: 'own',
    });
    const twice = decideBy(policy('a', 'permit', 'AUDIT'), policy('b', 'permit', 'AUDIT')).decide;
    expect(twice(of({}))).toMatchObject({ policy: 'a' });
  });

  it('deny what none permits, and say whether a broken glass would help', () => {
    const { decide } = decideBy(own, glass);
    expect(decide(of({}))).toEqual(denied('NO_TREATMENT_RELATIONSHIP', undefined, true));
    expect(decideBy(own).decide(of({}))).toEqual(denied('NO_TREATMENT_RELATIONSHIP', undefined));
    expect(decide(of({ isGlassBroken: true }, { purpose: 'BTG' }))).toEqual({
      isPermitted: true,
      ground: 'EMERGENCY',
      policy: 'glass',
    });
    const other = decideBy(own, glass.replace('"BTG"', '"ETREAT"')).decide;
    expect(other(of({}))).toMatchObject({ wouldBreakGlassHelp: true });
    expect(decideBy(own, glass.replace('"BTG"', '"TREAT"')).decide(of({}))).toMatchObject({
      wouldBreakGlassHelp: false,
    });
  });

  it('deny by the first code of the forbids that hold, whatever the order of the files', () => {
    const { decide } = decideBy(treatment, consent, strike);
    const treating = { isTreating: true };
    expect(decide(of({ ...treating, consent: 'deny' }))).toEqual(denied('CONSENT_DENIED', 'consent', true));
    expect(decide(of({ ...treating, consent: 'deny' }, { purpose: 'HRESCH' }))).toEqual(
      denied('PURPOSE_NOT_ALLOWED', 'strike', true),
    );
    expect(decide(of({ consent: 'deny' }))).toEqual(denied('CONSENT_DENIED', 'consent'));
  });

  it('tell of a label only whom it alone keeps away', () => {
    const { decide } = decideBy(treatment, sealed);
    const labels = labelled('N', 'PSY');
    expect(decide(of({ isTreating: true }, { labels }))).toEqual(denied('RESTRICTED_RECORD', 'sealed'));
    expect(decide(of({}, { labels }))).toEqual(denied('NO_TREATMENT_RELATIONSHIP', undefined));
    const restricted = policy(
      'restricted',
      'forbid',
      'RESTRICTED_RECORD',
      'context.confidentiality == Confidentiality::"R"',
    );
    const byDegree = decideBy(treatment, restricted).decide;
    expect(byDegree(of({ isTreating: true }, { labels: labelled('R') }))).toEqual(
      denied('RESTRICTED_RECORD', 'restricted'),
    );
    expect(byDegree(of({}, { labels: labelled('R') }))).toEqual(denied('NO_TREATMENT_RELATIONSHIP', undefined));
  });

  it('hide that a record exists where one that holds says so', () => {
    const hiding = sealed.replace('@code', '@hides("existence") @code').replace('"sealed"', '"hiding"');
    const labels = labelled('N', 'PSY');
    expect(decideBy(treatment, sealed, hiding).decide(of({ isTreating: true }, { labels }))).toEqual(
      denied('RESTRICTED_RECORD', 'sealed', false, { hidesExistence: true }),
    );
    expect(decideBy(treatment, sealed).decide(of({ isTreating: true }, { labels }))).not.toHaveProperty(
      'hidesExistence',
    );
  });

  it('deny where one fails, and name it', () => {
    const broken = policy('broken', 'forbid', 'CONSENT_DENIED', '9223372036854775807 + 1 == 1');
    const { decide, failures } = decideBy(treatment, broken);
    expect(decide(of({ isTreating: true }))).toEqual(denied('RESTRICTED_RECORD', 'broken'));
    expect(failures).toEqual(['record-1.cedar:1']);
  });

  it('decide once what they cannot tell apart, and nobody changes what was decided', () => {
    const { decide } = decideBy(treatment, sealed);
    const labelledWith = (...codes: string[]) => decide(of({ isTreating: true }, { labels: labelled('N', ...codes) }));
    expect(labelledWith('PSY', 'HIV')).toBe(labelledWith('PSY'));
    expect(labelledWith('HIV')).toBe(labelledWith());
    expect(labelledWith()).not.toBe(labelledWith('PSY'));
    expect(Object.isFrozen(labelledWith())).toBe(true);
  });
});

describe('the policies about records of a folder, for tools', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wasl-record-tools-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const said = '@id("x") @en("x") @ar("x") @ground("AUDIT")';

  it('are refused where there are none', async () => {
    writeFileSync(join(folder, 'field.cedar'), 'permit (principal, action, resource);');
    await expect(loadRecordPolicies(folder)).rejects.toThrow(ConfigError);
    await expect(loadRecordPolicies(folder)).rejects.toThrow(
      `${folder} holds no policies about records: no file record-….cedar.`,
    );
  });

  it('are listed, and fail loudly where one of them fails', async () => {
    writeFileSync(join(folder, recordSchemaName), schema);
    const failing = 'when { context.isOwn || 9223372036854775807 + 1 == 1 }';
    writeFileSync(join(folder, 'record-a.cedar'), `${said} permit (principal, action, resource) ${failing};`);
    const { decide, policies } = await loadRecordPolicies(folder);
    expect(policies).toMatchObject([{ id: 'x', effect: 'permit', ground: 'AUDIT' }]);
    expect(decide(asked('nurse', 'TREAT', { ...stranger, isOwn: true }))).toMatchObject({
      isPermitted: true,
      policy: 'x',
    });
    expect(() => decide(asked('nurse', 'TREAT'))).toThrow(ConfigError);
    const { decide: again } = await loadRecordPolicies(folder);
    expect(() => again(asked('nurse', 'TREAT'))).toThrow(/record-a\.cedar:1: the policy fails: .*overflow/);
  });
});
