import { randomUUID } from 'node:crypto';
import { personas } from '@wasl/demo/personas';
import { storedSubgraphs } from '@wasl/kit/subgraph';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dayFromNow } from '../support/dayFromNow.ts';
import { digestOf, type RequestToSign, signRequest } from '../support/signRequest.ts';
import { type Asked, type RecordedGraph, startRecordedGraph } from './startRecordedGraph.ts';

const own = personas.citizen.healthId ?? '';
const input = (more: object) => ({ input: { idempotencyKey: randomUUID(), ...more } });
const chart = `query ($healthId: ID!) { patient(healthId: $healthId) { givenName { ar } person { birthDate }
  conditions { edges { node { code } } } prescriptions { edges { node { id } } } } }`;
/** Everybody of the registry, without a word of whom it is asked for. */
const theft = JSON.stringify({
  query: `query ($id: ID!) { _entities(representations: [{ __typename: "Patient", healthId: $id }]) { __typename } }`,
  variables: { id: own },
});

/** A write in each subgraph that anybody of the demo may make: as whom, what and of whom. */
const writes: Record<string, { as: string; query: string; more: object }> = {
  'health-id': {
    as: 'citizen',
    query: 'mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { patient { healthId } } }',
    more: { decision: 'PERMIT', category: 'REPORTS' },
  },
  'clinical-records': {
    as: 'physician',
    query: 'mutation ($input: RecordEncounterInput!) { recordEncounter(input: $input) { record { id } } }',
    more: { code: 'AMB', displayAr: 'صداع', displayEn: 'Headache', effectiveAt: '2026-05-01T08:00:00Z' },
  },
  pharmacy: {
    as: 'physician',
    query: 'mutation ($input: PrescribeInput!) { prescribe(input: $input) { prescription { id } } }',
    more: { medicationId: 'M-N02BE01', quantity: 1, dosage: 'one as needed', validUntil: dayFromNow(30) },
  },
};

describe('a request that the gateway sent to a national subgraph', () => {
  let graph: RecordedGraph;
  beforeAll(async () => {
    graph = await startRecordedGraph({ patients: 60 });
  });
  beforeEach(() => void (graph.asked.length = 0));
  afterAll(() => graph?.stop());

  /** Why a subgraph refuses; undefined where it answers. */
  async function send(subgraph: string, { headers, body }: Asked['sent'], path = ''): Promise<string | undefined> {
    const url = graph.subgraphUrls.get(subgraph) + path;
    const response = await fetch(url, { method: 'POST', headers, body });
    const { data, errors } = (await response.json()) as {
      data?: unknown;
      errors?: { extensions: { code: string; reason: string } }[];
    };
    const [error] = errors ?? [];
    if (error?.extensions.code !== 'CALLER_NOT_VERIFIED') return undefined;
    expect([response.status, data]).toEqual([401, undefined]);
    return error.extensions.reason;
  }
  async function captured(subgraph: string, isMutation: boolean): Promise<Asked['sent']> {
    const { as, query, more } = (isMutation && writes[subgraph]) || { as: 'citizen', query: chart, more: undefined };
    const variables = more ? input({ healthId: own, ...more }) : { healthId: own };
    const { errors } = await graph.send(as, { query, variables });
    expect(errors).toEqual([]);
    const found = graph.asked.find(
      (item) => item.subgraph === subgraph && item.query.startsWith('mutation') === isMutation,
    );
    return found!.sent;
  }
  const signed = (more: Omit<RequestToSign, 'body'>, body = theft) => ({
    body,
    headers: { 'content-type': 'application/json', ...signRequest({ ...more, body }) },
  });

  it.each(storedSubgraphs)(
    '%s, to read, is refused by every other, altered, and without its signature',
    async (name) => {
      const sent = await captured(name, false);
      expect(await send(name, sent)).toBeUndefined();
      for (const other of storedSubgraphs)
        if (other !== name) expect([other, await send(other, sent)]).toEqual([other, 'wrong_audience']);
      const altered = { ...sent, body: sent.body.replace(/^\{"query":"/, '{"query":"# \\n') };
      expect(altered.body).not.toBe(sent.body);
      const digest = { 'content-digest': digestOf(altered.body) };
      expect(await send(name, altered)).toBe('digest');
      expect(await send(name, { ...altered, headers: { ...sent.headers, ...digest } })).toBe('signature');
      expect(await send(name, sent, '?more')).toBe('signature');
      for (const part of ['x-wasl-caller', 'content-digest', 'signature-input', 'signature']) {
        const { [part]: _, ...headers } = sent.headers;
        expect([part, await send(name, { ...sent, headers })]).toEqual([part, 'unsigned']);
      }
    },
  );

  it.each(Object.keys(writes))('%s, to write, is done once, and by no other', async (name) => {
    const sent = await captured(name, true);
    for (const other of storedSubgraphs)
      expect([other, await send(other, sent)]).toEqual([other, other === name ? 'replayed' : 'wrong_audience']);
    // Nor with a signature of another for the same words: each is bound to its own.
    const again = await captured(name, false);
    expect(await send(name, { ...sent, headers: again.headers })).toBe('digest');
  });

  describe.each([...storedSubgraphs, 'partner'])('with the key of %s', (holder) => {
    it('is signed for no other, whatever name the signature gives', async () => {
      const keys = graph.keyOf(holder);
      for (const target of storedSubgraphs) {
        if (target === holder) continue;
        const refusals = await Promise.all([
          send(target, signed({ keys, subgraph: target })),
          send(target, signed({ keys, subgraph: target, audience: holder })),
          send(target, signed({ keys, subgraph: holder, audience: target })),
          send(target, signed({ keys, subgraph: holder })),
          send(target, signed({ keys, subgraph: target, epoch: 2 })),
        ]);
        expect([target, refusals]).toEqual([
          target,
          ['signature', 'signature', 'wrong_audience', 'wrong_audience', 'unknown_key'],
        ]);
      }
    });

    it('is answered by its holder, where it is one of these', async () => {
      if (!graph.subgraphUrls.has(holder)) return;
      expect(await send(holder, signed({ keys: graph.keyOf(holder), subgraph: holder }))).toBeUndefined();
    });
  });
});
