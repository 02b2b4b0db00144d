import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type DefinitionNode, type FieldDefinitionNode, Kind, parse, type TypeNode } from 'graphql';

/** A mutation that names a record by its id, or a patient by the health ID. */
export interface SampleWrite {
  name: string;
  /** The type of the record; undefined of a patient. */
  via: string | undefined;
  /** The request that names one, with what else it requires, made up. */
  of(id: string): { query: string; variables: object };
}

const definitionsOf = (name: string) =>
  parse(readFileSync(new URL(`../../schema/subgraphs/${name}.graphql`, import.meta.url), 'utf8')).definitions;
const definitions = ['clinical-records', 'pharmacy', 'health-id', 'identity'].flatMap(definitionsOf);

/** Every mutation that names a clinical record, or one of the pharmacy, by its id. */
export const writesById: readonly SampleWrite[] = ['clinical-records', 'pharmacy']
  .flatMap((name) => writesIn(definitionsOf(name)))
  .filter(({ via }) => via !== undefined);

/** Every mutation that names a patient whose record it changes. */
export const writesOfPatients: readonly SampleWrite[] = writesIn(definitions).filter(({ via }) => via === undefined);

function writesIn(all: readonly DefinitionNode[]): SampleWrite[] {
  return all.flatMap((item) => {
    const isType = item.kind === Kind.OBJECT_TYPE_DEFINITION || item.kind === Kind.OBJECT_TYPE_EXTENSION;
    return isType && item.name.value === 'Mutation' ? (item.fields ?? []).flatMap(writesOf) : [];
  });
}

function writesOf(field: FieldDefinitionNode): SampleWrite[] {
  return (field.directives ?? []).flatMap(({ name, arguments: given = [] }) => {
    const read = (key: string) => {
      const value = given.find((item) => item.name.value === key)?.value;
      return value?.kind === Kind.STRING ? value.value : undefined;
    };
    if (name.value !== 'writesRecord') return [];
    const idField = read('subject')?.split('.').at(-1) ?? '';
    const { value } = field.name;
    const input = typeName(field.arguments?.[0]?.type);
    const query = `mutation ($input: ${input}!) { ${value}(input: $input) { __typename } }`;
    const of = (id: string) => ({
      query,
      variables: { input: { ...(sampleOf(input) as object), idempotencyKey: randomUUID(), [idField]: id } },
    });
    return [{ name: value, via: read('via'), of }];
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
