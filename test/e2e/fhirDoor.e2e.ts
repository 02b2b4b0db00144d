import { randomUUID } from 'node:crypto';
import { careOf } from '@wasl/demo/care';
import { personas } from '@wasl/demo/personas';
import { person } from '@wasl/demo/population';
import type { TrustedList } from '@wasl/gateway/documents/trustedList';
import { roles } from '@wasl/schema/roles.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf } from '../fhir/support/validate.ts';
import { startTokenIssuer, type TokenIssuer } from '../support/startTokenIssuer.ts';
import { type RecordedGraph, startRecordedGraph } from './startRecordedGraph.ts';

const own = personas.citizen.healthId ?? '';
/** Somebody whom no facility of Damascus ever treated. */
const stranger = Array.from({ length: 120 }, (_, index) => person(index)).find((one) =>
  careOf(one).every(({ facilityId }) => !facilityId.startsWith('F-DI-')),
)!;
const portal = 'https://portal.example';
const unknownId = '00000000-0000-4000-8000-000000000000';

let graph: RecordedGraph;
let issuer: TokenIssuer;
beforeAll(async () => {
  issuer = await startTokenIssuer({ iss: 'https://people.test', aud: 'wasl' });
  const moreIssuers = [{ issuer: 'https://people.test', jwksUrl: issuer.jwksUrl }];
  graph = await startRecordedGraph({ audit: 'served', moreIssuers });
});
afterAll(async () => {
  await graph?.stop();
  await issuer?.stop();
});

/** Somebody of the demo who has a record of that kind, and the headers with which they ask. */
async function whoHas(kind: string): Promise<{ healthId: string; headers: Record<string, string> }> {
  for (let index = 0; index < 120; index += 1) {
    const { healthId } = person(index);
    if (!(await graph.clinicalRecords(healthId)).some((record) => record.kind === kind)) continue;
    return { healthId, headers: await headersOfPerson(index) };
  }
  throw new Error(`Nobody in the demo has a record of the kind ${kind}.`);
}

/** Somebody of the demo of whom a search gives something, likewise. */
async function whoseSearchFinds(type: string): Promise<{ healthId: string; headers: Record<string, string> }> {
  for (let index = 0; index < 120; index += 1) {
    const { healthId } = person(index);
    const headers = await headersOfPerson(index);
    if (found((await send(undefined, `/${type}?_count=1&patient=${healthId}`, { headers })).body).length > 0)
      return { healthId, headers };
  }
  throw new Error(`A search for ${type} finds nothing in the demo.`);
}

/** The citizen lets nurses read, for good. */
async function permit(): Promise<void> {
  const said = { healthId: own, decision: 'PERMIT', role: 'nurse' };
  await mutate('citizen', 'RecordConsentInput', 'recordConsent', 'patient { healthId }', said);
}

async function headersOfPerson(index: number): Promise<Record<string, string>> {
  const { healthId } = person(index);
  const claims = { sub: `person-${index}`, roles: ['citizen'], scope: roles.citizen.join(' '), health_id: healthId };
  return { authorization: `Bearer ${await issuer.sign(claims)}` };
}

interface Sent extends RequestInit {
  headers?: Record<string, string>;
}

/** Sends a request below `/fhir` as a persona. */
async function send(persona: string | undefined, path: string, init: Sent = {}, base = graph.fhirUrl) {
  const signedIn = persona === undefined ? {} : await graph.headersOf(persona);
  const answer = await fetch(`${base}${path}`, { ...init, headers: { ...signedIn, ...init.headers } });
  const text = await answer.text();
  // What comes back is FHIR's own JSON, of whatever was asked.
  // oxlint-disable-next-line typescript/no-explicit-any
  return { status: answer.status, headers: answer.headers, body: (text === '' ? undefined : JSON.parse(text)) as any };
}

