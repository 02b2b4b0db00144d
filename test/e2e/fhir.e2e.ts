import { randomUUID } from 'node:crypto';
import { careOf } from '@wasl/demo/care';
import { personas } from '@wasl/demo/personas';
import { person } from '@wasl/demo/population';
import { toHealthId } from '@wasl/kit/healthId';
import { Client } from 'fhir-kit-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { danglingIn, faultsOf } from '../fhir/support/validate.ts';
import { type RecordedGraph, startRecordedGraph } from './startRecordedGraph.ts';

const own = personas.citizen.healthId ?? '';
/** Somebody whom no facility of Damascus ever treated. */
const stranger = Array.from({ length: 120 }, (_, index) => person(index)).find((one) =>
  careOf(one).every(({ facilityId }) => !facilityId.startsWith('F-DI-')),
)!;
const nobody = toHealthId('9999999991');

let graph: RecordedGraph;
beforeAll(async () => {
  graph = await startRecordedGraph();
});
beforeEach(() => {
  graph.asked.length = 0;
  graph.down.clear();
});
afterAll(() => graph?.stop());

/** Sends a request below `/fhir` as a persona. */
async function get(persona: string | undefined, path: string, init: RequestInit = {}) {
  const signedIn = persona === undefined ? {} : await graph.headersOf(persona);
  const answer = await fetch(`${graph.fhirUrl}${path}`, { ...init, headers: { ...signedIn, ...init.headers } });
  const text = await answer.text();
  // What comes back is FHIR's own JSON, of whatever was asked.
  // oxlint-disable-next-line typescript/no-explicit-any
  return { status: answer.status, headers: answer.headers, body: (text === '' ? undefined : JSON.parse(text)) as any };
}

const form = (values: Record<string, string>): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(values),
});

interface Entry {
  resource: { resourceType: string; id: string; [name: string]: unknown };
  search?: { mode: string; score?: number };
}

const resourcesOf = (body: { entry?: Entry[] }, mode?: string) =>
  (body.entry ?? [])
    .filter(({ search }) => mode === undefined || search?.mode === mode)
    .map(({ resource }) => resource);
const codesOf = (body: { issue: { details: { coding: { code: string }[] } }[] }) =>
  body.issue.map(({ details }) => details.coding[0]?.code);

/** The sections of a summary: what each says of being empty, or how many entries it has. */
function sectionsOf(bundle: { entry: Entry[] }): Record<string, string | number> {
  const sections = bundle.entry[0]?.resource['section'] as {
    code: { coding: { code: string }[] };
    entry?: unknown[];
    emptyReason?: { coding: { code: string }[] };
  }[];
  return Object.fromEntries(
    sections.map(({ code, entry, emptyReason }) => [
      code.coding[0]?.code,
      emptyReason?.coding[0]?.code ?? entry?.length ?? 'nothing',
    ]),
  );
}

describe('what anybody is told', () => {
  it('the CapabilityStatement opens without a token, is valid, and lists what is served', async () => {
    const { status, headers, body } = await get(undefined, '/metadata');
    expect([status, headers.get('content-type')]).toEqual([200, 'application/fhir+json; charset=utf-8']);
    expect(faultsOf(body)).toEqual([]);
    expect(body.fhirVersion).toBe('4.0.1');
    const types = body.rest[0].resource.map(({ type }: { type: string }) => type);
    expect(types).toEqual(expect.arrayContaining(['Patient', 'Observation', 'AuditEvent', 'Organization']));
    expect(graph.asked).toEqual([]);
  });

  it('SMART clients find the issuer and the scopes', async () => {
    const { status, body } = await get(undefined, '/.well-known/smart-configuration');
    expect(status).toBe(200);
    expect(body.token_endpoint).toMatch(/\/oidc\/token$/);
    expect(body.scopes_supported).toEqual(expect.arrayContaining(['patient/Observation.rs', 'user/AuditEvent.rs']));
    expect(body.capabilities).toContain('permission-v2');
  });

  it('facilities and practitioners are public registers', async () => {
    for (const path of [
      '/Organization/F-DI-001',
      '/Location/F-DI-001',
      '/Practitioner/P-000001',
      '/Location?_count=3',
    ]) {
      const { status, body } = await get(undefined, path);
      expect([path, status, faultsOf(body)]).toEqual([path, 200, []]);
    }
    const { body } = await get(undefined, '/Organization?address-state=SY-HL&_count=50');
    const states = resourcesOf(body).map(({ address }) => (address as { state: string }[])[0]?.state);
    expect(new Set(states)).toEqual(new Set(['SY-HL']));
  });
});

