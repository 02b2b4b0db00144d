import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audiences, readAccessMatrix } from '@wasl/gateway/registry/matrix/accessMatrix';
import { printMatrix } from '@wasl/gateway/registry/matrix/printMatrix';
import { composeSupergraph } from '@wasl/gateway/registry/composeSupergraph';
import { root } from '@wasl/kit/paths';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { runWasl } from './support/startGateway.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@external", "@requires", "@shareable", "@authenticated", "@requiresScopes", "@policy", "@inaccessible"])';

const sources = [
  {
    name: 'registry',
    url: 'http://127.0.0.1:9/graphql',
    sdl: `${link}
      type Query { open: String patient: Patient thing: Thing signedIn: String @authenticated forGateway: Hidden @inaccessible }
      type Hidden @inaccessible { id: ID! }
      type Mutation { change: String @requiresScopes(scopes: [["user/Patient.cu"]]) }
      type Patient @key(fields: "id") @requiresScopes(scopes: [["user/Patient.rs"], ["patient/Patient.rs"]]) {
        id: ID!
        allergy: String @requiresScopes(scopes: [["user/AllergyIntolerance.rs"]])
        sealed: String @policy(policies: [["a-policy"]])
      }
      union Thing = Leaf | Twig
      type Leaf { id: ID! @shareable }
      type Twig { id: ID! }
      type Unreachable { id: ID! }`,
  },
  {
    name: 'pharmacy',
    url: 'http://127.0.0.1:9/graphql',
    sdl: `${link}
      type Patient @key(fields: "id") {
        id: ID!
        allergy: String @external
        alert: String @requires(fields: "allergy") @requiresScopes(scopes: [["user/AllergyIntolerance.rs"]])
      }
      type Leaf { id: ID! @shareable }`,
  },
];

const composition = composeSupergraph(sources);
if ('errors' in composition) throw new Error(composition.errors.join('\n'));
const types = readAccessMatrix(parse(composition.supergraphSdl));

const clinicians = ['physician', 'nurse', 'emergency'];
const everyone: readonly string[] = audiences;

describe('the access matrix', () => {
  it('has every reachable type, roots first, and nothing else', () => {
    expect(types.map(({ name, isWritten }) => [name, isWritten])).toEqual([
      ['Query', false],
      ['Mutation', true],
      ['Leaf', false],
      ['Patient', false],
      ['Twig', false],
    ]);
  });

  const patientReaders = {
    all: [...clinicians, 'pharmacist', 'registrar'],
    own: ['citizen', 'guardian'],
  };
  const facts: [coordinate: string, owners: string[], who: Record<string, readonly string[]>][] = [
    ['Query.open', ['registry'], { all: everyone }],
    ['Query.signedIn', ['registry'], { all: everyone.filter((who) => who !== 'anonymous') }],
    ['Query.patient', ['registry'], patientReaders],
    ['Mutation.change', ['registry'], { all: ['registrar'] }],
    ['Patient.id', ['pharmacy', 'registry'], patientReaders],
    ['Patient.allergy', ['registry'], { all: [...clinicians, 'pharmacist'] }],
    ['Patient.alert', ['pharmacy'], { all: [...clinicians, 'pharmacist'] }],
    ['Patient.sealed', ['registry'], { policy: [...patientReaders.all, ...patientReaders.own] }],
    ['Leaf.id', ['pharmacy', 'registry'], { all: everyone }],
  ];
  it.each(facts)('says who may use %s and who owns it', (coordinate, owners, who) => {
    const [typeName, fieldName] = coordinate.split('.');
    const field = types.find(({ name }) => name === typeName)?.fields.find(({ name }) => name === fieldName);
    const accessOf = (audience: string) =>
      Object.entries(who).find(([, those]) => those.includes(audience))?.[0] ?? 'none';
    expect(field).toEqual({ name: fieldName, output: expect.any(String), owners, access: everyone.map(accessOf) });
  });

  it('as CSV has a line for each field, with an end that spreadsheets know', () => {
    const lines = printMatrix(types, 'csv').split('\r\n');
    expect(lines[0]).toBe(`type,field,operation,owners,${audiences.join(',')}`);
    expect(lines.at(-1)).toBe('');
    expect(lines).toHaveLength(types.flatMap(({ fields }) => fields).length + 2);
    expect(lines).toContain(`Leaf,id,read,pharmacy registry,${audiences.map(() => 'all').join(',')}`);
  });

  it('as a page is in both languages, needs nothing else and names its rows and columns', () => {
    const page = printMatrix(types, 'html');
    expect(page).toContain('<main id="ar" lang="ar" dir="rtl">');
    expect(page).toContain('<main id="en" lang="en" dir="ltr">');
    expect(page).toContain('<th scope="col">صيدلاني</th>');
    expect(page).toContain('<th scope="col">Pharmacist</th>');
    expect(page.match(/<th scope="row">/g)).toHaveLength(2 * types.flatMap(({ fields }) => fields).length);
    expect(page).not.toMatch(/<script|<link|src=|url\(|https?:/);
  });
});

describe('wasl matrix', () => {
  it('prints any supergraph’s matrix into a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wasl-matrix-'));
    writeFileSync(join(folder, 'supergraph.graphql'), composition.supergraphSdl);
    const out = join(folder, 'matrix.csv');
    const flags = ['--supergraph', join(folder, 'supergraph.graphql'), '--format', 'csv', '--out', out];
    expect(await runWasl(['matrix', ...flags])).toEqual({ code: 0, output: '' });
    expect(readFileSync(out, 'utf8')).toBe(printMatrix(types, 'csv'));
    rmSync(folder, { recursive: true });
  });

  it('finds the committed matrix up to date', async () => {
    const national = readAccessMatrix(parse(readFileSync(join(root, 'schema/supergraph.graphql'), 'utf8')));
    expect(readFileSync(join(root, 'schema/access-matrix.md'), 'utf8')).toBe(printMatrix(national, 'md'));
    expect(await runWasl(['matrix', '--check'])).toEqual({ code: 0, output: '' });
  });

  it('fails when the committed matrix is not what a supergraph says', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wasl-matrix-'));
    writeFileSync(join(folder, 'supergraph.graphql'), composition.supergraphSdl);
    const { code, output } = await runWasl(['matrix', '--check', '--supergraph', join(folder, 'supergraph.graphql')]);
    rmSync(folder, { recursive: true });
    expect(code).toBe(1);
    expect(output).toMatch(/^schema\/access-matrix\.md is not what the schema and the roles say\./);
  });
});
