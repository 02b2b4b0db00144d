import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkSubgraphs } from '@wasl/gateway/registry/check/checkSubgraphs';
import { implies } from '@wasl/gateway/registry/check/lostRules';
import { sayProblem } from '@wasl/gateway/registry/check/problem';
import { noRequirement } from '@wasl/gateway/authorization/requirement';
import { composeSupergraph } from '@wasl/gateway/registry/composeSupergraph';
import { root } from '@wasl/kit/paths';
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runHere } from './support/runHere.ts';
import { runWasl } from './support/startGateway.ts';

const link = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@shareable", "@external", "@requires", "@override", "@composeDirective", "@authenticated", "@requiresScopes", "@policy"])
  @link(url: "https://specs.wasl.sy/privacy/v1.0", import: ["@public"])
  @composeDirective(name: "@public")
directive @public on OBJECT | FIELD_DEFINITION | INTERFACE | ENUM | SCALAR
`;
const registrySdl = `${link}
type Query { patient: Patient @requiresScopes(scopes: [["read"]]) ward: Ward @public }
type Patient @key(fields: "id") @requiresScopes(scopes: [["read"]]) { id: ID! name: String }
type Ward @key(fields: "id") @public { id: ID! beds: Int }
`;
const registry = { name: 'registry', file: 'registry.graphql', sdl: registrySdl };

function supergraphOf(sdl: string) {
  const composition = composeSupergraph([{ name: 'registry', sdl, url: 'http://127.0.0.1:9/graphql' }]);
  if ('errors' in composition) throw new Error(composition.errors.join('\n'));
  return parse(composition.supergraphSdl);
}
const today = supergraphOf(registrySdl);

/** What is said of a partner's subgraph, whose types begin at line 6. */
const checkPartner = (types: string, head = link) =>
  checkSubgraphs([{ name: 'partner', file: 'partner.graphql', sdl: `${head}${types}` }], [registry], today).map(
    (problem) => sayProblem(problem, 'en'),
  );
const unruled = (line: number, coordinate: string) =>
  `partner.graphql:${line}: ${coordinate} counts as personal data and has no rule: add @requiresScopes, @policy or @authenticated, or @public if everyone may read it.`;

describe('a scalar', () => {
  const specified = 'scalar Day @public @specifiedBy(url: "https://partner.example/day")';

  it('without a specification is refused where it is declared', () => {
    expect(checkPartner('type Query { on: Day @public }\nscalar Day @public')).toEqual([
      'partner.graphql:7: Day does not say what its values look like: add @specifiedBy(url:) with the https address of its specification.',
    ]);
  });

  it.each([
    ['that names one', `type Query { on: Day @public }\n${specified}`],
    ['that is one of GraphQL', 'type Query { on: ID @public }\nscalar ID'],
    ['of federation', 'type Query { on: Int @public }\nscalar _Any\nscalar link__Import\nscalar federation__FieldSet'],
  ])('%s is taken', (_, types) => {
    expect(checkPartner(types)).toEqual([]);
  });

  it('is specified for all where one subgraph names it', () => {
    const other = { name: 'other', file: 'other.graphql', sdl: `${link}type Query { off: Day @public }\n${specified}` };
    const sdl = `${link}type Query { on: Day @public }\nscalar Day @public`;
    expect(checkSubgraphs([{ name: 'partner', file: 'partner.graphql', sdl }], [registry, other], today)).toEqual([]);
  });
});

describe('a personal field has a rule', () => {
  const covered: [string, string][] = [
    ['of its own', 'type Query { stay: String @authenticated }'],
    ['from its type', 'type Query { stay: Stay @public }\ntype Stay @policy(policies: [["p"]]) { days: Int }'],
    ['from the type that it returns', 'type Query { stay: Stay }\ntype Stay @authenticated { days: Int }'],
    ['from its type in another subgraph', 'type Patient @key(fields: "id") { id: ID! stays: Int }'],
    [
      'from what it requires',
      'type Patient @key(fields: "id") { id: ID! name: String @external greeting: String @requires(fields: "name") }',
    ],
    [
      'because everyone may read it, or its type',
      'type Query { beds: Int @public bed: Bed @public }\ntype Bed @public { id: ID! }',
    ],
    [
      'as a key that its owner says everyone may read',
      'type Query { theWard: Ward @public }\ntype Ward @key(fields: "id", resolvable: false) { id: ID! }',
    ],
  ];
  it.each(covered)('%s', (_, types) => {
    expect(checkPartner(types)).toEqual([]);
  });

  it('under whatever name the rule and @public go', () => {
    const head = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", as: "fed", import: [{name: "@policy", as: "@gate"}])
  @link(url: "https://specs.wasl.sy/privacy/v1.0", import: [{name: "@public", as: "@open"}])
directive @open on FIELD_DEFINITION
`;
    const types = 'type Query { a: Int @gate(policies: [["p"]]) b: Int @fed__authenticated c: Int @open }';
    expect(checkPartner(types, head)).toEqual([]);
  });
});

