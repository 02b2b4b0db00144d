import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSemanticNonNulls } from '@wasl/gateway/core/semanticNonNull';
import { composeSupergraph } from '@wasl/gateway/registry/composeSupergraph';
import { printClientSchema } from '@wasl/gateway/supergraph/printClientSchema';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';

const subgraph = (imported: string, name: string) => ({
  name: 'ward',
  url: 'http://127.0.0.1:9/graphql',
  sdl: `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@composeDirective", "@inaccessible", "@requiresScopes"])
  @link(url: "https://specs.apollo.dev/nullability/v0.4", import: [${imported}])
  @composeDirective(name: "@${name}")
directive @${name}(levels: [Int!]! = [0]) on FIELD_DEFINITION
type Query { beds: [Bed] @${name}(levels: [0, 1]) secret: Int @${name} @inaccessible ping: String }
interface Place { code: ID @${name} }
type Bed implements Place @key(fields: "id") { id: ID! code: ID @${name} @requiresScopes(scopes: [["bed"]]) nurse: String }`,
});

describe.each([
  ['as it is called', '"@semanticNonNull"', 'semanticNonNull'],
  ['under another name', '{name: "@semanticNonNull", as: "@nullOnlyOnError"}', 'nullOnlyOnError'],
])('@semanticNonNull, %s', (_, imported, name) => {
  const composition = composeSupergraph([subgraph(imported, name)]);
  if ('errors' in composition) throw new Error(composition.errors.join('\n'));

  it('is carried into the supergraph', () => {
    const found = readSemanticNonNulls(parse(composition.supergraphSdl));
    expect([...found].sort()).toEqual([
      ['Bed.code', [0]],
      ['Place.code', [0]],
      ['Query.beds', [0, 1]],
      ['Query.secret', [0]],
    ]);
  });

  it('is printed for clients where they see the field', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wasl-nullability-'));
    const file = join(folder, 'supergraph.graphql');
    writeFileSync(file, composition.supergraphSdl);
    const printed = await printClientSchema(file);
    rmSync(folder, { recursive: true });
    expect(
      printed
        .split('\n')
        .filter((line) => line.includes('@semanticNonNull'))
        .sort(),
    ).toEqual([
      '  beds: [Bed] @semanticNonNull(levels: [0, 1])',
      '  code: ID @semanticNonNull',
      '  code: ID @semanticNonNull',
      'directive @semanticNonNull(',
    ]);
    expect(printed).not.toMatch(/secret|requiresScopes|specs\.apollo\.dev/);
  });
});

it('is nothing where another specification has a directive of that name', () => {
  const sdl = subgraph('"@semanticNonNull"', 'semanticNonNull').sdl.replace(
    'specs.apollo.dev/nullability',
    'specs.example.org/other',
  );
  expect(readSemanticNonNulls(parse(sdl)).size).toBe(0);
});
