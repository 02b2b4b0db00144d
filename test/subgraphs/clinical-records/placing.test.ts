import { randomUUID } from 'node:crypto';
import { person } from '@wasl/demo/population';
import type { Caller } from '@wasl/subgraph-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testCaller } from '../../support/startTestSubgraph.ts';
import { databaseKinds } from '../../support/testPostgres.ts';
import { colleague, physician, startTestClinic, type TestClinic } from './startTestClinic.ts';

const [survivor, restored, stranger] = [person(700).healthId, person(701).healthId, person(702).healthId];
const registrar = testCaller(['registrar']);
const elsewhere = testCaller(['physician'], { practitionerId: 'P-000009', facilityId: 'F-HL-001' });
const parting = {
  mergeId: randomUUID(),
  restored,
  survivors: [survivor],
  mergedAt: new Date(Date.now() - 60_000).toISOString(),
  partedAt: new Date(Date.now() + 3_600_000).toISOString(),
};
const hiding = (caller: Caller): Caller => ({ ...caller, decision: { ...caller.decision, hiddenLabels: ['V'] } });

interface Waiting {
  edges: { node: { recordId: string } }[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
}

describe.each(databaseKinds)('records that were made while two people’s were one, on %s', (kind) => {
  let clinic: TestClinic;
  let ids: string[];
  let sealed: string;
  let before: string;
  beforeAll(async () => {
    clinic = await startTestClinic(kind);
    const idOf = async (type: 'Condition' | 'Procedure', more = {}) =>
      (await clinic.record(type, survivor, more)).record.id as string;
    before = await idOf('Condition');
    await clinic.subgraph.database.query(`UPDATE clinical_record SET recorded_at = now() - interval '2 hours'`);
    ids = [await idOf('Condition'), await idOf('Procedure')];
    sealed = await idOf('Condition', { confidentiality: 'V' });
    await clinic.record('Condition', restored);
  });
  afterAll(() => clinic.stop());

  async function waiting(caller: Caller, page = 'first: 10', partings: unknown[] = [parting]): Promise<Waiting> {
    const text = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Patient {
      recordsToPlace(${page}) { edges { node { recordId } } pageInfo { hasNextPage endCursor } } } } }`;
    const of = [{ __typename: 'Patient', healthId: restored, healthIds: [restored], partings }];
    const { data, errors } = await clinic.subgraph.ask(text, { of }, hiding(caller));
    expect(errors).toBeUndefined();
    return (data as never as { _entities: [{ recordsToPlace: Waiting }] })._entities[0].recordsToPlace;
  }
  const idsIn = ({ edges }: Waiting) => edges.map(({ node }) => node.recordId);
  async function place(recordId: string, belongsTo: string, caller: Caller = physician) {
    const input = { idempotencyKey: randomUUID(), recordId, belongsTo };
    const text = 'mutation ($input: PlaceRecordInput!) { placeRecord(input: $input) { patient { healthId } } }';
    const { data, errors } = await clinic.subgraph.ask(text, { input }, caller);
    const { code, field } = errors?.[0]?.extensions ?? {};
    const placed = (data as { placeRecord?: { patient: { healthId: string } } } | null)?.placeRecord;
    return placed?.patient.healthId ?? [code, field].filter(Boolean).join(' ');
  }
  async function told(healthId: string) {
    const text = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Patient {
      placedRecords { recordId kind isHere textEn } } } }`;
    const of = [{ __typename: 'Patient', healthId, healthIds: [healthId] }];
    const { data } = await clinic.subgraph.ask(text, { of }, testCaller(['citizen'], { healthId }));
    return (data as never as { _entities: [{ placedRecords: unknown[] }] })._entities[0].placedRecords;
  }

  it('wait for their own facility, page by page, and for who decides on merges', async () => {
    expect(idsIn(await waiting(colleague))).toEqual(ids);
    expect(idsIn(await waiting(registrar))).toEqual(ids);
    expect(idsIn(await waiting(elsewhere))).toEqual([]);
    expect(idsIn(await waiting(colleague, 'first: 10', []))).toEqual([]);
    const first = await waiting(colleague, 'first: 1');
    expect([idsIn(first), first.pageInfo.hasNextPage]).toEqual([[ids[0]], true]);
    const second = await waiting(colleague, `first: 1, after: "${first.pageInfo.endCursor}"`);
    expect([idsIn(second), second.pageInfo.hasNextPage]).toEqual([[ids[1]], false]);
  });

