import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { careOf } from '@wasl/demo/care';
import { personas } from '@wasl/demo/personas';
import { person } from '@wasl/demo/population';
import type { AuditLog } from '@wasl/gateway/audit/auditLog';
import { makeSigningKey, readSigningKey } from '@wasl/gateway/audit/checkpoints/signingKey';
import { openAudit } from '@wasl/gateway/audit/openAudit';
import { openPglite } from '@wasl/gateway/audit/store/openPglite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runWasl } from '../gateway/support/startGateway.ts';
import { type RecordedGraph, startRecordedGraph } from './startRecordedGraph.ts';
import { type Bearer, staffIssuer, startStaffIssuer } from './staffTokens.ts';

const day = '2026-11-25';
const people = Array.from({ length: 120 }, (_, index) => person(index));
const own = personas.citizen.healthId ?? '';
const others = people.filter(({ healthId }) => healthId !== own);
const ids = others.map(({ healthId }) => healthId);
const far = people.filter((one) => careOf(one).every(({ facilityId }) => !facilityId.startsWith('F-DI-')));
const { facilityId: facility_id } = personas.physician;
const staff = (role: string, sub: string): Bearer => ({ roles: [role], sub, facility_id, practitioner_id: `P-${sub}` });

/** Reads so many patients in one request, always in the same words. */
const several = (count: number) => {
  const names = Array.from({ length: count }, (_, index) => `a${index}`);
  const fields = names.map((name) => `${name}: patient(healthId: $${name}) { phone }`);
  return `query (${names.map((name) => `$${name}: ID!`).join(' ')}) { ${fields.join(' ')} }`;
};
const search = `query ($demographics: DemographicsInput!) { searchPatients(demographics: $demographics) { birthYear patient { healthId } } }`;

