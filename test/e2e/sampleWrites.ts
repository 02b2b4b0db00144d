import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type FieldDefinitionNode, Kind, parse, type TypeNode } from 'graphql';

/** A mutation that names a record by its id. */
export interface WriteById {
  name: string;
  /** The type of the record. */
  via: string;
  /** The request that names one, with what else it requires, made up. */
  of(id: string): { query: string; variables: object };
}

const sources = ['clinical-records', 'pharmacy'].map((name) =>
  readFileSync(new URL(`../../schema/subgraphs/${name}.graphql`, import.meta.url), 'utf8'),
);
const definitions = sources.flatMap((source) => parse(source).definitions);

/** Every mutation that names a record by its id. */
export const writesById: readonly WriteById[] = definitions.flatMap((item) =>
  item.kind === Kind.OBJECT_TYPE_DEFINITION || item.kind === Kind.OBJECT_TYPE_EXTENSION
    ? item.name.value === 'Mutation'
      ? (item.fields ?? []).flatMap(writesOf)
      : []
    : [],
);

function writesOf(field: FieldDefinitionNode): WriteById[] {
  return (field.directives ?? []).flatMap(({ name, arguments: given = [] }) => {
    const read = (key: string) => {
      const value = given.find((item) => item.name.value === key)?.value;
      return value?.kind === Kind.STRING ? value.value : undefined;
    };
    const via = name.value === 'writesRecord' ? read('via') : undefined;
    const idField = read('subject')?.split('.').at(-1) ?? '';
    if (via === undefined) return [];
    const { value } = field.name;
    const input = typeName(field.arguments?.[0]?.type);
    const query = `mutation ($input: ${input}!) { ${value}(input: $input) { __typename } }`;
    const of = (id: string) => ({
      query,
      variables: { input: { ...(sampleOf(input) as object), idempotencyKey: randomUUID(), [idField]: id } },
    });
    return [{ name: value, via, of }];
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
