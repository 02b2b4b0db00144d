import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askPatient } from '@wasl/gateway/cli/explain/askPatient';
import { readPatient } from '@wasl/gateway/cli/explain/readPatient';
import { type ExplainFlags, explain } from '@wasl/gateway/cli/policyCommands';
import { toHealthId } from '@wasl/kit/healthId';
import { describe, expect, it, vi } from 'vitest';

type Flags = Partial<ExplainFlags>;
const none = {
  action: 'read',
  own: false,
  treating: false,
  prescription: false,
  glass: false,
  specialty: false,
  laboratory: false,
  author: false,
  language: 'en',
} as const;
const asked = (flags: Flags): ExplainFlags => ({ as: 'citizen', category: 'REPORTS', ...none, ...flags });
const healthId = toHealthId('1234567890');
const mistyped = `${healthId.slice(0, 11)}${(Number(healthId[11]) + 1) % 10}`;
const loopback = 'http://127.0.0.1:1';

async function printed(flags: Flags): Promise<string> {
  let text = '';
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((more) => ((text += String(more)), true));
  try {
    await explain(asked(flags));
  } finally {
    spy.mockRestore();
  }
  return text;
}

describe('a word in --patient', () => {
  it.each<[string, Flags, Flags]>([
    ['own', { as: 'citizen' }, { own: true }],
    ['stranger', { as: 'citizen' }, {}],
    ['child', { as: 'guardian' }, { guardianOf: 'child' }],
    ['adolescent', { as: 'guardian', category: 'ACCESS_LOG' }, { guardianOf: 'adolescent' }],
    ['treated', { as: 'nurse', category: 'OBSERVATIONS' }, { treating: true }],
    ['prescribed', { as: 'pharmacist', category: 'ALLERGIES' }, { prescription: true }],
  ])('says whose record it is, as a flag does: %s', async (patient, flags, facts) => {
    const text = await printed({ ...flags, patient });
    expect(text).toMatch(/: (permitted|denied) /);
    expect(text).toBe(await printed({ ...flags, ...facts }));
  });

  it('goes with facts that say nothing of whose it is', async () => {
    const text = await printed({ as: 'physician', patient: 'treated', consent: 'deny', specialty: true });
    expect(text).toMatch(/^A physician whose facility treats the patient and of .*: denied CONSENT_DENIED /);
  });
});

describe('a health ID in --patient', () => {
  it('is read as people write it', () => {
    expect(readPatient(asked({ patient: healthId.replace(/(....)(....)/, '$1 $2 ') }))).toEqual({ healthId });
  });

  it.each<[Partial<Record<'url' | 'token' | 'category', string>>, string]>([
    [{}, 'A health ID in --patient needs --url and --token of a running gateway; the demo does not run here.'],
    [{ url: loopback }, '--url needs --token'],
    [{ url: loopback, token: 'abc' }, `The gateway at ${loopback} cannot be asked.`],
    [{ url: 'http://health.example', token: 'abc' }, '--url must begin with https://, unless'],
    [{ url: 'http://127.health.example', token: 'abc' }, '--url must begin with https://, unless'],
    [{ url: 'file:///etc', token: 'abc' }, '--url must be an address'],
    [{ url: loopback, token: 'abc', category: 'SEARCH' }, '--category SEARCH is about nobody'],
    [{ url: loopback, token: 'abc', category: 'BREAK_GLASS' }, '--category BREAK_GLASS is only written'],
  ])('is asked of a gateway that can be asked: %j', async (more, sentence) => {
    const question = { role: 'nurse', purpose: 'TREAT', category: 'REPORTS', language: 'en', healthId } as const;
    const config = { dataDir: join(tmpdir(), 'no demo runs there') };
    const asking = askPatient({ url: undefined, token: undefined, ...question, ...(more as object) }, config);
    await expect(asking).rejects.toThrow(sentence);
  });
});

it.each<[Flags, string]>([
  [
    { patient: 'trated' },
    '--patient says whose record it is: own, child, adolescent, treated, prescribed, stranger, or',
  ],
  [{ patient: 'constructor' }, '--patient says whose record it is: own, '],
  [{ patient: '' }, '--patient is no health ID: 12 digits are expected, the last two of which check the others.'],
  [{ patient: healthId.slice(1) }, '--patient is no health ID: 12 digits are expected'],
  [{ patient: mistyped }, '--patient is no health ID: 12 digits are expected'],
  [{ patient: 'own', treating: true, own: true }, '--own, --treating: these do not go with --patient own'],
  [{ patient: 'stranger', guardianOf: 'child' }, '--guardian-of does not go with --patient stranger, which says'],
  [{ patient: 'treated', prescription: true }, '--prescription does not go with --patient treated'],
  [{ patient: 'own', token: 'abc' }, '--token needs a health ID in --patient'],
  [{ own: true, url: loopback }, '--url needs a health ID in --patient'],
  [{ patient: healthId, treating: true }, '--treating does not go with a health ID in --patient'],
  [
    { patient: healthId, consent: 'deny', confidentiality: 'N' },
    '--consent, --confidentiality: these do not go with a',
  ],
  [{ patient: healthId, policies: 'mine' }, '--policies does not go with a health ID'],
  [{ patient: healthId, action: 'write' }, '--action write cannot be asked about a health ID'],
])('what is mistyped or contradicts itself is refused in one sentence: %j', (flags, sentence) => {
  expect(() => readPatient(asked(flags))).toThrow(sentence);
});