  it('wait too where they came while the records were being parted, or soon after, and no longer after that', async () => {
    const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
    const parted = (minutes: number) => ({
      ...parting,
      mergeId: randomUUID(),
      mergedAt: ago(60),
      partedAt: ago(minutes),
    });
    expect(idsIn(await waiting(colleague, 'first: 10', [parted(14)]))).toEqual(ids);
    expect(idsIn(await waiting(colleague, 'first: 10', [parted(16)]))).toEqual([]);
  });

  it('wait sealed for their author alone, whom nobody else is told of or speaks for', async () => {
    expect(idsIn(await waiting(physician))).toEqual([...ids, sealed]);
    expect(await place(sealed, restored, colleague)).toBe('NOT_FOUND');
  });

  it('are placed by their own facility, with one of the two, and once', async () => {
    const [one = '', other = ''] = ids;
    expect(await place(one, restored, elsewhere)).toBe('NOT_FOUND');
    expect(await place(one, stranger)).toBe('BAD_USER_INPUT belongsTo');
    expect(await place(before, restored)).toBe('NOT_FOUND');
    expect(await place('no record', restored)).toBe('NOT_FOUND');
    expect(await Promise.all([place(one, restored), place(one, survivor, colleague)])).toEqual(
      expect.arrayContaining(['ALREADY_DECIDED']),
    );
    expect(await place(other, survivor, colleague)).toBe(survivor);
    expect(await place(other, restored)).toBe('ALREADY_DECIDED');
    expect(await place(sealed, restored)).toBe(restored);
    expect(idsIn(await waiting(physician))).toEqual([]);
  });

  it('lie where they were placed, and what was written under an ID of its own was never asked about', async () => {
    const fields = 'conditions { edges { node { recordId: id } } } procedures { edges { node { recordId: id } } }';
    const { found } = await clinic.patients([[survivor], [restored]], fields);
    const of = (patient: { conditions: Waiting; procedures: Waiting }) => [
      ...idsIn(patient.conditions),
      ...idsIn(patient.procedures),
    ];
    expect(of(found[0])).toEqual(expect.arrayContaining([before, ids[1]]));
    expect(of(found[1])).toContain(sealed);
    expect(of(found[0])).not.toContain(sealed);
  });

  it('of one person are shown at none of the other’s: results of a report, a visit', async () => {
    const visit = (await clinic.record('Encounter', survivor)).record.id as string;
    const result = (await clinic.record('Observation', survivor, { encounterId: visit })).record.id as string;
    const of = { resultIds: [result], encounterId: visit };
    const report = (await clinic.record('DiagnosticReport', survivor, of)).record.id as string;
    const read = async () => {
      const text = `{ diagnosticReport(id: "${report}") { results { id } encounter { id } } }`;
      const { data, errors } = await clinic.subgraph.ask(text, {}, physician);
      expect(errors).toBeUndefined();
      return (data as { diagnosticReport: unknown }).diagnosticReport;
    };
    expect(await read()).toEqual({ results: [{ id: result }], encounter: { id: visit } });
    await waiting(physician);
    expect(await place(report, restored)).toBe(restored);
    expect(await read()).toEqual({ results: [], encounter: null });
    expect([await place(result, restored), await place(visit, survivor)]).toEqual([restored, survivor]);
    expect(await read()).toEqual({ results: [{ id: result }], encounter: null });
  });

  it('are what both people are told of, each what concerns their own record', async () => {
    const out = {
      recordId: sealed,
      kind: 'CONDITION',
      isHere: false,
      textEn: expect.stringContaining('taken out of your record'),
    };
    const back = { ...out, isHere: true, textEn: expect.stringContaining('put back into your record') };
    const stays = {
      recordId: ids[1],
      kind: 'PROCEDURE',
      isHere: true,
      textEn: expect.stringContaining('stays in your record'),
    };
    expect(await told(survivor)).toEqual(expect.arrayContaining([out, stays]));
    expect(await told(restored)).toEqual(expect.arrayContaining([back]));
    expect(await told(restored)).not.toContainEqual(stays);
    expect(await told(stranger)).toEqual([]);
  });
});
