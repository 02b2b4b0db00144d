import { randomUUID } from 'node:crypto';
import { personas } from '@wasl/demo/personas';
import { toHealthId } from '@wasl/kit/healthId';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RecordedGraph, startRecordedGraph } from './startRecordedGraph.ts';

const healthId = String(personas.citizen.healthId);
const words = 'Found unconscious in the street, no papers.';
const inputs = {
  breakGlass: 'BreakGlassInput',
  confirmBreakGlass: 'BreakGlassSessionInput',
  endBreakGlass: 'BreakGlassSessionInput',
  reviewBreakGlass: 'ReviewBreakGlassInput',
};

describe('a glass that is broken', () => {
  let graph: RecordedGraph;
  beforeAll(async () => {
    graph = await startRecordedGraph({ audit: 'served' });
  });
  afterAll(() => graph?.stop());

  async function step(persona: string, name: keyof typeof inputs, more: object, purpose?: string) {
    const query = `mutation ($input: ${inputs[name]}!) { ${name}(input: $input) { sessionId isOpen } }`;
    const variables = { input: { idempotencyKey: randomUUID(), ...more } };
    const headers: Record<string, string> = purpose === undefined ? {} : { 'x-purpose-of-use': purpose };
    const { data, errors } = await graph.send(persona, { query, variables }, headers);
    return { ...data?.[name], codes: errors.map(({ extensions }) => extensions.code) };
  }
  /** What the patient reads of the glass, oldest first. */
  async function told() {
    const entries = '{ node { outcome role categories ground sentenceEn sentenceAr } }';
    const query = `{ patient(healthId: "${healthId}") { accessLog(first: 100) { edges ${entries} } } }`;
    const { data, errors } = await graph.send('citizen', { query });
    expect(errors).toEqual([]);
    type Entry = Record<'outcome' | 'role' | 'ground' | 'sentenceEn' | 'sentenceAr', string> & { categories: string[] };
    const edges = data.patient.accessLog.edges as { node: Entry }[];
    return edges
      .map(({ node }) => node)
      .filter(({ categories }) => categories.includes('BREAK_GLASS'))
      .toReversed();
  }
  const ask = () => step('emergency', 'breakGlass', { healthId, reason: 'UNCONSCIOUS', words }, 'ETREAT');

  it('each step is in the patient’s access log, in words, with who took it and what came of it', async () => {
    const { sessionId } = await ask();
    expect(await step('emergency', 'confirmBreakGlass', { sessionId }, 'ETREAT')).toMatchObject({ isOpen: true });
    expect(await step('emergency', 'endBreakGlass', { sessionId }, 'ETREAT')).toMatchObject({ isOpen: false });
    const review = { sessionId, outcome: 'JUSTIFIED', words: 'The ambulance report says so.' };
    expect(await step('auditor', 'reviewBreakGlass', review)).toMatchObject({ codes: [] });
    expect(await step('auditor', 'reviewBreakGlass', review)).toMatchObject({ codes: ['ALREADY_DECIDED'] });
    const log = await told();
    expect(log.map(({ role, outcome }) => `${role} ${outcome}`)).toEqual([
      ...['INTENDED', 'DONE', 'INTENDED', 'DONE', 'INTENDED', 'DONE'].map((outcome) => `emergency ${outcome}`),
      'auditor INTENDED',
      'auditor DONE',
      'auditor INTENDED',
      'auditor FAILED',
    ]);
    expect(new Set(log.map(({ ground }) => ground))).toEqual(new Set(['BREAK_GLASS']));
    const done = log.filter(({ outcome }) => outcome === 'DONE');
    const deeds = ['asked to break the glass', 'broke the glass', 'ended the session', 'decided on the broken glass'];
    expect(done.map(({ sentenceEn }) => sentenceEn)).toEqual(deeds.map((deed) => expect.stringContaining(` ${deed}`)));
    const inArabic = ['طلب كسر الزجاج', 'كسر الزجاج', 'إنهاء جلسة', 'البتّ في كسر الزجاج'];
    expect(done.map(({ sentenceAr }) => sentenceAr)).toEqual(
      inArabic.map((deed) => expect.stringContaining(`: ${deed}`)),
    );
  });

  it('is asked for against a denial of everything, and that is in the log too', async () => {
    const deny = 'mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { patient { healthId } } }';
    const variables = { input: { idempotencyKey: randomUUID(), healthId, decision: 'DENY' } };
    expect((await graph.send('citizen', { query: deny, variables })).errors).toEqual([]);
    const before = (await told()).length;
    expect(await ask()).toMatchObject({ codes: [], isOpen: false });
    expect((await told()).slice(before).map(({ outcome }) => outcome)).toEqual(['INTENDED', 'DONE']);
  });

  it('is nobody’s where the health ID, or the session, is none, and for no other role', async () => {
    const nobody = { healthId: toHealthId('9000000000'), reason: 'UNCONSCIOUS', words };
    const mistyped = { ...nobody, healthId: '123456789012' };
    graph.asked.length = 0;
    expect(await step('emergency', 'breakGlass', nobody)).toMatchObject({ codes: ['NOT_FOUND'] });
    expect(await step('emergency', 'breakGlass', mistyped)).toMatchObject({ codes: ['HEALTH_ID_INVALID'] });
    for (const name of ['confirmBreakGlass', 'endBreakGlass'] as const)
      expect(await step('emergency', name, { sessionId: randomUUID() })).toMatchObject({ codes: ['NOT_FOUND'] });
    const { sessionId } = await ask();
    // Nobody has opened it: an auditor knows nothing of it.
    const review = { sessionId, outcome: 'JUSTIFIED', words: 'The ambulance report says so.' };
    expect(await step('auditor', 'reviewBreakGlass', review)).toMatchObject({ codes: ['NOT_FOUND'] });
    for (const persona of ['physician', 'citizen', 'registrar'])
      expect((await step(persona, 'confirmBreakGlass', { sessionId })).codes).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
    const sent = graph.asked.filter(({ query }) => query.startsWith('mutation') && !query.includes('breakGlass('));
    expect(sent).toEqual([]);
  });
});