describe('a patient’s summary', () => {
  it('is a valid document in which every reference resolves, with the required sections', async () => {
    const { status, body } = await get('citizen', `/Patient/${own}/$summary`);
    expect(status).toBe(200);
    expect([body.type, body.entry[0].resource.resourceType]).toEqual(['document', 'Composition']);
    expect([faultsOf(body), danglingIn(body)]).toEqual([[], []]);
    expect(Object.keys(sectionsOf(body))).toEqual(expect.arrayContaining(['10160-0', '48765-2', '11450-4']));
  });

  it('reads from right to left in Arabic, and bears the stamp of invented people', async () => {
    const { body } = await get('citizen', `/Patient/${own}/$summary`, { headers: { 'accept-language': 'ar' } });
    const [composition, patient] = resourcesOf(body);
    expect([body.language, composition?.['title']]).toEqual(['ar', 'ملخص المريض الدولي']);
    expect(JSON.stringify(composition?.['text'])).toContain(String.raw`lang=\"ar\" xml:lang=\"ar\" dir=\"rtl\"`);
    expect(JSON.stringify(patient?.['meta'])).toContain('"HTEST"');
    expect(faultsOf(body)).toEqual([]);
  });

  it('says of a ministry that is down that its part is unavailable, and never that there is nothing', async () => {
    graph.down.add('pharmacy');
    const { status, body } = await get('citizen', `/Patient/${own}/$summary`);
    expect([status, sectionsOf(body)['10160-0']]).toEqual([200, 'unavailable']);
    expect(sectionsOf(body)['11450-4']).not.toBe('unavailable');
    graph.down.clear();
    graph.down.add('clinical-records');
    const other = await get('citizen', `/Patient/${own}/$summary`);
    expect(sectionsOf(other.body)).toMatchObject({
      '48765-2': 'unavailable',
      '11450-4': 'unavailable',
      '30954-2': 'unavailable',
    });
    expect([faultsOf(body), faultsOf(other.body)]).toEqual([[], []]);
  });

  it('leaves out what the patient denies, says so, and asks nobody for it', async () => {
    const before = await get('physician', `/Patient/${own}/$summary`);
    expect(before.status).toBe(200);
    const [taken] = resourcesOf(before.body).filter(({ resourceType }) => resourceType === 'MedicationStatement');
    expect(taken).toMatchObject({ status: 'active', subject: { reference: `Patient/${own}` } });
    const record = `mutation ($input: RecordConsentInput!) { recordConsent(input: $input) { patient { consents { id } } } }`;
    const deny = (category: string) =>
      graph.ask('citizen', record, {
        input: { idempotencyKey: randomUUID(), healthId: own, decision: 'DENY', category, role: 'physician' },
      });
    expect((await deny('MEDICATIONS')).errors).toEqual([]);
    graph.asked.length = 0;
    const { status, body } = await get('physician', `/Patient/${own}/$summary`);
    expect([status, sectionsOf(body)['10160-0']]).toEqual([200, 'withheld']);
    expect(resourcesOf(body).filter(({ resourceType }) => resourceType === 'MedicationStatement')).toEqual([]);
    expect(graph.asked.filter(({ query }) => query.includes('medications'))).toEqual([]);
    const search = await get('physician', `/MedicationRequest?patient=${own}`);
    expect([search.status, codesOf(search.body)]).toEqual([403, ['CONSENT_DENIED']]);
    const everything = await get('physician', `/Patient/${own}/$everything?_count=100`);
    const outcomes = resourcesOf(everything.body, 'outcome');
    expect(JSON.stringify(outcomes)).toContain('CONSENT_DENIED');
    expect(faultsOf(everything.body)).toEqual([]);
    expect((await get('citizen', `/Consent?patient=${own}`)).body.entry[0].resource).toMatchObject({
      resourceType: 'Consent',
      provision: { type: 'deny' },
    });
  });
});

