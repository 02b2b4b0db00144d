import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPolicies, type PolicyStore } from '@wasl/gateway/policies/policyStore';
import { readPolicyFiles } from '@wasl/gateway/policies/readPolicies';
import { createRecordDecisions } from '@wasl/gateway/policies/records/recordDecisions';
import { readRecordPolicies } from '@wasl/gateway/policies/records/readRecordPolicies';
import type { RecordQuestion } from '@wasl/gateway/records/recordQuestion';
import { anonymous } from '@wasl/gateway/pipeline/authenticate';
import { root } from '@wasl/kit/paths';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { asked, treating } from './support/questions.ts';

const committed = join(root, 'schema/policies');

let folder: string;
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const change = (name: string, from: string, to: string) => {
  expect(read(name)).toContain(from);
  write(name, read(name).replace(from, to));
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wasl-records-'));
  cpSync(committed, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const annotated = '@id("x") @ground("OWN_RECORD") @en("x") @ar("x")';

describe('a folder of policies about records', () => {
  const open = () => openPolicies(folder, { onPolicyError: () => undefined, onReload: () => undefined });

  it.each([
    [
      'a word that the schema does not know',
      `\n\n${annotated}\npermit (principal == Role::"docter", action, resource);`,
      4,
    ],
    ['a fact that there is not', `\n${annotated}\npermit (principal, action, resource)\nwhen { context.isMine };`, 4],
    ['a policy that can never apply', `${annotated}\npermit (principal, action, resource) when { 1 == 2 };`, 1],
    ['no id', '@ground("AUDIT") @en("x") @ar("x")\npermit (principal, action, resource);', 1],
    ['no Arabic', '@id("x") @ground("AUDIT") @en("x") @ar(" ")\npermit (principal, action, resource);', 1],
    ['no ground', '@id("x") @en("x") @ar("x")\npermit (principal, action, resource);', 1],
    ['a ground that is none', '\n@id("x") @ground("LUCK") @en("x") @ar("x")\npermit (principal, action, resource);', 2],
    ['a code that is none', '@id("x") @code("NO") @en("x") @ar("x")\nforbid (principal, action, resource);', 1],
    ['the id of another', `${annotated.replace('"x"', '"own-record"')}\npermit (principal, action, resource);`, 1],
    ['a broken policy', '\npermit (principal,, resource);', 2],
    ['a field policy', `${annotated}\npermit (principal, action == Action::"policy", resource);`, 2],
  ])('with %s is refused, and told its file and line', async (_, text, line) => {
    write('record-zz.cedar', text);
    await expect(open()).rejects.toThrow(`${join(folder, 'record-zz.cedar')}:${line}: `);
  });

  it('without its schema, or with nothing but it, is refused', async () => {
    rmSync(join(folder, 'record.cedarschema'));
    await expect(open()).rejects.toThrow('record.cedarschema is missing');
    cpSync(join(committed, 'record.cedarschema'), join(folder, 'record.cedarschema'));
    rmSync(join(folder, 'record-policies.cedar'));
    await expect(open()).rejects.toThrow('no policy about records');
  });

  it.each([
    ['a role', '"nurse", ', ''],
    ['a category', '"ALLERGIES", ', ''],
    ['a purpose', '"BTG", ', ''],
    ['a fact', '  isTreating: Bool,\n', ''],
    ['a fact’s kind', 'isOwn: Bool', 'isOwn: String'],
    ['unknown sensitivities', '"REL", "OTHER"', '"REL"'],
  ])('whose schema lacks %s that the gateway speaks of is refused', async (_, from, to) => {
    change('record.cedarschema', from, to);
    await expect(open()).rejects.toThrow(`${join(folder, 'record.cedarschema')}: the gateway asks`);
  });

  it('whose schema is broken is refused at its line', async () => {
    change('record.cedarschema', 'action read, write', 'action read write');
    await expect(open()).rejects.toThrow(/record\.cedarschema:\d+: /);
  });

  it('keeps rules about records out of the other files, where nobody would ask them', async () => {
    write('notes.cedar', 'forbid (principal, action == Action::"read", resource);');
    await expect(open()).rejects.toThrow(`${join(folder, 'notes.cedar')}:1: this is a rule about records`);
  });

  it('grants names of @policy as before, and nothing about records by them', async () => {
    write('all.cedar', 'permit (principal, action, resource);');
    const policies = await open();
    expect(policies.grant(anonymous, {}, 'query').policies.has('anything')).toBe(true);
    expect(policies.decideRecord?.(asked('physician', 'TREAT'))).toMatchObject({ isPermitted: false });
    policies.close();
  });

  it('without any of them decides nothing about records', async () => {
    rmSync(join(folder, 'record-policies.cedar'));
    rmSync(join(folder, 'record.cedarschema'));
    const policies = await open();
    expect(policies.decideRecord).toBeUndefined();
    policies.close();
  });
});

describe('a changed folder', () => {
  const heard: unknown[] = [];
  let policies: PolicyStore;
  beforeEach(async () => {
    heard.length = 0;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    policies = await openPolicies(folder, {
      onPolicyError: (place) => heard.push(place),
      onReload: (error) => heard.push(error instanceof Error ? error.message : error),
    });
    return () => {
      policies.close();
      vi.useRealTimers();
    };
  });
  const decide = (question: RecordQuestion) => policies.decideRecord?.(question);
  const treated = asked('physician', 'TREAT', treating);
  async function lookTwice(): Promise<void> {
    for (let times = 0; times < 2; times += 1) {
      vi.advanceTimersByTime(1_000);
      while (vi.getTimerCount() === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  it('forgets what the old policies decided, with field policies at once', async () => {
    expect(decide(treated)).toMatchObject({ isPermitted: true });
    write(
      'record-strike.cedar',
      '@id("strike") @code("PURPOSE_NOT_ALLOWED") @en("x") @ar("x")\nforbid (principal, action, resource);',
    );
    write('all.cedar', 'permit (principal, action, resource);');
    await lookTwice();
    expect(heard).toEqual([undefined]);
    expect(decide(treated)).toEqual({
      isPermitted: false,
      code: 'PURPOSE_NOT_ALLOWED',
      policy: 'strike',
      wouldBreakGlassHelp: false,
    });
    expect(policies.grant(anonymous, {}, 'query').policies.has('anything')).toBe(true);
  });

  it('changes nothing, of field policies neither, while a policy about records is broken', async () => {
    write('record-zz.cedar', `${annotated} permit (principal == Role::"docter", action, resource);`);
    write('all.cedar', 'permit (principal, action, resource);');
    await lookTwice();
    expect(heard).toEqual([expect.stringContaining(`${join(folder, 'record-zz.cedar')}:1: `)]);
    expect(decide(treated)).toMatchObject({ isPermitted: true });
    expect(policies.grant({ ...anonymous }, {}, 'query').policies.has('anything')).toBe(false);
  });

  it('that holds no policies about records any more leaves those in force', async () => {
    rmSync(join(folder, 'record-policies.cedar'));
    rmSync(join(folder, 'record.cedarschema'));
    await lookTwice();
    expect(heard).toEqual([expect.stringContaining('no longer holds policies about records')]);
    expect(decide(treated)).toMatchObject({ isPermitted: true });
  });
});

describe('a decision', () => {
  const errors: string[] = [];
  beforeEach(() => void (errors.length = 0));
  async function decideBy(text?: string) {
    if (text !== undefined) write('record-zz.cedar', text);
    const policies = readRecordPolicies(await readPolicyFiles(folder));
    if (!policies) throw new Error('No policies about records.');
    return createRecordDecisions(policies, (place) => errors.push(place));
  }

  it('is a denial where a policy fails, a forbid too, and says so once', async () => {
    const decide = await decideBy(
      '@id("fails") @code("CONSENT_DENIED") @en("x") @ar("x")\nforbid (principal == Role::"nurse", action, resource) when { 9223372036854775807 + 1 == 1 };',
    );
    const denied = { isPermitted: false, code: 'RESTRICTED_RECORD', policy: 'fails', wouldBreakGlassHelp: false };
    expect(decide(asked('nurse', 'TREAT', treating))).toEqual(denied);
    expect(decide(asked('nurse', 'TREAT', { ...treating, isOwn: true }))).toEqual(denied);
    expect(errors).toEqual([`${join(folder, 'record-zz.cedar')}:1`]);
    expect(decide(asked('physician', 'TREAT', treating))).toMatchObject({ isPermitted: true });
  });

  it('is kept for questions that policies cannot tell apart, and only for them', async () => {
    const decide = await decideBy();
    const labelled = (...sensitivities: string[]) =>
      decide({ ...asked('physician', 'TREAT', treating), labels: { confidentiality: 'N', sensitivities } });
    expect(labelled('HIV', 'PSY')).toBe(labelled('PSY', 'HIV', 'PSY', 'EMP'));
    expect(labelled('EMP', 'CEL')).toBe(labelled());
    expect(labelled('HIV')).not.toBe(labelled());
    const plain = asked('physician', 'TREAT', treating);
    const others: RecordQuestion[] = [
      { ...plain, action: 'write' },
      { ...plain, role: 'nurse' },
      { ...plain, purpose: 'ETREAT' },
      { ...plain, category: 'ALLERGIES' },
      { ...plain, labels: { confidentiality: 'R', sensitivities: [] } },
      { ...plain, facts: { ...plain.facts, isOwn: true } },
      { ...plain, facts: { ...plain.facts, isTreating: false } },
      { ...plain, facts: { ...plain.facts, hasActivePrescription: true } },
      { ...plain, facts: { ...plain.facts, isGlassBroken: true } },
      { ...plain, facts: { ...plain.facts, isAuthor: true } },
      { ...plain, facts: { ...plain.facts, isAuthorsSpecialty: true } },
      { ...plain, facts: { ...plain.facts, consent: 'deny' } },
      { ...plain, facts: { ...plain.facts, guardianOf: 'child' } },
    ];
    const kept = [plain, ...others].map(decide);
    expect(new Set(kept).size).toBe(kept.length);
    expect([plain, ...others].map(decide).every((decision, index) => decision === kept[index])).toBe(true);
  });

  it.each(['hiv', 'HIV ', '__proto__', 'NEWCODE', ''])(
    'takes the unknown sensitivity %j for one that is guarded, not for none',
    async (code) => {
      const decide = await decideBy();
      const question = {
        ...asked('physician', 'TREAT', treating),
        labels: { confidentiality: 'N', sensitivities: [code] },
      } as const;
      expect(decide(question)).toMatchObject({ isPermitted: false, code: 'RESTRICTED_RECORD' });
    },
  );
});
