import { readFileSync } from 'node:fs';
import { careOf } from '@wasl/demo/care';
import { personas } from '@wasl/demo/personas';
import { referralOf } from '@wasl/demo/referrals';
import { stableUuid } from '@wasl/demo/stableUuid';
import { person } from '@wasl/demo/population';
import { createAuditLog } from '@wasl/gateway/audit/auditLog';
import { type NodeType, readNodes } from '@wasl/gateway/nodes/readNodes';
import { toHealthId } from '@wasl/kit/healthId';
import { idMarks, markedUuid, type MarkedType, withMark } from '@wasl/kit/markedUuid';
import { pharmacyIdOf } from '@wasl/pharmacy/pharmacyId';
import { historyOf } from '@wasl/pharmacy/demoPrescriptions';
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMemorySink } from '../audit/support/memorySink.ts';
import { type RecordedGraph, startRecordedGraph } from './startRecordedGraph.ts';

// Finding by id opens nothing, hides nothing and tells nothing that the type's own field does not.

const count = 72;
const file = new URL('../../schema/supergraph.graphql', import.meta.url);
const types = [...readNodes(parse(readFileSync(file, 'utf8')))!.byType.values()];
/** What anybody may read. */
const open = ['Facility', 'Practitioner', 'Medication', 'Pharmacy'];
const named = (name: string) => types.find(({ typeName }) => typeName === name)!;

/** Whether only its own id names it: of a patient, who is named, it is told why. */
const nodeOf = (name: string) => !open.includes(name) && !['Patient', 'Person'].includes(name);

const people = Array.from({ length: count }, (_, index) => person(index));
const own = people[0]!;
/** Other families; first those whom no facility of Damascus ever treated. */
const isTreatedHere = (one: typeof own) => careOf(one).some(({ facilityId }) => facilityId.startsWith('F-DI-'));
const others = people.filter(({ familyIndex }) => familyIndex !== own.familyIndex);
const strangers = [...others.filter((one) => !isTreatedHere(one)), ...others.filter(isTreatedHere)];

const askers = [undefined, 'citizen', 'physician', 'pharmacist'] as const;
/** What is asked of each besides its id: something of its own, and of whom it is. */
const more: Record<string, string> = {
  Patient: 'givenName { ar } phone encounters(first: 1) { edges { node { id } } }',
  Person: 'verificationLevel patient { id }',
  Facility: 'nameEn',
  Practitioner: 'nameLatin facility { id }',
  Medication: 'atcCode',
  Pharmacy: 'facility { id nameEn }',
  Prescription: 'quantity patient { id givenName { ar } } dispenses { id }',
  LaboratoryOrder: 'priority patient { id givenName { ar } } facility { id nameEn }',
  Dispense: 'quantity prescription { id patient { id } }',
  Referral: 'reason patient { id givenName { ar } }',
  Appointment: 'startsAt patient { id givenName { ar } }',
};
const fieldsOf = ({ typeName }: NodeType) =>
  `__typename id ${more[typeName] ?? 'code patient { id givenName { ar } }'}`;