describe('whose record', () => {
  it('a patient who may not be seen and one who does not exist answer alike', async () => {
    const answers = await Promise.all(
      [stranger.healthId, nobody].flatMap((healthId) =>
        [`/Patient/${healthId}`, `/Patient/${healthId}/$summary`, `/Patient/${healthId}/$everything`].map((path) =>
          get('physician', path),
        ),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404]);
    const [first] = answers;
    for (const { body } of answers) expect(body).toEqual(first?.body);
    const searches = await Promise.all(
      [stranger.healthId, nobody].map((healthId) => get('physician', `/Condition?patient=${healthId}`)),
    );
    expect(searches.map(({ status }) => status)).toEqual([404, 404]);
    expect(searches[0]?.body).toEqual(searches[1]?.body);
    const found = await get('physician', `/Patient?_id=${stranger.healthId}`);
    expect([found.status, found.body.entry]).toEqual([200, undefined]);
  });

  it('without a token nothing personal opens, with a bad one nothing at all', async () => {
    for (const path of [`/Patient/${own}`, `/Patient/${own}/$summary`, `/Condition?patient=${own}`]) {
      const { status, headers, body } = await get(undefined, path);
      expect([path, status, headers.get('www-authenticate')]).toEqual([path, 401, 'Bearer']);
      expect(codesOf(body)).toEqual(['UNAUTHENTICATED']);
    }
    const bad = await get(undefined, '/Organization/F-DI-001', { headers: { authorization: 'Bearer x.y.z' } });
    expect([bad.status, bad.headers.get('www-authenticate')]).toEqual([401, 'Bearer error="invalid_token"']);
    expect(graph.asked.filter(({ subgraph }) => subgraph !== 'identity')).toEqual([]);
  });

  it('a scope that is missing is 403, in the reader’s language', async () => {
    const { status, body } = await get('statistician', `/Patient/${own}`, { headers: { 'accept-language': 'ar' } });
    expect([status, codesOf(body), body.language]).toEqual([403, ['UNAUTHORIZED_FIELD_OR_TYPE'], 'ar']);
    expect(body.issue[0].details.text).toMatch(/[\u0600-\u06ff]/);
  });
});

