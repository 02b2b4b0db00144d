import { randomUUID } from 'node:crypto';
import { createAuditLog } from '@wasl/gateway/audit/auditLog';
import { scopesOf } from '@wasl/schema/roles.ts';
import { personas } from '@wasl/demo/personas';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMemorySink } from '../audit/support/memorySink.ts';
import { askInParts } from '../gateway/support/askInParts.ts';
import { startTestIssuer, type TestIssuer } from '../support/startTestIssuer.ts';
import { type RecordedGraph, startRecordedGraph } from './startRecordedGraph.ts';

// Subgraphs open nothing of a patient to who asks as nobody or may not ask at all: they answer null, as for what is not there.

const healthId = personas.citizen.healthId ?? '';
const issuerName = 'https://staff.example';
const search =
  '{ searchPatients(demographics: { givenName: "محمد", familyName: "الحلبي" }) { birthYear patient { healthId } } }';

interface Body {
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
}

describe('who asks in no one role, or for what the role may not', () => {
  const sink = createMemorySink();
  const audit = createAuditLog({ sink, deadlineMs: 5_000 });
  let issuer: TestIssuer;
  let graph: RecordedGraph;

  beforeAll(async () => {
    issuer = await startTestIssuer();
    const moreIssuers = [{ issuer: issuerName, jwksUrl: issuer.jwksUrl }];
    graph = await startRecordedGraph({ audit, moreIssuers });
  });
  beforeEach(() => void sink.entries.splice(1));
  afterAll(async () => {
    await graph?.stop();
    await audit.close();
    issuer?.stop();
  });

  const headersOf = async (roles: string[], more: Record<string, string> = {}) => ({
    ...(await issuer.headersFor({
      iss: issuerName,
      aud: 'wasl',
      roles,
      scope: scopesOf(roles.length > 0 ? roles : ['physician', 'registrar']).join(' '),
      facility_id: 'F-DI-001',
      practitioner_id: personas.physician.practitionerId,
    })),
    ...more,
  });

  async function ask(query: string, headers: Record<string, string>) {
    const response = await fetch(graph.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    });
    const { data, errors = [] } = (await response.json()) as Body;
    return { data, errors, codes: errors.map(({ path, extensions }) => `${path?.join('.')} ${extensions['code']}`) };
  }

  const written = () =>
    sink.events().map(({ action, outcome, patient, categories, code }) => [action, outcome, patient, categories, code]);

  const both = ['physician', 'registrar'];
  const card = `{ patient(healthId: "${healthId}") { healthId phone conditions { edges { node { code } } } } }`;
  const noRole =
    'Your access token names no role that is known here, and records open to roles only: sign in with an account that has one.';

  it.each([
    [
      'a role that is not held',
      both,
      { 'x-wasl-role': 'auditor' },
      'You do not have the role that the header x-wasl-role names: name one that you have.',
    ],
    [
      'none of several',
      both,
      {},
      'You have several roles, and a request acts in one: name it in the header x-wasl-role.',
    ],
    [
      'none of several, in Arabic',
      both,
      { 'accept-language': 'ar' },
      'لك عدة أدوار، والطلب يكون بدور واحد: اذكره في الترويسة x-wasl-role.',
    ],
    ['no role at all', [], {}, noRole],
  ] as const)('is told what would help: %s', async (_, roles, more, message) => {
    const { data, errors, codes } = await ask(card, await headersOf([...roles], more));
    expect([data, codes]).toEqual([{ patient: null }, ['patient BAD_REQUEST']]);
    expect(errors[0]).toMatchObject({ message, extensions: { header: 'x-wasl-role', expected: roles } });
    expect(written()).toEqual([['read', 'refused', healthId, ['DEMOGRAPHICS'], 'BAD_REQUEST']]);
  });

  it('is told the same of a patient who is not there', async () => {
    const { codes } = await ask('{ patient(healthId: "100000000011") { phone } }', await headersOf(both));
    const { codes: unknown } = await ask('{ patient(healthId: "900000000016") { phone } }', await headersOf(both));
    expect([codes, unknown]).toEqual([['patient BAD_REQUEST'], ['patient BAD_REQUEST']]);
  });

  it('finds nobody and is told why, in a search and in a page', async () => {
    expect(await ask(search, await headersOf(both))).toMatchObject({
      data: { searchPatients: null },
      codes: ['searchPatients BAD_REQUEST'],
    });
    expect(written()).toEqual([['read', 'refused', undefined, ['SEARCH'], 'BAD_REQUEST']]);
    const page = await ask('{ duplicateReviews { edges { node { left { healthId } } } } }', await headersOf(both));
    expect(page.codes).toEqual(['duplicateReviews.edges.0.node BAD_REQUEST']);
  });

  it('writes nothing', async () => {
    const input = `{ idempotencyKey: "${randomUUID()}", healthId: "${healthId}", code: "J45.9", displayAr: "الربو", displayEn: "Asthma", effectiveAt: "2026-05-01T08:00:00Z" }`;
    const { codes } = await ask(
      `mutation { recordCondition(input: ${input}) { record { id } } }`,
      await headersOf(both),
    );
    expect(codes).toEqual(['recordCondition BAD_REQUEST']);
    expect(written()).toEqual([['write', 'refused', healthId, ['CONDITIONS'], 'BAD_REQUEST']]);
  });

  it('is told in the part that was put off', async () => {
    const deferring = `{ facility(id: "F-DI-001") { code: id } ... @defer { patient(healthId: "${healthId}") { phone } } }`;
    const { parts } = await askInParts(graph.url, deferring, {}, undefined, await headersOf(both));
    expect(JSON.stringify(parts)).toContain('"path":["patient"],"extensions":{"header":"x-wasl-role"');
    expect(written()).toEqual([['read', 'refused', healthId, ['DEMOGRAPHICS'], 'BAD_REQUEST']]);
  });

  it('hears that a purpose is none, and it is written down of whom it was asked', async () => {
    const { errors } = await ask(card, await headersOf(['physician'], { 'x-purpose-of-use': 'CURIOSITY' }));
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_REQUEST', header: 'x-purpose-of-use' } }]);
    expect(errors[0]?.message).toMatch(/^The header x-purpose-of-use names no purpose that is known here/);
    expect(written()).toEqual([['read', 'refused', healthId, ['CONDITIONS', 'DEMOGRAPHICS'], 'BAD_REQUEST']]);
  });

  it('hears that the role may not claim a purpose', async () => {
    const { data, codes } = await ask(card, await headersOf(['physician'], { 'x-purpose-of-use': 'PUBHLTH' }));
    expect([data, codes]).toEqual([{ patient: null }, ['patient PURPOSE_NOT_ALLOWED']]);
    expect(written()).toEqual([['read', 'refused', healthId, ['DEMOGRAPHICS'], 'PURPOSE_NOT_ALLOWED']]);
    expect((await ask(search, await headersOf(['physician'], { 'x-purpose-of-use': 'PUBHLTH' }))).codes).toEqual([
      'searchPatients PURPOSE_NOT_ALLOWED',
    ]);
  });

  it('hears that the work of the role does not reach there', async () => {
    const identifiers = `{ patient(healthId: "${healthId}") { healthId identifiers { value } } }`;
    expect(await ask(identifiers, await headersOf(['pharmacist']))).toMatchObject({
      data: { patient: { healthId, identifiers: null } },
      codes: ['patient.identifiers PURPOSE_NOT_ALLOWED'],
    });
    const asAuditor = await headersOf(['physician', 'auditor'], { 'x-wasl-role': 'auditor' });
    expect((await ask(`{ patient(healthId: "${healthId}") { phone } }`, asAuditor)).codes).toEqual([
      'patient.phone PURPOSE_NOT_ALLOWED',
    ]);
    expect((await ask('{ prescription(id: "RX-1") { id } }', asAuditor)).codes).toEqual([
      'prescription PURPOSE_NOT_ALLOWED',
    ]);
  });

  it('decides nothing by an office that the request does not act in, and its owner is not asked to', async () => {
    const act = (name: string, more: string, fields: string) =>
      `mutation { ${name}(input: { idempotencyKey: "${randomUUID()}", ${more} }) { ${fields} } }`;
    const words = 'words: "The booklet names somebody else."';
    const acts = [
      act('confirmAct', 'actId: "a"', 'act { id }'),
      act('rejectAct', `actId: "a", ${words}`, 'act { id }'),
      act('placeReturn', `reviewId: "r", belongsTo: "${healthId}"`, 'review { id }'),
      act('decideDuplicate', 'reviewId: "r", isSamePerson: false', 'review { id }'),
      act('reviewBreakGlass', `sessionId: "s", outcome: JUSTIFIED, ${words}`, 'sessionId'),
    ];
    const offices = [...both, 'auditor'];
    const asPhysician = await headersOf(offices, { 'x-wasl-role': 'physician' });
    const asNobody = await headersOf(offices);
    graph.asked.length = 0;
    for (const text of acts) {
      const name = /\{ (\w+)/.exec(text)?.[1];
      expect((await ask(text, asPhysician)).codes).toEqual([`${name} UNAUTHORIZED_FIELD_OR_TYPE`]);
      expect((await ask(text, asNobody)).codes).toEqual([`${name} BAD_REQUEST`]);
    }
    expect(graph.asked.filter(({ query }) => query.startsWith('mutation'))).toEqual([]);
    const asRegistrar = await headersOf(offices, { 'x-wasl-role': 'registrar' });
    expect((await ask(acts[0] ?? '', asRegistrar)).codes).toEqual(['confirmAct NOT_FOUND']);
    expect(graph.asked.filter(({ query }) => query.startsWith('mutation'))).toHaveLength(1);
  });

  it('may still ask for what is about nobody', async () => {
    expect(await ask('{ facility(id: "F-DI-001") { id } }', await headersOf(both))).toMatchObject({
      data: { facility: { id: 'F-DI-001' } },
      codes: [],
    });
    expect(written()).toEqual([]);
  });
});
