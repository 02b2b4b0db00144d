import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';
import { startTestIssuer, type TestIssuer } from '../support/startTestIssuer.ts';
import { recordSubgraphs, type RecordWorld } from './support/recordSubgraphs.ts';

const policiesDir = fileURLToPath(new URL('../../schema/policies', import.meta.url));

let issuer: TestIssuer;
let gateway: TestGateway;
const world: RecordWorld = { facts: {}, written: [] };

beforeAll(async () => {
  issuer = await startTestIssuer();
  gateway = await startTestGateway(recordSubgraphs(world), {
    tokens: { jwksUrl: issuer.jwksUrl },
    policiesDir,
    facts: { ttlMs: 0 },
  });
});

beforeEach(() => {
  world.facts = { '1': { isTreating: true }, '2': {}, '3': { isOwn: true }, '4': { guardianOf: 'child' } };
  world.written = [];
  gateway.subgraphs.asked.length = 0;
});

afterAll(async () => {
  await gateway?.stop();
  issuer?.stop();
});

interface Body {
  data: Record<string, unknown> | null;
  errors?: {
    path?: (string | number)[];
    message: string;
    extensions: { code: string; wouldBreakGlassHelp?: boolean };
  }[];
}

async function ask(roles: string[], query: string, headers: Record<string, string> = {}, practitioner?: string) {
  const token = await issuer.headersFor({ roles, facility_id: 'F-DI-001', practitioner_id: practitioner });
  const { data, errors = [] } = (await gateway.ask(query, { headers: { ...token, ...headers } })) as Body;
  return { data, errors: errors.map(({ path, extensions }) => `${path?.join('.')} ${extensions.code}`) };
}

const chart = (id: string) => `{ patient(healthId: "${id}") { phone encounters { nodes { text } } } }`;