describe('searches', () => {
  it('a real client reads all pages, and what it has read is what GraphQL gives', async () => {
    const client = new Client({ baseUrl: graph.fhirUrl, customHeaders: await graph.headersOf('citizen') });
    // Its types are the client's own, and say nothing of the resources.
    let page = (await client.search({
      resourceType: 'Observation',
      searchParams: { patient: own, _count: '1' },
    })) as unknown as {
      entry?: Entry[];
      link: { relation: string; url: string }[];
    };
    const ids: string[] = [];
    for (let count = 0; count < 50; count += 1) {
      expect(faultsOf(page)).toEqual([]);
      ids.push(...resourcesOf(page, 'match').map(({ id }) => id));
      const next = page.link.find(({ relation }) => relation === 'next')?.url;
      if (next === undefined) break;
      expect(Buffer.from(new URL(next).searchParams.get('_page') ?? '', 'base64url').toString()).not.toMatch(
        /\d{4}-\d{2}/,
      );
      page = (await client.nextPage({ bundle: page as never })) as unknown as typeof page;
    }
    const query = `query ($healthId: ID!) { patient(healthId: $healthId) { observations(first: 100) { edges { node { id } } } } }`;
    const { data } = await graph.ask('citizen', query, { healthId: own });
    expect(ids.length).toBeGreaterThan(1);
    expect(ids).toEqual(data.patient.observations.edges.map(({ node }: { node: { id: string } }) => node.id));
  });

  it('a client reads the whole record, and every reference of its pages to people and places resolves', async () => {
    let path: string | undefined = `/Patient/${own}/$everything?_count=10`;
    const seen: string[] = [];
    while (path !== undefined) {
      const { status, body }: { status: number; body: { entry?: Entry[]; link: { relation: string; url: string }[] } } =
        await get('citizen', path);
      expect([status, faultsOf(body)]).toEqual([200, []]);
      expect(
        danglingIn(body).filter(
          (one) => !/^(Patient|Encounter|MedicationRequest|ServiceRequest|Observation)\//.test(one),
        ),
      ).toEqual([]);
      seen.push(...resourcesOf(body, 'match').map(({ resourceType, id }) => `${resourceType}/${id}`));
      path = body.link.find(({ relation }) => relation === 'next')?.url.slice(graph.fhirUrl.length);
    }
    expect(new Set(seen).size).toBe(seen.length);
    const kinds = new Set((await graph.clinicalRecords(own)).map(({ id }) => id));
    // An order is a request for each of its tests.
    const rows = new Set(seen.map((one) => one.split('/')[1]?.split('.')[0] ?? ''));
    expect([...rows].filter((id) => kinds.has(id)).length).toBe(kinds.size);
  });

  it('code, date, category and status narrow a search', async () => {
    const all = resourcesOf((await get('citizen', `/Observation?patient=${own}&_count=100`)).body, 'match') as {
      code: { coding: { code: string }[] };
      effectiveDateTime: string;
      id: string;
      resourceType: string;
    }[];
    const [first] = all;
    const code = first!.code.coding[0]!.code;
    const day = first!.effectiveDateTime.slice(0, 10);
    const idsBy = async (query: string) =>
      resourcesOf((await get('citizen', `/Observation?patient=${own}&_count=100&${query}`)).body, 'match').map(
        ({ id }) => id,
      );
    const ids = (fits: (one: (typeof all)[number]) => boolean) => all.filter(fits).map(({ id }) => id);
    expect(await idsBy(`code=http://loinc.org|${code}`)).toEqual(ids((one) => one.code.coding[0]?.code === code));
    expect(await idsBy(`code=http://snomed.info/sct|${code}`)).toEqual([]);
    expect(await idsBy(`date=${day}`)).toEqual(ids((one) => one.effectiveDateTime.startsWith(day)));
    expect(await idsBy(`date=lt${day}`)).toEqual(ids((one) => one.effectiveDateTime.slice(0, 10) < day));
    expect(await idsBy('status=entered-in-error')).toEqual([]);
    expect((await idsBy('category=laboratory')).length + (await idsBy('category=vital-signs')).length).toBe(all.length);
    expect(await idsBy(`_id=${first!.id}`)).toEqual([first!.id]);
  });

  it('by POST, nothing of the search stands in the address', async () => {
    const { status, body } = await get('citizen', '/Observation/_search', form({ patient: own, _count: '2' }));
    expect([status, resourcesOf(body, 'match').length]).toEqual([200, 2]);
  });

  it('a page opens for nobody else, and not after it was altered', async () => {
    const { body } = await get('citizen', `/Observation?patient=${own}&_count=1`);
    const next = new URL(body.link[1].url).searchParams.get('_page') ?? '';
    const altered = `${next.startsWith('A') ? 'B' : 'A'}${next.slice(1)}`;
    const child = personas.citizen.dependants[0] ?? own;
    const asked = [`/Observation?patient=${own}&_page=${altered}`, `/Condition?patient=${own}&_page=${next}`];
    if (child !== own) asked.push(`/Observation?patient=${child}&_page=${next}`);
    for (const path of asked) {
      const found = await get('citizen', path);
      expect([found.status, codesOf(found.body)]).toEqual([400, ['BAD_REQUEST']]);
    }
  });

  it('unknown parameters are told and ignored, or refused where the client is strict', async () => {
    const lenient = await get('citizen', `/Condition?patient=${own}&bodysite=x`);
    expect([lenient.status, JSON.stringify(resourcesOf(lenient.body, 'outcome'))]).toEqual([
      200,
      expect.stringContaining('bodysite'),
    ]);
    const strict = await get('citizen', `/Condition?patient=${own}&bodysite=x`, {
      headers: { prefer: 'handling=strict' },
    });
    expect(strict.status).toBe(400);
    for (const wrong of ['date=yesterday', 'date=2026-02-30', '_count=none', 'code:in=x'])
      expect([wrong, (await get('citizen', `/Observation?patient=${own}&${wrong}`)).status]).toEqual([wrong, 400]);
    expect((await get('citizen', '/Condition')).status).toBe(400);
  });
});