describe('wasl audit report, over what a running gateway wrote down', () => {
  let folder: string;
  let issuer: Awaited<ReturnType<typeof startStaffIssuer>>;
  let graph: RecordedGraph;
  let log: AuditLog;
  let environment: Record<string, string>;
  /** When it is asked, as the audit is to say it. */
  let at = '';
  /** Whom the harvester's searches showed. */
  let harvest = 0;

  async function ask(bearer: Bearer, query: string, variables: object) {
    const { data, errors } = await graph.send(undefined, { query, variables }, await issuer.headersOf(bearer));
    return { data, codes: errors.map(({ extensions }) => extensions.code) };
  }
  /** Reads these patients, at an hour in Damascus. */
  async function read(bearer: Bearer, hour: number, patients: readonly string[]) {
    at = `${day}T${String(hour - 3).padStart(2, '0')}:10:00.000Z`;
    const variables = Object.fromEntries(patients.map((healthId, index) => [`a${index}`, healthId]));
    return ask(bearer, several(patients.length), variables);
  }
  async function find(bearer: Bearer, found: typeof people) {
    at = `${day}T08:10:00.000Z`;
    const hits = new Set<string>();
    for (const { givenName, familyName, birthDate } of found) {
      const demographics = { givenName: givenName.ar, familyName: familyName.ar, birthDate };
      const { data, codes } = await ask(bearer, search, { demographics });
      expect(codes).toEqual([]);
      for (const { patient } of data.searchPatients) hits.add(patient.healthId);
    }
    return hits.size;
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wasl-suspicious-'));
    const keyFile = join(folder, 'key.pem');
    const store = join(folder, 'audit');
    makeSigningKey(keyFile);
    environment = { WASL_AUDIT_URL: `pglite:${store}`, WASL_AUDIT_KEY_FILE: keyFile, LC_ALL: 'en_GB.UTF-8' };
    const fail = (cause: unknown) => {
      throw cause;
    };
    log = openAudit({
      database: await openPglite(store),
      key: readSigningKey(keyFile, 'The key'),
      deadlineMs: 30_000,
      onDown: fail,
      onUp: () => undefined,
      onLost: fail,
      onCheckpointFailure: fail,
    });
    issuer = await startStaffIssuer();
    graph = await startRecordedGraph({
      moreIssuers: issuer.trusted,
      audit: { append: (events) => log.append(events.map((event) => ({ ...event, at }))) },
    });
    const open = async (bearer: Bearer, hour: number, patients: readonly string[]) => {
      const { codes } = await read(bearer, hour, patients);
      expect([bearer.sub, codes]).toEqual([bearer.sub, []]);
    };
    // Who is to be looked at.
    for (const [nth, hour] of [9, 11, 13].entries())
      await open(staff('registrar', 'curious'), hour, ids.slice(nth * 17, nth * 17 + 17));
    harvest = await find(staff('physician', 'harvester'), others.slice(0, 45));
    expect(harvest).toBeGreaterThan(30);
    const strangers = far.slice(0, 6).map(({ healthId }) => healthId);
    expect((await read(staff('nurse', 'refused'), 10, strangers)).codes).toHaveLength(6);
    await open(staff('registrar', 'nightly'), 23, ids.slice(0, 1));
    await open(staff('nurse', 'kin'), 10, [own]);
    // Who is not: at the bound of each, at night by right, or in their own record.
    for (const [nth, hour] of [9, 11].entries())
      await open(staff('registrar', 'busy'), hour, ids.slice(nth * 25, nth * 25 + 25));
    expect(await find(staff('physician', 'finder'), others.slice(0, 8))).toBeLessThanOrEqual(30);
    expect((await read(staff('nurse', 'mistaken'), 10, strangers.slice(0, 5))).codes).toHaveLength(5);
    await open(staff('registrar', 'early'), 7, ids.slice(0, 2));
    await open(staff('physician', 'on-call'), 23, [own]);
    await open({ roles: ['citizen'], sub: 'herself', health_id: own }, 23, [own]);
    await open({ roles: ['guardian'], sub: 'mother', health_id: own }, 22, personas.citizen.dependants);
    for (let nth = 0; nth < 14; nth += 1) await open(staff('physician', `reader-${nth}`), 12, [own]);
    for (let nth = 0; nth < 15; nth += 1) await open(staff('registrar', `desk-${nth}`), 12, [ids[110] ?? '']);
  });
  afterAll(async () => {
    await graph?.stop();
    issuer?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const relatives = () => {
    const file = join(folder, 'relatives.txt');
    const known = { kin: own, 'on-call': ids[70], herself: own, mother: personas.citizen.dependants[0] };
    writeFileSync(
      file,
      Object.entries(known)
        .map(([sub, id]) => `${staffIssuer}#${sub} ${id}\n`)
        .join(''),
    );
    return file;
  };

  it('names whom it should, for what they did, and nobody else', async () => {
    await log.close();
    const { code, output } = await runWasl(['audit', 'report', '--relatives', relatives()], environment);
    const [last, ...findings] = output.trimEnd().split('\n').toReversed();
    expect([code, last]).toEqual([0, '6 findings. Each may have a good reason: ask before you judge.']);
    const harvested = /harvester, physician: read records of (\d+) patients/.exec(output)?.[1];
    expect(Number(harvested)).toBe(harvest);
    expect(findings.toSorted()).toEqual(
      [
        `${staffIssuer}#curious, registrar: read records of 51 patients on one day`,
        `${staffIssuer}#harvester, physician: read records of ${harvested} patients with one operation within an hour`,
        `${staffIssuer}#refused, nurse: was refused the records of 6 patients on one day`,
        `${staffIssuer}#nightly, registrar: read records of 1 patients outside working hours`,
        `${staffIssuer}#kin, nurse: read a relative’s record, times: 1 (${own})`,
        `the patient’s record was read by 16 people on one day (${own})`,
      ]
        .map((finding) => `${day}  ${finding}`)
        .toSorted(),
    );
  });

  it('says so where there is nothing to look at', async () => {
    const { output } = await runWasl(['audit', 'report', '--until', day], environment);
    expect(output).toBe('Nothing that a person should look at.\n');
  });
});