describe('a personal field without a rule is refused', () => {
  const refused: [string, string, [number, string][]][] = [
    [
      'wherever it stands',
      'type Query {\n  stay: String\n  open: Int @public\n}\nextend type Query { other: Int }',
      [
        [7, 'Query.stay'],
        [10, 'Query.other'],
      ],
    ],
    [
      'whatever its name begins with',
      'type Query { _citizenFile(id: ID!): String _service: _Service }\ntype _Service { sdl: String }',
      [[6, 'Query._citizenFile']],
    ],
    [
      'whose rule allows everyone',
      'type Query { a: Int @requiresScopes(scopes: []) b: Int @requiresScopes(scopes: [[]]) }',
      [
        [6, 'Query.a'],
        [6, 'Query.b'],
      ],
    ],
    [
      'though its scalar or enum is public',
      'type Query { on: Day kind: Kind }\nscalar Day @public @specifiedBy(url: "https://partner.example/day")\nenum Kind @public { A }',
      [
        [6, 'Query.on'],
        [6, 'Query.kind'],
      ],
    ],
    [
      'that is added to a type that its owner calls public',
      'type Ward @key(fields: "id") { id: ID! headNurse: String }',
      [[6, 'Ward.headNurse']],
    ],
    [
      'though a public object holds it',
      'type Query { theWard: Ward }\ntype Ward @key(fields: "id", resolvable: false) { id: ID! }',
      [[6, 'Query.theWard']],
    ],
  ];
  it.each(refused)('%s', (_, types, places) => {
    expect(checkPartner(types)).toEqual(places.map(([line, coordinate]) => unruled(line, coordinate)));
  });

  it('though a directive of its own is called @public', () => {
    const head = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])\n';
    const types = 'directive @public on FIELD_DEFINITION\ntype Query { a: Int @public }';
    expect(checkPartner(types, head)).toEqual([unruled(3, 'Query.a')]);
  });

  it('once the subgraph composes, and not before', () => {
    const problems = checkPartner(
      'type Query { stay: Int }\ntype Patient @key(fields: "id") { id: ID! name: Int @authenticated }',
    );
    // What a rule holds is known of a composition alone: no line says that one is missing beside an error of it.
    expect(problems).toHaveLength(problems.filter((line) => !line.includes('has no rule')).length);
    expect(problems[0]).toMatch(/^partner\.graphql:7:43: It does not compose with the other subgraphs: /);
  });
});

describe('today’s graph is kept', () => {
  const changed = (from: string, to: string) => {
    const sdl = registrySdl.replace(from, to);
    expect(sdl).not.toBe(registrySdl);
    return checkSubgraphs([{ ...registry, sdl }], [registry], today);
  };

  it('by an unchanged subgraph', () => {
    expect(checkSubgraphs([registry], [registry], today)).toEqual([]);
  });

  const at = (line: number) => ({ file: 'registry.graphql', line });
  const losses: [string, string, string, unknown[]][] = [
    ['a field that disappears', ' beds: Int', '', [{ kind: 'removed', coordinate: 'Ward.beds', ...at(1) }]],
    [
      'a rule that becomes @public',
      'patient: Patient @requiresScopes(scopes: [["read"]])',
      'patient: Ward @public',
      [
        { kind: 'exposed', coordinate: 'Query.patient', ...at(7) },
        { kind: 'removed', coordinate: 'Patient.id', ...at(8) },
        { kind: 'removed', coordinate: 'Patient.name', ...at(8) },
      ],
    ],
    [
      'a further way to be allowed',
      '@requiresScopes(scopes: [["read"]]) { id',
      '@requiresScopes(scopes: [["read"], ["any"]]) { id',
      [
        { kind: 'exposed', coordinate: 'Patient.id', ...at(8) },
        { kind: 'exposed', coordinate: 'Patient.name', ...at(8) },
      ],
    ],
    [
      'a rule that only asks for a token',
      '@requiresScopes(scopes: [["read"]]) { id',
      '@authenticated { id',
      [
        { kind: 'exposed', coordinate: 'Patient.id', ...at(8) },
        { kind: 'exposed', coordinate: 'Patient.name', ...at(8) },
      ],
    ],
  ];
  it.each(losses)('against %s', (_, from, to, problems) => {
    expect(changed(from, to)).toEqual(problems);
  });

  it('when a rule becomes stricter', () => {
    expect(
      changed('@requiresScopes(scopes: [["read"]]) { id', '@requiresScopes(scopes: [["read", "more"]]) { id'),
    ).toEqual([]);
  });

  it('against a subgraph that takes a field over', () => {
    const types =
      'type Patient @key(fields: "id") @requiresScopes(scopes: [["read"]]) {\n  id: ID!\n  name: String @override(from: "registry")\n}';
    expect(checkPartner(types)).toEqual([
      'partner.graphql:8: Patient.name would no longer come from its owner, registry.',
    ]);
  });

  it.each([
    [[['a', 'b']], [['a'], ['c']], true],
    [[['a']], [['a', 'b']], false],
    [[['a'], ['b']], [['a']], false],
    [[], [['a']], false],
    [[['a']], [[]], true],
    [[[]], [['a']], false],
  ])('where %j demands as much as %j: %j', (one, other, isAsMuch) => {
    expect(implies({ ...noRequirement, scopes: [one] }, { ...noRequirement, scopes: [other] })).toBe(isAsMuch);
  });
});

