import { readFileSync } from 'node:fs';
import { ownTitleOf, titlesOf } from '@wasl/gateway/core/systemTitles';
import { composeSupergraph, readSubgraphs } from '@wasl/gateway/registry/composeSupergraph';
import { root } from '@wasl/kit/paths';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';

const sdl = (names: string, applied: string) => `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])
  @link(url: "https://specs.wasl.sy/system/v1.0", ${names})
  ${applied}
directive @called(en: String!, ar: String!) on SCHEMA
directive @system(en: String!, ar: String!) on SCHEMA
directive @system__system(en: String!, ar: String!) on SCHEMA
type Query { ping: String }`;
const said = '(en: "The \\"registry\\"", ar: "السجل")';
const title = { en: 'The "registry"', ar: 'السجل' };

describe('what people call a system', () => {
  it.each([
    ['import: ["@system"]', `@system${said}`],
    ['import: [{name: "@system", as: "@called"}]', `@called${said}`],
    ['import: []', `@system__system${said}`],
  ])('is told by its subgraph with %s, and stands in the supergraph', (names, applied) => {
    const subgraph = { name: 'a-registry', url: 'http://127.0.0.1:9/graphql', sdl: sdl(names, applied) };
    expect(ownTitleOf(parse(subgraph.sdl))).toEqual(title);
    const composition = composeSupergraph([subgraph, { ...subgraph, name: 'other', sdl: 'type Query { pong: Int }' }]);
    if ('errors' in composition) throw new Error(composition.errors.join('\n'));
    expect([...titlesOf(parse(composition.supergraphSdl))]).toEqual([['a-registry', title]]);
  });

  it.each([
    ['is not said', 'import: ["@system"]', ''],
    ['lacks a language', 'import: ["@system"]', '@system(en: "A", ar: "")'],
    ['is said by a directive of its own', 'import: [{name: "@system", as: "@called"}]', `@system${said}`],
  ])('is unknown where it %s', (_, names, applied) => {
    expect(ownTitleOf(parse(sdl(names, applied)))).toBeUndefined();
  });

  it('is known of every national system, in both languages', () => {
    const sources = readSubgraphs(`${root}/schema/subgraphs`, () => '');
    const titles = sources.map((source) => [source.name, ownTitleOf(parse(source.sdl))] as const);
    for (const [, own] of titles)
      expect(own).toEqual({ en: expect.stringMatching(/^The /), ar: expect.stringMatching(/^[\u0600-\u06FF]/) });
    expect([...titlesOf(parse(readFileSync(`${root}/schema/supergraph.graphql`, 'utf8')))]).toEqual(titles);
  });
});
