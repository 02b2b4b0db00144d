import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownerOfField } from '@wasl/gateway/registry/ownership/ownership';
import { readComposeConfig } from '@wasl/gateway/registry/compose/readComposeConfig';
import { readOwnership } from '@wasl/gateway/registry/ownership/readOwnership';
import { readOwnedTypes } from '@wasl/gateway/registry/matrix/ownedTypes';
import { root } from '@wasl/kit/paths';
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wasl-ownership-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function written(text: string | Uint8Array): string {
  const file = join(folder, 'file.yaml');
  writeFileSync(file, text);
  return file;
}

describe('the national ownership', () => {
  const ownership = readOwnership(join(root, 'schema/ownership.yaml'));
  const names = readdirSync(join(root, 'schema/subgraphs')).map((file) => file.replace('.graphql', ''));

  it('lists every subgraph, beside ministries that join by a registry, and so does the composition', () => {
    expect([...ownership.keys()]).toEqual(expect.arrayContaining(names));
    const { subgraphs } = readComposeConfig(join(root, 'schema/compose.yaml'));
    expect(subgraphs.map(({ name }) => name).sort()).toEqual([...names].sort());
  });

  it('says of every field that clients reach who owns it, and it is one that answers it', () => {
    const supergraph = parse(readFileSync(join(root, 'schema/supergraph.graphql'), 'utf8'));
    const unknown = readOwnedTypes(supergraph).flatMap(({ name, fields }) =>
      fields.flatMap((field) => {
        const owner = ownerOfField(ownership, name, field.name);
        return owner !== undefined && field.owners.includes(owner) ? [] : [`${name}.${field.name}: ${owner}`];
      }),
    );
    expect(unknown).toEqual([]);
  });
});

describe('an ownership file is refused with its line', () => {
  const ministry = 'ministry: { en: Ours, ar: وزارتنا }';
  const cases: [string, string | Uint8Array, string][] = [
    [
      'that two own the same in',
      `subgraphs:\n  a: { ${ministry}, types: [T] }\n  b: { ${ministry}, types: [T] }`,
      ':3: T belongs to a already.',
    ],
    ['without a ministry', 'subgraphs:\n  a: { types: [T] }', ':2: Its ministry is to be named'],
    [
      'with names alike',
      `subgraphs:\n  health-id: { ${ministry} }\n  healthid: { ${ministry} }`,
      ':3: healthid would be the same as health-id',
    ],
    ['with a name of other letters', `subgraphs:\n  صحة: { ${ministry} }`, ':2: A subgraph cannot be called "صحة"'],
    ['with an unknown key', `subgraphs:\n  a:\n    ${ministry}\n    type: [T]`, ':4: "type" is not known here'],
    [
      'with a field that is none',
      `subgraphs:\n  a:\n    ${ministry}\n    fields: [T]`,
      ':4: "T" is to be written like',
    ],
    ['that is no YAML', 'subgraphs: {', ':1: '],
    ['that is no UTF-8', Buffer.from([0x61, 0x0a, 0xc3, 0x28]), ':2: The file is not UTF-8'],
  ];
  it.each(cases)('%s', (_, text, message) => {
    expect(() => readOwnership(written(text))).toThrow(message);
  });
});

describe('a composition is refused with its line', () => {
  const cases: [string, string, string][] = [
    ['without an address', 'subgraphs:\n  a: { schema: a.graphql }', ':2: The address of a is to be written'],
    [
      'with a password in an address',
      'subgraphs:\n  a: { url: "http://u:p@h/graphql", schema: a.graphql }',
      ':2: The address of a must not hold',
    ],
    [
      'without a place of its SDL',
      'subgraphs:\n  a: { url: "http://h/graphql" }',
      ':2: Say where the SDL of a is read',
    ],
    [
      'with two places of its SDL',
      'subgraphs:\n  a: { url: "http://h/graphql", schema: a.graphql, introspect: true }',
      ':2: Say where',
    ],
    [
      'with names alike',
      'subgraphs:\n  health-id: { url: "http://h", schema: a }\n  health-Id: { url: "http://h", schema: a }',
      ':3: A subgraph cannot be called',
    ],
    ['without a subgraph', '{}', ':1: It names no subgraph'],
  ];
  it.each(cases)('%s', (_, text, message) => {
    expect(() => readComposeConfig(written(text))).toThrow(message);
  });
});
