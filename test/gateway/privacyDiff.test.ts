import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkSubgraphs } from '@wasl/gateway/registry/check/checkSubgraphs';
import { sayProblem } from '@wasl/gateway/registry/check/problem';
import { composeSupergraph } from '@wasl/gateway/registry/composeSupergraph';
import { printPrivacyDiff } from '@wasl/gateway/registry/privacyDiff/printPrivacyDiff';
import { readPrivacyDiff } from '@wasl/gateway/registry/privacyDiff/privacyDiff';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { runWasl } from './support/startGateway.ts';

const head = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@external", "@requires", "@composeDirective", "@requiresScopes", "@authenticated"])
  @link(url: "https://specs.wasl.sy/privacy/v1.0", import: ["@public", "@record", "@writesRecord"])
  @composeDirective(name: "@record")
  @composeDirective(name: "@writesRecord")
directive @public on OBJECT | FIELD_DEFINITION
directive @record(category: String!, subject: String, labels: String, author: String, mayBeNobodys: Boolean, keys: String) on OBJECT
directive @writesRecord(category: String!, subject: String, via: String) repeatable on FIELD_DEFINITION
`;
const rule = '@requiresScopes(scopes: [["user/Patient.rs"]])';
const registry = `${head}
type Query { patient(healthId: ID!): Patient ${rule} }
type Mutation { move(healthId: ID!, to: String): Patient @writesRecord(category: "DEMOGRAPHICS", subject: "healthId") ${rule} }
type Patient @key(fields: "healthId") @record(category: "DEMOGRAPHICS", subject: "healthId") ${rule} {
  healthId: ID!
  birthDate: String
  motherName: String @requiresScopes(scopes: [["nobody"]])
}
`;
const compose = (...sdls: string[]) => {
  const composition = composeSupergraph(
    sdls.map((sdl, index) => ({ name: `s${index}`, sdl, url: 'http://127.0.0.1:9/' })),
  );
  if ('errors' in composition) throw new Error(composition.errors.join('\n'));
  return parse(composition.supergraphSdl);
};
const today = compose(registry);

describe('the privacy diff of two supergraphs', () => {
  it('is empty for the same', () => {
    expect(readPrivacyDiff(today, compose(registry))).toEqual({ accesses: [], received: [], weakened: [] });
  });

  it('tells who could newly read whose field, and by which operation', () => {
    const next = compose(
      registry.replace('motherName: String @requiresScopes(scopes: [["nobody"]])', 'motherName: String'),
    );
    const { accesses } = readPrivacyDiff(today, next);
    expect(accesses).toHaveLength(1);
    const [{ gains = [], ...rest } = {}] = accesses;
    expect(rest).toEqual({
      coordinate: 'Patient.motherName',
      operation: 'read',
      owners: ['s0'],
      categories: ['DEMOGRAPHICS'],
      example: 'query ($healthId: ID!) { patient(healthId: $healthId) { motherName } }',
    });
    expect(gains).toContainEqual({ audience: 'physician', before: 'none', after: 'all' });
    expect(gains.map(({ audience }) => audience)).not.toContain('citizen');
  });

  it('tells that a mutation would write, of which category', () => {
    const added = 'rename(healthId: ID!): Int @writesRecord(category: "IDENTIFIERS", subject: "healthId")';
    const next = compose(registry.replace('type Mutation {', `type Mutation { ${added} ${rule}`));
    expect(readPrivacyDiff(today, next).accesses).toMatchObject([
      {
        coordinate: 'Mutation.rename',
        operation: 'write',
        categories: ['IDENTIFIERS'],
        example: 'mutation ($healthId: ID!) { rename(healthId: $healthId) }',
      },
    ]);
  });

  it('tells what a partner is newly sent by keys and @requires', () => {
    const partner = `${head}
type Patient @key(fields: "healthId") { healthId: ID! birthDate: String @external age: Int @requires(fields: "birthDate") ${rule} }`;
    expect(readPrivacyDiff(today, compose(registry, partner)).received).toContainEqual({
      subgraph: 's1',
      coordinate: 'Patient.healthId',
      by: 'key',
    });
    expect(readPrivacyDiff(today, compose(registry, partner)).received).toContainEqual({
      subgraph: 's1',
      coordinate: 'Patient.birthDate',
      by: 'Patient.age',
    });
  });

  it('says where no field that they may ask for leads', () => {
    const hidden = `type Query { a: Inner @requiresScopes(scopes: [["nobody"]]) }\ntype Inner { b: Int @authenticated }`;
    const { accesses } = readPrivacyDiff(today, compose(registry, `${head}${hidden}`));
    expect(accesses.map(({ coordinate, example }) => [coordinate, example])).toEqual([['Inner.b', undefined]]);
  });

  it.each([
    ['@record', '@record(category: "DEMOGRAPHICS", subject: "healthId")', '', 'Patient', '@record'],
    ['the category', '@record(category: "DEMOGRAPHICS"', '@record(category: "SEARCH"', 'Patient', 'category'],
    [
      'keys',
      'subject: "healthId") @requiresScopes(scopes: [["user/Patient.rs"]]) {',
      'subject: "healthId", keys: "birthDate") {',
      'Patient',
      'keys',
    ],
    [
      '@writesRecord',
      '@writesRecord(category: "DEMOGRAPHICS", subject: "healthId")',
      '',
      'Mutation.move',
      '@writesRecord',
    ],
  ])('tells of records whose %s is lost or changes, and wasl check refuses them', (_, from, to, coordinate, what) => {
    const changed = registry.replace(from, to);
    const { weakened } = readPrivacyDiff(today, compose(changed));
    expect(weakened).toEqual([{ kind: 'weakened', coordinate, what }]);
    const said = checkSubgraphs([{ name: 's0', file: 's0.graphql', sdl: changed }], [], today).map((one) =>
      sayProblem(one, 'en'),
    );
    expect(said.join('\n')).toContain(
      `${coordinate} would be decided otherwise than today: its ${what} would be lost or change`,
    );
  });

  it('is a page to sign, in both languages', () => {
    const next = compose(
      registry.replace('motherName: String @requiresScopes(scopes: [["nobody"]])', 'motherName: String'),
    );
    const diff = readPrivacyDiff(today, next);
    const english = printPrivacyDiff(diff, 'en', () => ['A stranger’s record']);
    expect(english).toContain('| `Patient.motherName` | read | s0 | DEMOGRAPHICS | Physician: no → all; ');
    expect(english).toContain('| DEMOGRAPHICS | read | Physician | A stranger’s record |');
    expect(english).toContain('| data protection |  |  |  |');
    expect(printPrivacyDiff(diff, 'ar')).toContain(
      '| `Patient.motherName` | قراءة | s0 | DEMOGRAPHICS | طبيب: لا → الكل; ',
    );
  });
});

it('wasl check --privacy-diff prints the page of a file against the supergraph in force', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wasl-diff-'));
  writeFileSync(
    join(folder, 'registry.graphql'),
    registry.replace('birthDate: String', 'birthDate: String phone: String'),
  );
  const composition = composeSupergraph([{ name: 'registry', sdl: registry, url: 'http://127.0.0.1:9/' }]);
  writeFileSync(join(folder, 'today.graphql'), 'supergraphSdl' in composition ? composition.supergraphSdl : '');
  const flags = [
    '--with',
    join(folder, 'registry.graphql'),
    '--against',
    join(folder, 'today.graphql'),
    '--language',
    'en',
  ];
  const { output } = await runWasl(['check', join(folder, 'registry.graphql'), ...flags, '--privacy-diff']);
  rmSync(folder, { recursive: true });
  expect(output).toContain('| `Patient.phone` | read | registry | DEMOGRAPHICS | Physician: no → all; ');
  expect(output).toMatch(
    /\| DEMOGRAPHICS \| read \| Nurse \| The record of a patient whom the caller’s facility treats; /,
  );
  expect(output).toContain('`query ($healthId: ID!) { patient(healthId: $healthId) { phone } }`');
});
