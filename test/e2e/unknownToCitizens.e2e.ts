import { person } from '@wasl/demo/population';
import { personas } from '@wasl/demo/personas';
import { createAuditLog } from '@wasl/gateway/audit/auditLog';
import { toHealthId } from '@wasl/kit/healthId';
import { messageOf } from '@wasl/schema/errors.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMemorySink } from '../audit/support/memorySink.ts';
import { askInParts } from '../gateway/support/askInParts.ts';
import { type RecordedGraph, startRecordedGraph } from './startRecordedGraph.ts';

// Whether somebody has a record here is nothing that a private person may learn by asking.

const stranger = person(60).healthId;
const nobody = toHealthId('9000000000');

describe('a private person who asks for somebody else', () => {
  const sink = createMemorySink();
  const audit = createAuditLog({ sink, deadlineMs: 5_000 });
  let graph: RecordedGraph;
  beforeAll(async () => {
    graph = await startRecordedGraph({ audit });
  });
  beforeEach(() => void sink.entries.splice(1));
  afterAll(async () => {
    await graph?.stop();
    await audit.close();
  });

  async function ask(healthId: string, language = 'en', persona: 'citizen' | 'physician' = 'citizen') {
    const response = await fetch(graph.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept-language': language, ...(await graph.headersOf(persona)) },
      body: JSON.stringify({
        query:
          'query ($healthId: ID!) { him: patient(healthId: $healthId) { healthId phone conditions { edges { node { code } } } } }',
        variables: { healthId },
      }),
    });
    return (await response.json()) as { data: unknown; errors?: { message: string; extensions: { code: string } }[] };
  }

  it.each(['en', 'ar'])('is told why, and the same whether there is such a record: in %s', async (language) => {
    const there = await ask(stranger, language);
    expect(there).toEqual({
      data: { him: null },
      errors: [
        {
          message: messageOf('NO_TREATMENT_RELATIONSHIP', language as 'en' | 'ar'),
          path: ['him'],
          extensions: { code: 'NO_TREATMENT_RELATIONSHIP', wouldBreakGlassHelp: false },
        },
      ],
    });
    expect(await ask(nobody, language)).toEqual(there);
    const refused = ({ outcome, code }: { outcome: string; code?: string | undefined }) => `${outcome} ${code}`;
    expect(new Set(sink.events().map(refused))).toEqual(new Set(['refused NO_TREATMENT_RELATIONSHIP']));
  });

  it('is told the same of somebody who denies everything to everybody', async () => {
    const before = await ask(stranger);
    const registrar = await graph.headersOf('registrar');
    const input = { idempotencyKey: 'denies everything', healthId: stranger, decision: 'DENY' };
    const recorded = await fetch(graph.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...registrar },
      body: JSON.stringify({
        query: 'mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { patient { healthId } } }',
        variables: { input },
      }),
    });
    expect(await recorded.json()).toEqual({ data: { recordConsent: { patient: { healthId: stranger } } } });
    expect(await ask(stranger)).toEqual(before);
  });

  it('hears that an ID is mistyped, and nothing besides', async () => {
    const { errors } = await ask('123456789012');
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['HEALTH_ID_INVALID']);
  });

  it('is told in the part that was put off', async () => {
    const deferring = `{ facility(id: "F-DI-001") { code: id } ... @defer { patient(healthId: "${stranger}") { phone } } }`;
    const { parts } = await askInParts(graph.url, deferring, {}, undefined, await graph.headersOf('citizen'));
    expect(JSON.stringify(parts)).toContain('"code":"NO_TREATMENT_RELATIONSHIP"');
  });

  it('reads the own record as before', async () => {
    const own = await ask(personas.citizen.healthId ?? '');
    expect([own.errors, own.data]).toEqual([
      undefined,
      { him: expect.objectContaining({ healthId: personas.citizen.healthId }) },
    ]);
  });

  it('is no physician, who may search and so is told that there is nobody', async () => {
    expect(await ask(nobody, 'en', 'physician')).toEqual({ data: { him: null } });
  });
});
