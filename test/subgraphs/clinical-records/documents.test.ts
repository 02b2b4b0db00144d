import { person } from '@wasl/demo/population';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testCaller } from '../../support/startTestSubgraph.ts';
import { databaseKinds } from '../../support/testPostgres.ts';
import { examples, physician, startTestClinic, type TestClinic } from './startTestClinic.ts';

let people = 900;
const someone = () => person((people += 1)).healthId;

describe.each(databaseKinds)('documents, on %s', (kind) => {
  let clinic: TestClinic;
  beforeAll(async () => {
    clinic = await startTestClinic(kind);
  });
  afterAll(() => clinic.stop());

  const write = (healthId: string, change: Record<string, unknown> = {}) =>
    clinic.record('DocumentReference', healthId, change);
  const amend = (id: string, expectedVersion: number, change: Record<string, unknown> = {}) =>
    clinic.write('amendDocumentReference', {
      ...examples.DocumentReference,
      id,
      expectedVersion,
      effectiveAt: '2026-03-02T08:00:00Z',
      ...change,
    });
  async function read(healthId: string, fields: string, caller = physician, args = '') {
    const [{ documents }] = (
      await clinic.patients([[healthId]], `documents${args} { edges { node { ${fields} } } }`, caller)
    ).found;
    return documents.edges.map(({ node }: { node: unknown }) => node);
  }

  it('say what they say, in several lines, and keep the whole of each earlier version', async () => {
    const healthId = someone();
    const { record } = await write(healthId);
    const { code, text } = examples.DocumentReference;
    expect((await amend(record.id, 1, { code: '11506-3', text: 'أُعيد تقييمها.\n\tBetter.' })).record.version).toBe(2);
    expect((await amend(record.id, 1)).code).toBe('VERSION_CONFLICT');
    expect(
      await read(
        healthId,
        'code display { en } writtenAt text version history { version code text effectiveAt author { id } }',
      ),
    ).toEqual([
      {
        code: '11506-3',
        display: { en: 'Progress note' },
        writtenAt: '2026-03-02T08:00:00.000Z',
        text: 'أُعيد تقييمها.\n\tBetter.',
        version: 2,
        history: [
          {
            version: 1,
            code,
            text,
            effectiveAt: '2026-03-01T08:00:00.000Z',
            author: { id: physician.practitionerId },
          },
        ],
      },
    ]);
    await clinic.write('enterDocumentReferenceInError', { id: record.id, expectedVersion: 2 });
    expect(await read(healthId, 'id')).toEqual([]);
  });

  it('are refused without words, with too many, with hidden characters, and as what is no document', async () => {
    const healthId = someone();
    const refused: [Record<string, string>, string | undefined][] = [
      [{ text: '' }, 'text'],
      [{ text: ' \n ... 12' }, 'text'],
      [{ text: 'أ'.repeat(20_001) }, 'text'],
      [{ text: 'Amoxicillin \u202e05' }, undefined],
      [{ text: 'nul \0' }, undefined],
      [{ text: 'half \ud83d' }, undefined],
      [{ code: '10160-0' }, 'code'],
      [{ code: '718-7' }, 'code'],
      [{ code: '18842-4' }, 'code'],
      [{ code: 'note' }, 'code'],
    ];
    for (const [change, field] of refused)
      expect([change, await write(healthId, change)]).toEqual([
        change,
        expect.objectContaining({ code: 'BAD_USER_INPUT', details: expect.objectContaining(field ? { field } : {}) }),
      ]);
    expect((await write(healthId, { text: 'أ'.repeat(20_000) })).code).toBeUndefined();
    for (const code of ['11488-4', '34117-2', '57133-1', '11504-8', '28570-0'])
      expect((await write(healthId, { code })).code).toBeUndefined();
  });

  it('bear what their words mean, are sealed by their authors, and hidden then from everybody else', async () => {
    const healthId = someone();
    const { record } = await write(healthId, { text: 'Known schizophrenia, stable.' });
    expect(await read(healthId, 'sensitivities')).toEqual([{ sensitivities: expect.arrayContaining(['PSY']) }]);
    expect((await amend(record.id, 1, { confidentiality: 'V' })).code).toBeUndefined();
    const other = testCaller(['physician'], { practitionerId: 'P-000009', facilityId: 'F-DI-001' });
    const stranger = { ...other, decision: { ...other.decision, labels: ['*'], hiddenLabels: ['V'] } };
    expect(await read(healthId, 'id', stranger)).toEqual([]);
    const author = { ...physician, decision: { ...physician.decision, labels: ['*'], hiddenLabels: ['V'] } };
    expect(await read(healthId, 'version confidentiality', author)).toEqual([{ version: 2, confidentiality: 'V' }]);
    const lower = {
      id: record.id,
      expectedVersion: 2,
      confidentiality: 'N',
      sensitivities: [],
      reason: 'The patient asked for it in writing.',
    };
    expect((await clinic.write('lowerDocumentReferenceLabels', lower, other)).code).toBe('LABEL_LOWERING_REFUSED');
  });

  it('of nursing are the nurses’, and all others the physicians’, through amending, withdrawing and lowering', async () => {
    const healthId = someone();
    const nurse = testCaller(['nurse'], { practitionerId: 'P-000011', facilityId: 'F-DI-001' });
    const nursing = ['34746-8', '34744-3', '28651-8', '34745-0'];
    const codeAs = async (caller: typeof nurse, code: string) =>
      (await clinic.record('DocumentReference', healthId, { code }, caller)).code;
    for (const code of nursing)
      expect([code, await codeAs(nurse, code), await codeAs(physician, code)]).toEqual([code, undefined, 'FORBIDDEN']);
    for (const code of ['18842-5', '11506-3', '11488-4', '34117-2', '57133-1', '11504-8', '28570-0', '718-7'])
      expect([code, await codeAs(nurse, code)]).toEqual([code, 'FORBIDDEN']);
    expect(await codeAs(nurse, '34746-7')).toBe('FORBIDDEN');
    const { record: theirs } = await clinic.record('DocumentReference', healthId, { code: '34746-8' }, nurse);
    const { record: medical } = await write(healthId);
    const change = (id: string, code: string, caller: typeof nurse, expectedVersion = 1) =>
      clinic.write(
        'amendDocumentReference',
        { ...examples.DocumentReference, id, expectedVersion, code, effectiveAt: '2026-03-02T08:00:00Z' },
        caller,
      );
    // Neither a physician's document nor its type becomes a nurse's by amending it.
    const refused = [
      await change(medical.id, '34746-8', nurse),
      await change(medical.id, '18842-5', nurse),
      await change(medical.id, '34746-8', physician),
      await change(theirs.id, '18842-5', nurse),
      await change(theirs.id, '34746-8', physician),
      await change(theirs.id, '18842-5', physician),
    ];
    expect(refused.map(({ code }) => code)).toEqual(Array(6).fill('FORBIDDEN'));
    expect((await change(theirs.id, '28651-8', nurse)).record.version).toBe(2);
    const withdraw = async (id: string, expectedVersion: number, caller: typeof nurse) =>
      (await clinic.write('enterDocumentReferenceInError', { id, expectedVersion }, caller)).code;
    const lower = {
      expectedVersion: 1,
      confidentiality: 'N',
      sensitivities: [],
      reason: 'Asked for in writing by her.',
    };
    expect((await clinic.write('lowerDocumentReferenceLabels', { id: medical.id, ...lower }, nurse)).code).toBe(
      'FORBIDDEN',
    );
    expect([await withdraw(theirs.id, 2, physician), await withdraw(medical.id, 1, nurse)]).toEqual([
      'FORBIDDEN',
      'FORBIDDEN',
    ]);
    expect([await withdraw(theirs.id, 2, nurse), await withdraw(medical.id, 1, physician)]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('belong to a visit, and are found by their kind and day', async () => {
    const healthId = someone();
    const { record: visit } = await clinic.record('Encounter', healthId);
    const { record } = await write(healthId, { encounterId: visit.id });
    await write(healthId, { code: '11506-3', effectiveAt: '2026-03-05T08:00:00Z' });
    const ofVisit = 'encounters { edges { node { documents { id encounter { id } } } } }';
    const [{ encounters }] = (await clinic.patients([[healthId]], ofVisit)).found;
    expect(encounters.edges[0].node.documents).toEqual([{ id: record.id, encounter: { id: visit.id } }]);
    expect(await read(healthId, 'code', physician, '(code: "18842-5")')).toEqual([{ code: '18842-5' }]);
    expect(await read(healthId, 'code', physician, '(from: "2026-03-02")')).toEqual([{ code: '11506-3' }]);
  });
});