describe('an object by its id', () => {
  const sink = createMemorySink();
  const audit = createAuditLog({ sink, deadlineMs: 5_000 });
  let graph: RecordedGraph;
  const mine = new Map<string, string>();
  const theirs = new Map<string, string>();
  const nobodys = new Map<string, string>();

  beforeAll(async () => {
    graph = await startRecordedGraph({ patients: count, audit });
    await collect(mine, [own]);
    await collect(theirs, strangers);
    for (const type of Object.keys(idMarks) as MarkedType[]) nobodys.set(type, markedUuid(type));
    nobodys.set('Patient', toHealthId('9000000000')).set('Person', '99999999999');
    for (const [type, id] of [
      ['Facility', 'F-DI-001'],
      ['Practitioner', 'P-000001'],
      ['Medication', 'M-J01CA04'],
      ['Pharmacy', pharmacyIdOf(personas.pharmacist.facilityId ?? '')],
    ] as const) {
      mine.set(type, id);
      nobodys.set(type, `${id.split('-')[0]}-NONE`);
    }
  });
  afterAll(async () => {
    await graph?.stop();
    await audit.close();
  });

  /** An id of each type that these people have something of. */
  async function collect(ids: Map<string, string>, of: readonly (typeof own)[]) {
    for (const one of of) {
      if (!ids.has('Patient')) ids.set('Patient', one.healthId);
      if (one.nationalNumber !== null && !ids.has('Person')) ids.set('Person', one.nationalNumber);
      for (const { id, kind } of await graph.clinicalRecords(one.healthId)) {
        const type = kind.replace(/(^|_)([A-Z]+)/g, (_, __, word: string) => word[0] + word.slice(1).toLowerCase());
        if (!ids.has(type)) ids.set(type, id);
      }
      const { prescriptions, dispenses } = historyOf(one);
      if (prescriptions[0] && !ids.has('Prescription')) ids.set('Prescription', prescriptions[0][0] as string);
      if (dispenses[0] && !ids.has('Dispense')) ids.set('Dispense', dispenses[0][0] as string);
      if (!referralOf(one) || ids.has('Referral')) continue;
      ids.set('Referral', withMark(stableUuid(`referral ${one.index}`), 'Referral'));
      ids.set('Appointment', withMark(stableUuid(`appointment ${one.index}`), 'Appointment'));
    }
  }

  /** An answer whole, who was asked for it, and what of it was written down. */
  async function ask(persona: (typeof askers)[number], query: string, id: string) {
    graph.asked.length = 0;
    sink.entries.splice(1);
    const answer = await graph.send(persona, { query, variables: { id } });
    const noted = sink
      .events()
      .map(({ outcome, fields, categories, code, ground }) => ({ outcome, fields, categories, code, ground }));
    const facts = /recordFacts|prescriptionHolders|authorFacts|facility\(id/;
    const asked = graph.asked.filter(({ query: text }) => !facts.test(text)).map(({ subgraph }) => subgraph);
    // Places in the text that was sent are its own.
    const errors = answer.errors.map(({ message, path, extensions }) => ({ message, path, extensions }));
    return { data: answer.data, errors, asked: asked.sort(), noted };
  }

  const byNode = (type: NodeType) =>
    `query ($id: ID!) { it: node(id: $id) { ...Any ... on ${type.typeName} { ${fieldsOf(type)} } } } fragment Any on Node { id ... on Patient { id } }`;
  const byField = (type: NodeType) => `query ($id: ID!) { it: ${type.field}(${type.key}: $id) { ${fieldsOf(type)} } }`;

  it('is there of every type', () => {
    expect(types.map(({ typeName }) => typeName).filter((name) => !mine.has(name) && !theirs.has(name))).toEqual([]);
    expect(types.map(({ typeName }) => typeName).filter((name) => !nobodys.has(name))).toEqual([]);
    expect(theirs.size).toBe(types.length - open.length);
    expect(mine.size).toBeGreaterThan(8);
  });

  it.each(types.map((type) => [type.typeName, type] as const))(
    '%s is what its own field answers, to everybody',
    async (name, type) => {
      for (const asker of askers)
        for (const ids of [mine, theirs, nobodys]) {
          const id = ids.get(name);
          if (id === undefined) continue;
          const found = await ask(asker, byNode(type), id);
          expect([asker, found]).toEqual([asker, await ask(asker, byField(type), id)]);
        }
    },
  );

  it.each(types.filter(({ typeName }) => !open.includes(typeName)).map((type) => [type.typeName, type] as const))(
    '%s of a stranger is to a private person as one that never was',
    async (name, type) => {
      for (const asker of [undefined, 'citizen'] as const) {
        // All of it: the questions too, which would tell by the time that they take.
        const whole = async (ids: ReadonlyMap<string, string>) => {
          const { data, errors } = await ask(asker, byNode(type), ids.get(name)!);
          return { data, errors, questions: graph.asked.map(({ subgraph, query }) => `${subgraph} ${query}`).sort() };
        };
        await whole(nobodys);
        const stranger = await whole(theirs);
        expect(stranger.data).toEqual({ it: null });
        expect(stranger).toEqual(await whole(nobodys));
      }
    },
  );

  it('are several as one by one, of strangers too', async () => {
    const text = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }';
    const hidden = types.map(({ typeName }) => typeName).filter((name) => nodeOf(name) && theirs.has(name));
    const whole = async (ids: readonly string[]) => {
      graph.asked.length = 0;
      const answer = await graph.send('citizen', { query: text, variables: { ids } });
      // Facts of patients in two systems are asked for when each has answered, twice or together.
      return { answer, questions: new Set(graph.asked.map(({ subgraph, query }) => `${subgraph} ${query}`)) };
    };
    const strangersOf = hidden.map((name) => theirs.get(name)!);
    const nobodysOf = hidden.map((name) => nobodys.get(name)!);
    await whole(nobodysOf);
    const found = await whole(strangersOf);
    expect(found.answer).toEqual({ data: { nodes: hidden.map(() => null) }, errors: [] });
    expect(found).toEqual(await whole(nobodysOf));
  });

  it('of two systems is judged by one question of each, of a stranger as of nobody', async () => {
    const text = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }';
    const factsAskedFor = async (ids: readonly unknown[]) => {
      graph.asked.length = 0;
      const { data, errors } = await graph.send('citizen', { query: text, variables: { ids } });
      expect([data.nodes, errors]).toEqual([[null, null], []]);
      return graph.asked.filter(({ query }) => query.includes('recordFacts')).map(({ query }) => query);
    };
    const both = (
      await Promise.all(
        strangers.map(async (one) => [
          (await graph.clinicalRecords(one.healthId)).find(({ kind }) => kind === 'ENCOUNTER')?.id,
          historyOf(one).prescriptions[0]?.[0],
        ]),
      )
    ).find((ids) => !ids.includes(undefined))!;
    const ofStranger = await factsAskedFor(both);
    expect(ofStranger).toHaveLength(2);
    expect(await factsAskedFor([markedUuid('Encounter'), markedUuid('Prescription')])).toEqual(ofStranger);
  });

  it('that is none is null for everybody, without a word', async () => {
    for (const asker of askers)
      for (const id of [
        '',
        'x',
        '123456789012',
        'Prescription:1',
        markedUuid('Dispense').toUpperCase(),
        markedUuid('Encounter').replace('-8001-', '-4001-'),
      ])
        expect(await ask(asker, byNode(named('Patient')), id)).toEqual({
          data: { it: null },
          errors: [],
          asked: [],
          noted: [],
        });
  });

  it('is read by the one whose it is, and several at once as one by one', async () => {
    const all = types.filter(({ typeName }) => mine.has(typeName));
    const text = `query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }`;
    const ids = [
      ...all.map(({ typeName }) => mine.get(typeName)!),
      'none',
      nobodys.get('Encounter')!,
      theirs.get('Prescription')!,
    ];
    const { data, errors } = await graph.send('citizen', { query: text, variables: { ids } });
    expect(errors).toEqual([]);
    expect(data.nodes).toEqual([
      ...all.map(({ typeName }) => ({ __typename: typeName, id: mine.get(typeName) })),
      null,
      null,
      null,
    ]);
  });

  it('that was sealed is to who may not see it as one that never was', async () => {
    const id = mine.get('Condition')!;
    const type = named('Condition');
    const before = await ask('physician', byNode(type), id);
    await graph.seal(id);
    const sealed = await ask('physician', byNode(type), id);
    const never = await ask('physician', byNode(type), nobodys.get('Condition')!);
    expect(before.data.it).toMatchObject({ id });
    expect([sealed.data, sealed.errors]).toEqual([never.data, never.errors]);
    expect(sealed.data).toEqual({ it: null });
  });
});