describe('finding people', () => {
  const { givenName, familyName, sex } = person(0);
  const described = {
    resourceType: 'Parameters',
    parameter: [
      {
        name: 'resource',
        resource: {
          resourceType: 'Patient',
          name: [{ given: [givenName.ar], family: familyName.ar }],
          gender: sex.toLowerCase(),
        },
      },
      { name: 'count', valueInteger: 5 },
    ],
  };
  const matching = (body: unknown): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/fhir+json' },
    body: JSON.stringify(body),
  });

  it('$match answers candidates with score and grade, by the same rules as searchPatients', async () => {
    const { status, body } = await get('nurse', '/Patient/$match', matching(described));
    expect([status, faultsOf(body)]).toEqual([200, []]);
    const found = resourcesOf(body).map(({ id }) => id);
    expect(found).toContain(own);
    expect(found.length).toBeLessThanOrEqual(5);
    expect(body.entry[0].search.score).toBeGreaterThan(0);
    const [hit] = resourcesOf(body);
    expect([hit?.['telecom'], String(hit?.['birthDate']).length]).toEqual([undefined, 4]);
    expect((await get('citizen', '/Patient/$match', matching(described))).status).toBe(403);
    expect((await get('nurse', '/Patient/$match', matching({ resourceType: 'Parameters' }))).status).toBe(400);
    expect((await get('nurse', '/Patient/$match')).status).toBe(405);
  });

  it('names are searched by POST alone', async () => {
    const query = { given: givenName.ar, family: familyName.ar };
    const refused = await get('nurse', `/Patient?${new URLSearchParams(query)}`);
    expect([refused.status, codesOf(refused.body)]).toEqual([400, ['PERSONAL_DATA_IN_ADDRESS']]);
    expect(JSON.stringify(refused.body)).not.toContain(givenName.ar);
    const { status, body } = await get('nurse', '/Patient/_search', form(query));
    expect([status, resourcesOf(body).map(({ id }) => id)]).toEqual([200, expect.arrayContaining([own])]);
  });
});

describe('HTTP', () => {
  it('HEAD has the headers of GET and no body', async () => {
    const head = await get('citizen', `/Patient/${own}`, { method: 'HEAD' });
    expect([head.status, head.body, head.headers.get('content-type')]).toEqual([
      200,
      undefined,
      'application/fhir+json; charset=utf-8',
    ]);
  });

  it.each([
    ['a type that is not served', `/Coverage?patient=${own}`, {}, 404],
    ['XML by Accept', `/Patient/${own}`, { headers: { accept: 'application/fhir+xml' } }, 406],
    ['XML by _format', `/Patient/${own}?_format=xml`, {}, 406],
    ['a mistyped health ID', '/Patient/481516234332', {}, 400],
    ['a write', `/Patient/${own}`, { method: 'PUT' }, 405],
    [
      'a body of another type',
      '/Condition/_search',
      { method: 'POST', body: '<a/>', headers: { 'content-type': 'text/xml' } },
      415,
    ],
    ['an unreadable address', '/Patient/%E0%A4%A', {}, 400],
  ] as [string, string, RequestInit, number][])(
    'refuses %s with an OperationOutcome',
    async (_, path, init, status) => {
      const found = await get('citizen', path, init);
      expect([found.status, found.body.resourceType, faultsOf(found.body)]).toEqual([status, 'OperationOutcome', []]);
      expect(found.headers.get('x-request-id')).toBeTruthy();
      expect(found.headers.get('x-content-type-options')).toBe('nosniff');
    },
  );

  it('a ministry that is down is 503 with Retry-After', async () => {
    graph.down.add('clinical-records');
    const { status, headers, body } = await get('citizen', `/Condition?patient=${own}`);
    expect([status, headers.get('retry-after'), codesOf(body)]).toEqual([503, '1', ['SUBGRAPH_UNAVAILABLE']]);
  });
});