const form = (values: Record<string, string>): Sent => ({ method: 'POST', body: new URLSearchParams(values) });
const json = (body: unknown): Sent => ({
  method: 'POST',
  headers: { 'content-type': 'application/fhir+json' },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

interface Entry {
  resource: { resourceType: string; id: string; [name: string]: unknown };
  search?: { mode: string };
}
const found = (body: { entry?: Entry[] }, mode = 'match') =>
  (body.entry ?? []).filter(({ search }) => search?.mode === mode).map(({ resource }) => resource);
const codeOf = (body: { issue: { details: { coding: { code: string }[] } }[] }) =>
  body.issue[0]?.details.coding[0]?.code;
const mutate = async (persona: string, type: string, name: string, fields: string, input: object) => {
  const text = `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} } }`;
  const { data, errors } = await graph.ask(persona, text, { input: { idempotencyKey: randomUUID(), ...input } });
  expect(errors).toEqual([]);
  return data[name];
};

describe('reading by id', () => {
  it('each type that says it is read opens by the id that its search gives, valid and the same', async () => {
    const { body: stated } = await send(undefined, '/metadata');
    const types: { type: string; interaction: { code: string }[] }[] = stated.rest[0].resource;
    const readable = types.filter(({ interaction }) => interaction.some(({ code }) => code === 'read'));
    const clinical =
      'Encounter Condition Observation AllergyIntolerance Immunization Procedure DiagnosticReport DocumentReference';
    const rest = 'Appointment ServiceRequest MedicationRequest MedicationDispense Consent AuditEvent';
    const all = `Patient ${clinical} ${rest} Practitioner Organization Location`;
    expect(readable.map(({ type }) => type).join(' ')).toBe(all);
    const citizen = graph.headersOf('citizen');
    for (const { type } of readable) {
      const isRegister = ['Practitioner', 'Organization', 'Location'].includes(type);
      const whose = async () => {
        if (type === 'Appointment') return whoseSearchFinds(type);
        if (type === 'MedicationDispense') return whoseSearchFinds(type);
        if (type === 'ServiceRequest') return whoHas('LABORATORY_ORDER');
        if (type === 'Consent') await permit();
        if (!clinical.split(' ').includes(type)) return { healthId: own, headers: await citizen };
        return whoHas(type.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase());
      };
      const { healthId, headers } = await whose();
      const about = isRegister ? '' : type === 'Patient' ? `_id=${healthId}` : `patient=${healthId}`;
      const [first] = found((await send(undefined, `/${type}?_count=1&${about}`, { headers })).body);
      const read = await send(undefined, `/${type}/${first?.id}`, { headers });
      expect([type, read.status, faultsOf(read.body), read.body]).toEqual([type, 200, [], first]);
      const { versionId } = (first?.['meta'] ?? {}) as { versionId?: string };
      if (versionId !== undefined) expect(read.headers.get('etag')).toBe(`W/"${versionId}"`);
    }
  });

  it('a request, a dispense, a consent and an access open to whom their search gives them, and to nobody else', async () => {
    await permit();
    const cases: [type: string, whose: { healthId: string; headers: Record<string, string> }][] = [
      ['ServiceRequest', await whoHas('LABORATORY_ORDER')],
      ['MedicationDispense', await whoseSearchFinds('MedicationDispense')],
      ['Consent', { healthId: own, headers: await graph.headersOf('citizen') }],
      ['AuditEvent', { healthId: own, headers: await graph.headersOf('citizen') }],
    ];
    const strangersHeaders = await headersOfPerson(119);
    for (const [type, { healthId, headers }] of cases) {
      const matches = found((await send(undefined, `/${type}?patient=${healthId}`, { headers })).body);
      expect([type, matches.length > 0]).toEqual([type, true]);
      for (const resource of matches.slice(0, 3)) {
        const { status, body } = await send(undefined, `/${type}/${resource.id}`, { headers });
        expect([type, status, body]).toEqual([type, 200, resource]);
      }
      const { id } = matches[0]!;
      const unknown = await send(undefined, `/${type}/${unknownId}`, { headers });
      expect([type, unknown.status, codeOf(unknown.body)]).toEqual([type, 404, 'NOT_FOUND']);
      const alike = [
        `${id}x`,
        `x${id}`,
        id.slice(0, 36),
        `${unknownId}.718-7`,
        `${unknownId}-1`,
        `${id}.${id}`.slice(0, 64),
      ];
      for (const wrong of alike.filter((one) => one !== id)) {
        const { status, body } = await send(undefined, `/${type}/${wrong}`, { headers });
        expect([type, wrong, status, body]).toEqual([type, wrong, 404, unknown.body]);
      }
      const theirs = await send(undefined, `/${type}/${id}`, { headers: strangersHeaders });
      expect([type, theirs.status, theirs.body]).toEqual([type, 404, unknown.body]);
      const unsigned = await send(undefined, `/${type}/${id}`);
      expect([type, unsigned.status, unsigned.headers.get('www-authenticate')]).toEqual([type, 401, 'Bearer']);
      const regulated = await send('regulator', `/${type}/${id}`);
      expect([type, regulated.status]).toEqual([type, 403]);
    }
    const [event] = found((await send('auditor', `/AuditEvent?patient=${own}&_count=1`)).body);
    const audited = await send('auditor', `/AuditEvent/${event?.id}`);
    expect([audited.status, faultsOf(audited.body), audited.body]).toEqual([200, [], event]);
    for (const persona of ['physician', 'nurse', 'pharmacist'])
      expect([persona, (await send(persona, `/AuditEvent/${event?.id}`)).status]).toEqual([persona, 403]);
  });

  it('a record of a stranger, a sealed one, one of another type and an unknown id answer alike', async () => {
    const records = await graph.clinicalRecords(stranger.healthId);
    const condition = records.find(({ kind }) => kind === 'CONDITION') ?? records[0]!;
    const type = { CONDITION: 'Condition', ENCOUNTER: 'Encounter' }[condition.kind] ?? 'Observation';
    const unknown = await send('physician', `/${type}/${unknownId}`);
    expect([unknown.status, codeOf(unknown.body)]).toEqual([404, 'NOT_FOUND']);
    const [mine] = found((await send('physician', `/Condition?patient=${own}&_count=1`)).body);
    expect((await send('nurse', `/Condition/${mine!.id}`)).status).toBe(200);
    const alike = [`/${type}/${condition.id}`, `/Encounter/${mine!.id}`, `/Condition/__proto__`, '/Condition/%00'];
    for (const path of alike) {
      const { status, body } = await send('physician', path);
      expect([path, status, body]).toEqual([path, 404, unknown.body]);
    }
    await graph.seal(mine!.id);
    const sealed = await send('nurse', `/Condition/${mine!.id}`);
    expect([sealed.status, sealed.body]).toEqual([404, unknown.body]);
    expect((await send('citizen', `/Condition/${mine!.id}`)).status).toBe(200);
  });

  it('a merged ID opens the survivor, says where that is, and finds the survivor’s records', async () => {
    const { givenName, fatherName, motherName, familyName, birthDate, sex, governorate } = person(0);
    const { patient } = await mutate('registrar', 'IssueHealthIdInput', 'issueHealthId', 'patient { healthId }', {
      givenName: givenName.latin,
      fatherName: fatherName.latin,
      motherName: motherName.latin,
      familyName: familyName.latin,
      birthDate,
      sex,
      governorate,
    });
    const evidence = { kind: 'FAMILY_BOOKLET', reference: '1042', words: 'The booklet, with the name in both scripts' };
    const merge = { from: patient.healthId, into: own, evidence };
    const { act } = await mutate('registrar', 'MergePatientsInput', 'mergePatients', 'act { id }', merge);
    await mutate('registrar2', 'ConfirmActInput', 'confirmAct', 'act { status }', { actId: act.id });
    const { status, headers, body } = await send('citizen', `/Patient/${patient.healthId}`);
    expect([status, body.id, headers.get('content-location')]).toEqual([200, own, `${graph.fhirUrl}/Patient/${own}`]);
    expect(faultsOf(body)).toEqual([]);
    const [before, after] = await Promise.all(
      [own, patient.healthId].map((id) => send('citizen', `/Encounter?patient=${id}`)),
    );
    expect(found(after!.body).length).toBeGreaterThan(0);
    expect(found(after!.body)).toEqual(found(before!.body));
    for (const path of [`/Patient/${patient.healthId}/$summary`, `/Patient/${patient.healthId}/$everything?_count=5`]) {
      const { body: bundle } = await send('citizen', path);
      expect([path, JSON.stringify(bundle.entry).includes(`Patient/${patient.healthId}`)]).toEqual([path, false]);
    }
  });
});

describe('who has looked', () => {
  it('is told to the patient and to the auditor as AuditEvents, page by page, and to nobody else', async () => {
    for (const path of [`/Condition?patient=${own}`, `/MedicationRequest?patient=${own}`, `/Patient/${own}`])
      expect((await send('physician', path)).status).toBe(200);
    expect((await send('physician', `/Patient/${stranger.healthId}`)).status).toBe(404);
    for (const persona of ['citizen', 'auditor']) {
      const seen: string[] = [];
      let path: string | undefined = `/AuditEvent?patient=${own}&_count=3`;
      let reads = 0;
      for (let pages = 0; path !== undefined && pages < 50; pages += 1) {
        const {
          status,
          body,
        }: { status: number; body: { entry?: Entry[]; link: { relation: string; url: string }[] } } = await send(
          persona,
          path,
        );
        expect([status, faultsOf(body)]).toEqual([200, []]);
        const events = found(body);
        seen.push(...events.map(({ id }) => id));
        const said = JSON.stringify(events);
        reads += said.split(personas.physician.practitionerId ?? '').length - 1;
        for (const event of events)
          expect(event).toMatchObject({ resourceType: 'AuditEvent', recorded: expect.stringMatching(/^\d{4}-/) });
        path = body.link.find(({ relation }) => relation === 'next')?.url.slice(graph.fhirUrl.length);
      }
      expect([persona, new Set(seen).size === seen.length, seen.length > 3, reads > 0]).toEqual([
        persona,
        true,
        true,
        true,
      ]);
    }
    const refused = await send('auditor', `/AuditEvent?patient=${stranger.healthId}&date=ge2020`);
    expect(JSON.stringify(found(refused.body))).toContain('NO_TREATMENT_RELATIONSHIP');
    const none = await send('auditor', `/AuditEvent?patient=${own}&date=lt2020`);
    expect([none.status, found(none.body)]).toEqual([200, []]);
    // Whoever says so of themselves is no auditor by it, nor is the patient's log another's.
    const asAuditor = { headers: { 'x-wasl-role': 'auditor' } };
    expect((await send('physician', `/AuditEvent?patient=${own}`)).status).toBe(403);
    expect((await send('physician', `/AuditEvent?patient=${own}`, asAuditor)).status).toBe(403);
    expect((await send('citizen', `/AuditEvent?patient=${stranger.healthId}`)).status).toBe(404);
    const unsigned = await send(undefined, `/AuditEvent?patient=${own}`);
    expect([unsigned.status, unsigned.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });
});

describe('under the gateway’s own limits', () => {
  const list: TrustedList = {
    textOf: () => undefined,
    holds: () => false,
    size: () => 0,
    close: () => Promise.resolve(),
  };

  it.each([
    ['enforce', { trusted: list, enforces: true }],
    ['prefer', { trusted: list }],
    ['off', { registers: false }],
  ])('a FHIR request is no client’s document and is answered where those are: %s', async (mode, documents) => {
    const base = await graph.openAnother({ documents });
    const texts = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"query":"{__typename}"}' };
    const sent = await fetch(base.replace('/fhir', '/graphql'), texts);
    expect((await sent.text()).includes('OPERATION_NOT_TRUSTED')).toBe(mode === 'enforce');
    for (const path of [`/Patient/${own}/$summary`, `/Observation?patient=${own}`, '/Organization/F-DI-001'])
      expect([path, (await send('citizen', path, {}, base)).status]).toEqual([path, 200]);
  });

  it('beyond a rate it is 429 with an OperationOutcome and Retry-After, in the reader’s language', async () => {
    const base = await graph.openAnother({ rates: { caller: { count: 2, seconds: 86_400 } } });
    const ask = () => send('citizen', `/Patient/${own}`, { headers: { 'accept-language': 'ar' } }, base);
    expect([(await ask()).status, (await ask()).status]).toEqual([200, 200]);
    const { status, headers, body } = await ask();
    expect([status, codeOf(body), body.issue[0].code, body.language]).toEqual([429, 'RATE_LIMITED', 'throttled', 'ar']);
    expect([faultsOf(body), Number(headers.get('retry-after')) > 1_000]).toEqual([[], true]);
    expect(body.issue[0].details.text).toMatch(/[\u0600-\u06ff]/);
    // Not the rate of whoever comes with another token, and what tells of nobody costs none.
    expect((await send('physician', `/Patient/${own}`, {}, base)).status).toBe(200);
    expect((await send('citizen', '/metadata', {}, base)).status).toBe(200);
  });

  it('a page of another origin reads answers and refusals where it may, and sends what FHIR wants', async () => {
    const base = await graph.openAnother({}, { cors: { isAllowed: (origin) => origin === portal } });
    const preflight = await send(
      undefined,
      `/Patient/${own}`,
      {
        method: 'OPTIONS',
        headers: {
          origin: portal,
          'access-control-request-method': 'GET',
          'access-control-request-headers': 'authorization, prefer',
        },
      },
      base,
    );
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, portal]);
    expect(preflight.headers.get('access-control-allow-headers')?.split(', ')).toEqual(
      expect.arrayContaining(['authorization', 'prefer', 'content-type', 'x-purpose-of-use']),
    );
    for (const path of [`/Patient/${own}`, '/Coverage/x']) {
      const { headers } = await send('citizen', path, { headers: { origin: portal } }, base);
      expect(headers.get('access-control-allow-origin')).toBe(portal);
      expect(headers.get('access-control-expose-headers')?.split(', ')).toEqual(
        expect.arrayContaining(['content-location', 'etag', 'retry-after', 'www-authenticate', 'x-request-id']),
      );
    }
    const other = await send('citizen', `/Patient/${own}`, { headers: { origin: 'https://other.example' } }, base);
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('what HTTP asks of it', () => {
  it.each([
    ['PUT', `/Patient/${own}`, 'GET, HEAD, OPTIONS'],
    ['DELETE', '/Observation/x', 'GET, HEAD, OPTIONS'],
    ['POST', `/Patient/${own}`, 'GET, HEAD, OPTIONS'],
    ['POST', '/Condition', 'GET, HEAD, OPTIONS'],
    ['POST', '/metadata', 'GET, HEAD, OPTIONS'],
    ['POST', '/.well-known/smart-configuration', 'GET, HEAD, OPTIONS'],
    ['GET', '/Patient/$match', 'POST, OPTIONS'],
    ['GET', '/Condition/_search', 'POST, OPTIONS'],
    ['PATCH', `/Patient/${own}/$everything`, 'GET, HEAD, POST, OPTIONS'],
  ])('%s %s is 405, and Allow says what may be', async (method, path, allow) => {
    const { status, headers, body } = await send('citizen', path, { method });
    expect([status, headers.get('allow'), codeOf(body), faultsOf(body)]).toEqual([
      405,
      allow,
      'METHOD_NOT_ALLOWED',
      [],
    ]);
    const options = await send(undefined, path, { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, allow]);
  });

  it.each([
    ['application/fhir+json; fhirVersion=4.0', 200],
    ['application/fhir+json; fhirVersion=5.0', 406],
    ['application/fhir+json; fhirVersion=3.0, application/json', 200],
    ['application/fhir+xml, */*;q=0.1', 200],
    ['application/fhir+json;q=0', 406],
    ['text/turtle', 406],
  ])('Accept: %s is %i', async (accept, status) => {
    expect((await send(undefined, '/Organization/F-DI-001', { headers: { accept } })).status).toBe(status);
  });

  it.each([
    ['json', 200],
    ['application/fhir%2Bjson', 200],
    ['application/fhir+json;fhirVersion=4.0', 200],
    ['application/fhir+json;fhirVersion=5.0', 406],
    ['json&_format=xml', 406],
    ['', 406],
  ])('_format=%s is %i', async (format, status) => {
    expect((await send(undefined, `/Organization/F-DI-001?_format=${format}`)).status).toBe(status);
  });

  it('a refusal is in the reader’s language, of whatever part of the request', async () => {
    const refusals: [string, Sent, number][] = [
      ['/Patient/%E0%A4%A', {}, 400],
      [`/Patient%2F${own}`, {}, 400],
      ['/Patient/$match', json('{'), 400],
      ['/Condition/_search', json({ resourceType: 'Bundle' }), 400],
      ['/Patient/123', {}, 400],
      ['/Coverage/1', {}, 404],
      ['/Organization?type=FOO', {}, 400],
      ['/Organization?address-state=%00', {}, 400],
      [`/Patient/${own}/$everything?_type=Coverage`, {}, 400],
      [`/Condition?patient=${own}&_count=1e3`, {}, 400],
      ['/Condition/_search', { ...form({ patient: own }), headers: { 'content-encoding': 'gzip' } }, 415],
      ['/Organization/F-DI-001', { headers: { accept: 'text/html' } }, 406],
    ];
    for (const [path, init, status] of refusals)
      for (const language of ['ar', 'en']) {
        const headers = { ...init.headers, 'accept-language': language };
        const { body, ...answer } = await send('citizen', path, { ...init, headers });
        expect([path, answer.status, body.resourceType, body.language, faultsOf(body)]).toEqual([
          path,
          status,
          'OperationOutcome',
          language,
          [],
        ]);
        const { text } = body.issue[0].details;
        expect([path, /[\u0600-\u06ff]/.test(text), /GraphQL|Variable|enum|__/.test(JSON.stringify(body))]).toEqual([
          path,
          language === 'ar',
          false,
        ]);
      }
  });
});

describe('what a search is asked', () => {
  it('parameters that a type has not are told and refused where strict, and never answered as if nobody fitted', async () => {
    for (const path of [`/Encounter?patient=${own}&clinical-status=active`, `/Condition?patient=${own}&status=final`]) {
      const lenient = await send('citizen', path);
      expect([path, found(lenient.body).length > 0, found(lenient.body, 'outcome').length]).toEqual([path, true, 1]);
      const strict = await send('citizen', path, { headers: { prefer: 'respond-async, handling=strict' } });
      expect([path, strict.status, codeOf(strict.body)]).toEqual([path, 400, 'BAD_REQUEST']);
      const asked = await send('citizen', path, { headers: { prefer: 'handling=lenient' } });
      expect([path, asked.status]).toEqual([path, 200]);
    }
  });

  it('the names that FHIR R4 gives to a type’s date and code count, as the CapabilityStatement says', async () => {
    const all = async (query: string) =>
      found((await send('citizen', `/${query}`, { headers: { prefer: 'handling=strict' } })).body).length;
    expect(await all(`MedicationRequest?patient=${own}&authoredon=ge2020`)).toBeGreaterThan(0);
    expect(await all(`MedicationRequest?patient=${own}&authoredon=lt2020`)).toBe(0);
    expect(await all(`Condition?patient=${own}&onset-date=ge1950`)).toBeGreaterThan(0);
    expect(await all(`Condition?patient=${own}&onset-date=lt1950`)).toBe(0);
    expect(await all(`MedicationDispense?patient=${own}&whenhandedover=lt2020`)).toBe(0);
    const { healthId, headers } = await whoHas('IMMUNIZATION');
    const vaccinations = async (code: string) =>
      found((await send(undefined, `/Immunization?patient=${healthId}${code}`, { headers })).body);
    const [given] = await vaccinations('');
    const [{ code }] = (given!['vaccineCode'] as { coding: [{ code: string }] }).coding;
    expect((await vaccinations(`&vaccine-code=${code}`)).length).toBeGreaterThan(0);
    expect(await vaccinations('&vaccine-code=other')).toEqual([]);
    const { body } = await send(undefined, '/metadata');
    const stated = body.rest[0].resource.find(({ type }: { type: string }) => type === 'MedicationRequest');
    expect(stated.searchParam).toContainEqual({ name: 'authoredon', type: 'date' });
  });

  it('nothing personal comes back in a link, and what is known of a person narrows no search by number', async () => {
    const { familyName, givenName } = person(0);
    const mixed = await send('citizen', '/Patient/_search', form({ _id: own, family: familyName.ar }));
    expect([mixed.status, codeOf(mixed.body)]).toEqual([400, 'BAD_REQUEST']);
    expect(JSON.stringify(mixed.body)).not.toContain(familyName.ar);
    const names = { given: givenName.ar, family: familyName.ar, telecom: '0933000000' };
    const lenient = await send('nurse', '/Patient/_search', form(names));
    expect(JSON.stringify(found(lenient.body, 'outcome'))).toContain('telecom');
    expect(JSON.stringify(lenient.body)).not.toContain('0933000000');
    const strict = { ...form(names), headers: { prefer: 'handling=strict' } };
    expect((await send('nurse', '/Patient/_search', strict)).status).toBe(400);
    expect((await send('nurse', `/Patient?address=x`)).status).toBe(400);
  });

  it('an operation takes its parameters from a Parameters resource too', async () => {
    const parameters = {
      resourceType: 'Parameters',
      parameter: [
        { name: '_count', valueInteger: 2 },
        { name: '_type', valueCode: 'Encounter' },
      ],
    };
    const { status, body } = await send('citizen', `/Patient/${own}/$everything`, json(parameters));
    expect(status).toBe(200);
    expect(new Set(found(body).map(({ resourceType }) => resourceType))).toEqual(new Set(['Patient', 'Encounter']));
    const next = body.link.find(({ relation }: { relation: string }) => relation === 'next')?.url ?? '';
    expect(next === '' || next.includes('_type=Encounter')).toBe(true);
    const broken = { resourceType: 'Parameters', parameter: [{ name: '_count' }] };
    expect((await send('citizen', `/Patient/${own}/$everything`, json(broken))).status).toBe(400);
    const text = JSON.stringify(parameters).replace('"_type"', '"_type","name":"_since"');
    const twice = await send('citizen', `/Patient/${own}/$everything`, { ...json(parameters), body: text });
    expect([twice.status, JSON.stringify(twice.body)]).toEqual([400, expect.stringContaining('parameter.name')]);
  });

  it('links that were tampered with, ids with odd letters and huge queries are refused or find nothing', async () => {
    const { body } = await send('citizen', `/Encounter?patient=${own}&_count=1`);
    const { searchParams } = new URL(body.link[1].url);
    const page = searchParams.get('_page') ?? '';
    for (const wrong of ['', 'AAAA', page.slice(0, -2), `${page}AAAA`, page.toUpperCase(), '%00', `${page}&_page=x`])
      expect([wrong, (await send('citizen', `/Encounter?patient=${own}&_page=${wrong}`)).status]).toEqual([
        wrong,
        wrong.endsWith('_page=x') ? 200 : 400,
      ]);
    // The caller's own rights count on the next page too.
    const theirs = await send('physician', `/Encounter?patient=${stranger.healthId}&_page=${page}`);
    expect(theirs.status).toBe(400);
    for (const [path, status] of [
      ['/Organization/%00', 404],
      ['/Location/%E2%80%AE', 404],
      ['/Practitioner/..%5C..', 404],
      [`/Organization/${'x'.repeat(65)}`, 404],
      ['/Organization?_id=%00', 400],
      ['/constructor/__proto__', 404],
      [`/Organization?${'a=b&'.repeat(2_500)}`, 200],
      [`/Condition?patient=${own}&_id=${'x,'.repeat(5_000)}`, 200],
    ] as const)
      expect([path.slice(0, 60), (await send('citizen', path)).status]).toEqual([path.slice(0, 60), status]);
  });
});

it('whoever asks of the issuer while it is asked, or soon after it failed, waits for the same answer', async () => {
  let asked = 0;
  const server = (await import('node:http')).createServer((_, response) => {
    asked += 1;
    setTimeout(() => response.writeHead(500).end(), 50);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as { port: number };
  const base = await graph.openAnother({}, { fhir: { issuer: `http://127.0.0.1:${port}` } });
  const ask = () => send(undefined, '/.well-known/smart-configuration', {}, base);
  const answers = await Promise.all(Array.from({ length: 20 }, ask));
  expect(new Set(answers.map(({ status, headers }) => `${status} ${headers.get('retry-after')}`))).toEqual(
    new Set(['503 1']),
  );
  expect(asked).toBe(1);
  await new Promise((closed) => server.close(closed));
});
