import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { careOf } from '@wasl/demo/care';
import { personas } from '@wasl/demo/personas';
import { person } from '@wasl/demo/population';
import { historyOf } from '@wasl/pharmacy/demoPrescriptions';
import { type FieldDefinitionNode, Kind, parse, type TypeNode } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RecordedGraph, startRecordedGraph } from './startRecordedGraph.ts';
import { type Bearer, startStaffIssuer } from './staffTokens.ts';

const count = 160;
const sources = ['clinical-records', 'pharmacy'].map((name) =>
  readFileSync(new URL(`../../schema/subgraphs/${name}.graphql`, import.meta.url), 'utf8'),
);
const definitions = sources.flatMap((source) => parse(source).definitions);

/** Every mutation that names a record by its id, the argument that does, and whose type it is. */
const writes = definitions.flatMap((item) =>
  item.kind === Kind.OBJECT_TYPE_DEFINITION || item.kind === Kind.OBJECT_TYPE_EXTENSION
    ? item.name.value === 'Mutation'
      ? (item.fields ?? []).flatMap(writesOf)
      : []
    : [],
);

function writesOf(field: FieldDefinitionNode) {
  return (field.directives ?? []).flatMap(({ name, arguments: given = [] }) => {
    const read = (key: string) => {
      const value = given.find((item) => item.name.value === key)?.value;
      return value?.kind === Kind.STRING ? value.value : undefined;
    };
    const via = name.value === 'writesRecord' ? read('via') : undefined;
    const idField = read('subject')?.split('.').at(-1) ?? '';
    return via === undefined
      ? []
      : [
          {
            name: field.name.value,
            via,
            idField,
            input: typeName(field.arguments?.[0]?.type),
            output: typeName(field.type),
          },
        ];
  });
}

function typeName(type: TypeNode | undefined): string {
  if (!type) return '';
  return type.kind === Kind.NAMED_TYPE ? type.name.value : typeName(type.type);
}

const scalars: Record<string, unknown> = {
  ID: 'X-1',
  String: 'Words that are long enough.',
  Int: 1,
  Float: 1,
  Boolean: true,
  Date: '2026-05-01',
  DateTime: '2026-05-01T08:00:00Z',
  Decimal: '1',
};

/** A value of a type, with what it requires and nothing else. */
function sampleOf(type: string): unknown {
  const found = definitions.find((item) => 'name' in item && item.name?.value === type);
  if (found?.kind === Kind.ENUM_TYPE_DEFINITION) return found.values?.[0]?.name.value;
  if (found?.kind !== Kind.INPUT_OBJECT_TYPE_DEFINITION) return scalars[type] ?? '1';
  const required = (found.fields ?? []).filter(
    (field) => field.type.kind === Kind.NON_NULL_TYPE && !field.defaultValue,
  );
  return Object.fromEntries(
    required.map(({ name, type: of }) => {
      const isList = of.kind === Kind.NON_NULL_TYPE && of.type.kind === Kind.LIST_TYPE;
      const value = sampleOf(typeName(of));
      return [name.value, isList ? [value] : value];
    }),
  );
}

/** People whom no facility of Damascus ever treated. */
const strangers = Array.from({ length: count }, (_, index) => person(index)).filter((one) =>
  careOf(one).every(({ facilityId }) => !facilityId.startsWith('F-DI-')),
);
const kindOf = (type: string) => type.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();

const damascus = { facility_id: personas.physician.facilityId, practitioner_id: 'P-elsewhere' };
const writers: Bearer[] = [
  ...['physician', 'nurse', 'emergency'].map((role) => ({ roles: [role], ...damascus })),
  { roles: ['pharmacist'], facility_id: personas.pharmacist.facilityId, practitioner_id: 'P-pharmacist' },
  { roles: ['registrar'], facility_id: 'F-DI-001' },
  { roles: ['citizen'], health_id: personas.citizen.healthId },
];

describe('what is written by the id of a stranger’s record', () => {
  const idsOf = new Map<string, string>();
  let issuer: Awaited<ReturnType<typeof startStaffIssuer>>;
  let graph: RecordedGraph;
  beforeAll(async () => {
    issuer = await startStaffIssuer();
    graph = await startRecordedGraph({ patients: count, moreIssuers: issuer.trusted });
    for (const { healthId } of strangers)
      for (const { id, kind } of await graph.clinicalRecords(healthId)) idsOf.set(kind, id);
    const healthId = strangers.find((one) => historyOf(one).prescriptions.length > 0)?.healthId;
    const own = await issuer.headersOf({ roles: ['citizen'], health_id: healthId });
    const list = `{ patient(healthId: "${healthId}") { prescriptions { edges { node { id } } } } }`;
    const { data } = await graph.send(undefined, { query: list }, own);
    idsOf.set('PRESCRIPTION', data.patient.prescriptions.edges[0].node.id);
    // What a facility is called is asked once, with the first facts.
    for (const bearer of writers)
      for (const write of [...writes.slice(0, 1), ...writes.slice(-2)]) await send(bearer, write, randomUUID());
  });
  beforeEach(() => void (graph.asked.length = 0));
  afterAll(async () => {
    await graph?.stop();
    issuer?.stop();
  });

  async function send(bearer: Bearer, { name, input, idField, output }: (typeof writes)[number], id: string) {
    graph.asked.length = 0;
    const query = `mutation ($input: ${input}!) { ${name}(input: $input) { __typename } }`;
    const variables = { input: { ...(sampleOf(input) as object), idempotencyKey: randomUUID(), [idField]: id } };
    expect(output).not.toBe('');
    const { data, errors } = await graph.send(undefined, { query, variables }, await issuer.headersOf(bearer));
    const asked = graph.asked.map(({ subgraph, query: text }) => `${subgraph} ${text}`);
    const told = errors.map(({ message, path, extensions }) => ({ message, path, code: extensions.code }));
    return { data, told, asked };
  }

  it('is every kind of record that a mutation names', () => {
    expect(writes.length).toBeGreaterThan(25);
    const kinds = new Set(writes.map(({ via }) => kindOf(via)));
    expect([...kinds].filter((kind) => !idsOf.has(kind))).toEqual([]);
  });

  it.each(writes)('is refused before it runs, as where there is no such id: $name', async (write) => {
    const id = idsOf.get(kindOf(write.via)) ?? randomUUID();
    for (const bearer of writers) {
      const ofStranger = await send(bearer, write, id);
      expect(ofStranger.told.map(({ code, path }) => `${path?.join('.')} ${code}`)).toEqual([
        expect.stringMatching(
          new RegExp(`^${write.name} (NO_TREATMENT_RELATIONSHIP|PURPOSE_NOT_ALLOWED|UNAUTHORIZED_FIELD_OR_TYPE)$`),
        ),
      ]);
      expect(ofStranger.data).toEqual({ [write.name]: null });
      expect(ofStranger.asked.filter((text) => text.includes(' mutation'))).toEqual([]);
      expect(await send(bearer, write, randomUUID())).toEqual(ofStranger);
    }
  });
});