describe('by the policies of the folder', () => {
  test('a physician reads whom the facility treats, without what is labelled', async () => {
    expect(await ask(['physician'], chart('1'))).toEqual({
      data: { patient: { phone: '01', encounters: { nodes: [{ text: 'Visit a of 1' }, null] } } },
      errors: ['patient.encounters.nodes.1 RESTRICTED_RECORD'],
    });
  });

  test('who wrote what is labelled reads it, while the facility treats the patient', async () => {
    const read = (id: string, practitioner: string) => ask(['physician'], chart(id), {}, practitioner);
    expect((await read('1', 'P-b')).data).toEqual({
      patient: { phone: '01', encounters: { nodes: [{ text: 'Visit a of 1' }, { text: 'Visit b of 1' }] } },
    });
    expect((await read('1', 'P-a')).errors).toEqual(['patient.encounters.nodes.1 RESTRICTED_RECORD']);
    expect((await read('2', 'P-b')).data).toEqual({ patient: { phone: null, encounters: null } });
    const amend = 'mutation { amendEncounter(input: { id: "1-b" }) { text } }';
    expect((await ask(['physician'], amend, {}, 'P-a')).errors).toEqual(['amendEncounter NO_TREATMENT_RELATIONSHIP']);
    expect((await ask(['physician'], amend, {}, 'P-b')).errors).toEqual([]);
  });

  test('a stranger’s record is nobody’s, whoever asks on staff', async () => {
    for (const role of ['physician', 'nurse', 'pharmacist', 'statistician']) {
      const { data } = await ask([role], chart('2'));
      expect(data, role).toEqual({ patient: { phone: null, encounters: null } });
    }
  });

  test('a patient reads her own, labelled parts included; a guardian the child’s, unless restricted parts are sealed', async () => {
    expect((await ask(['citizen', 'guardian'], chart('3'))).errors).toEqual([]);
    expect((await ask(['guardian'], chart('4'))).data).toMatchObject({ patient: { phone: '04' } });
  });

  test('a denial of the patient goes before the treatment, for her own facility too, and breaks with the glass alone', async () => {
    world.facts['1'] = { isTreating: true, directives: [{ decision: 'deny', category: 'ENCOUNTERS' }] };
    const { data, errors } = await ask(['physician'], chart('1'));
    expect(data).toEqual({ patient: { phone: '01', encounters: null } });
    expect(errors).toEqual(['patient.encounters CONSENT_DENIED']);
    const clinic = gateway.subgraphs.asked.filter(({ subgraph }) => subgraph === 'clinic');
    expect(clinic).toEqual([]);
  });

  test('a permission opens a category to a facility that does not treat', async () => {
    const directives = [{ decision: 'permit', category: 'ENCOUNTERS', facilityId: 'F-DI-001' }];
    world.facts['2'] = { directives };
    expect((await ask(['physician'], chart('2'))).errors).toContain('patient.phone NO_TREATMENT_RELATIONSHIP');
    expect((await ask(['physician'], chart('2'))).data).toMatchObject({ patient: { phone: null, encounters: {} } });
    world.facts['2'] = { directives: [{ ...directives[0], facilityId: 'F-HL-002' }] };
    expect((await ask(['physician'], chart('2'))).data).toEqual({ patient: { phone: null, encounters: null } });
  });

  test('a registrar reads who somebody is, and never a visit; an auditor neither', async () => {
    expect((await ask(['registrar'], chart('2'))).data).toEqual({ patient: { phone: '02', encounters: null } });
    expect((await ask(['auditor'], chart('1'))).data).toEqual({ patient: { phone: null, encounters: null } });
  });

  test('a purpose that the role may not claim opens nothing', async () => {
    const { errors } = await ask(['physician'], chart('1'), { 'x-purpose-of-use': 'HRESCH' });
    expect(new Set(errors.map((error) => error.split(' ')[1]))).toEqual(new Set(['PURPOSE_NOT_ALLOWED']));
  });

  test('an emergency doctor with an open session reads a stranger’s visits', async () => {
    world.facts['2'] = { isGlassBroken: true };
    const { data } = await ask(['emergency'], chart('2'), { 'x-purpose-of-use': 'BTG' });
    expect(data).toMatchObject({ patient: { phone: '02', encounters: { nodes: [{ text: 'Visit a of 2' }, {}] } } });
  });

  test('a denial says in the reader’s language why, what would help, and whether breaking the glass would', async () => {
    const token = await issuer.headersFor({ roles: ['emergency'], facility_id: 'F-DI-001' });
    const { errors } = (await gateway.ask(chart('2'), { headers: { ...token, 'accept-language': 'ar' } })) as Body;
    expect(errors?.[0]).toMatchObject({
      message:
        'لا يُفتح لك هذا من سجل بهذا الرقم: ليس سجلك ولا سجل طفل تتكلم باسمه، ولا تعالجه منشأتك. تفتحه زيارة أو إحالة أو وصفة تصرفها الصيدلية أو إذن من المريض نفسه.',
      extensions: { code: 'NO_TREATMENT_RELATIONSHIP', wouldBreakGlassHelp: true },
    });
  });
});

test('a registry that fails opens nothing, and takes nothing else with it', async () => {
  const rejected: unknown[] = [];
  const note = (reason: unknown) => void rejected.push(reason);
  process.on('unhandledRejection', note);
  world.facts = new Proxy(
    {},
    {
      get: () => {
        throw new Error('down');
      },
    },
  );
  const { data } = await ask(['physician'], '{ ward patients { phone } }');
  expect(data).toEqual({ ward: 'open', patients: [1, 2, 3].map(() => ({ phone: null })) });
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', note);
  expect(rejected).toEqual([]);
});

test('a supergraph with records is refused where no policies decide on them', async () => {
  await expect(startTestGateway(recordSubgraphs(world), { tokens: { jwksUrl: issuer.jwksUrl } })).rejects.toMatchObject(
    { code: 'SUPERGRAPH_REFUSED' },
  );
});