describe('wasl check', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'wasl-check-'));
    mkdirSync(join(folder, 'many'));
    writeFileSync(join(folder, 'labs.graphql'), `${link}type Query { bloodGroup(healthId: ID!): String }\n`);
    writeFileSync(join(folder, 'many', 'broken.graphql'), 'type Query {\n  half\n');
    const pharmacy = readFileSync(join(root, 'schema/subgraphs/pharmacy.graphql'), 'utf8');
    writeFileSync(join(folder, 'pharmacy.graphql'), pharmacy.replace(/.*\n +remainingQuantity: Int!\n/, ''));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('finds nothing wrong with the national subgraphs', async () => {
    expect(await runWasl(['check', join(root, 'schema/subgraphs')], { LANG: 'C' })).toEqual({
      code: 0,
      output: 'Nothing to object to: these subgraphs may join the national graph.\n',
    });
  });

  it('refuses a new subgraph with a field that no rule protects, in the terminal’s language', async () => {
    const file = join(folder, 'labs.graphql');
    const { code, output } = await runHere(['check', file], { LC_ALL: 'ar_SY.UTF-8' });
    expect(code).toBe(1);
    expect(output).toContain(
      `${file}:6:14: يُعدّ الحقل Query.bloodGroup من البيانات الشخصية وليست له قاعدة: أضف @requiresScopes أو @policy أو @authenticated، أو @public إن جازت قراءته للجميع.\n`,
    );
    const english = await runHere(['check', file, '--language', 'en'], { LC_ALL: 'ar_SY.UTF-8' });
    expect(english.output).toContain('Query.bloodGroup counts as personal data and has no rule');
  });

  it('takes a file for the national subgraph whose name it bears', async () => {
    const { code, output } = await runHere(['check', join(folder, 'pharmacy.graphql'), '--language', 'en']);
    expect(code).toBe(1);
    expect(output).toContain('Prescription.remainingQuantity would disappear from the national graph');
  });

  it('names the line of a file that is no SDL, and a path that is none', async () => {
    const broken = await runHere(['check', join(folder, 'many'), '--language', 'en']);
    expect(broken.code).toBe(2);
    expect(broken.output).toMatch(/broken\.graphql:3:1: The file cannot be read: Syntax Error/);
    const missing = await runHere(['check', '/nowhere.graphql']);
    expect(missing).toEqual({
      code: 2,
      output: '/nowhere.graphql cannot be read: give SDL files, or folders of them.\n',
    });
  });
});

describe('what composition brings to a common form', () => {
  it('passes a root type of another name whose fields have rules, or are public', () => {
    const roots = 'schema { query: Partner }';
    expect(checkPartner(`${roots}\ntype Partner { stay: String @authenticated bed: Int @public }`)).toEqual([]);
  });

  it('names a field of such a root type as the national schema does', () => {
    const types = 'schema { query: Partner }\ntype Partner {\n stay: String\n}';
    expect(checkPartner(types)).toEqual([unruled(8, 'Query.stay')]);
  });

  it('passes @oneOf, with its definition and without', () => {
    const types = 'type Query { stay(by: By): String @public } input By @oneOf { id: ID name: String }';
    expect(checkPartner(types)).toEqual([]);
    expect(checkPartner(`directive @oneOf on INPUT_OBJECT ${types}`)).toEqual([]);
  });

  it('refuses a field of such an input that could not be left out', () => {
    const types = 'type Query { stay(by: By): String @public } input By @oneOf { id: ID! name: String }';
    const said = checkPartner(types);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('OneOf input field By.id must be nullable.');
  });
});
