import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Problem } from '@wasl/gateway/registry/check/problem';
import { findingOf, printFindings } from '@wasl/gateway/registry/check/report/checkReport';
import { exitCodeOf } from '@wasl/gateway/registry/check/report/ruleOf';
import { toSarif } from '@wasl/gateway/registry/check/report/sarif';
import { withColumns } from '@wasl/gateway/registry/check/report/withColumns';
import { styleFaults } from '@wasl/gateway/registry/check/style/styleFaults';
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runHere } from './support/runHere.ts';
import { runWasl } from './support/startGateway.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@authenticated"])';
const ownership = `subgraphs:
  meals: { ministry: { en: Schools, ar: التربية } }
  deep: { ministry: { en: Deep, ar: عميق } }
`;
let folder = '';
const write = (name: string, text: string | Uint8Array) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wasl-report-'));
  write('ownership.yaml', ownership);
  write('registry.graphql', `${link}\ntype Query { "One. — واحد." one: Int @authenticated }`);
});
afterAll(() => rmSync(folder, { recursive: true }));

const check = async (file: string, ...flags: string[]) => {
  const base = ['--with', join(folder, 'registry.graphql'), '--against', join(folder, 'none.graphql')];
  const owners = ['--ownership', join(folder, 'ownership.yaml'), '--language', 'en'];
  return runHere(['check', file, ...base, ...owners, ...flags]);
};

interface Report {
  exitCode: number;
  findings: { rule: string; severity: string; line: number; column: number; message: string; coordinate?: string }[];
}

describe('wasl check --format', () => {
  it('json says the place of each finding, and the exit code with it', async () => {
    const file = write('meals.graphql', `${link}\ntype Query {\n  "Meals. — وجبات." meals: Int  beds: Int\n}`);
    const { code, output } = await check(file, '--format', 'json');
    const report = JSON.parse(output) as Report;
    expect(code).toBe(1);
    expect(report.exitCode).toBe(1);
    const places = report.findings.map(({ rule, severity, line, column, coordinate }) => [
      rule,
      severity,
      line,
      column,
      coordinate,
    ]);
    expect(places).toEqual([
      ['unruled', 'error', 3, 21, 'Query.meals'],
      ['unruled', 'error', 3, 33, 'Query.beds'],
      ['style/undescribed', 'warning', 3, 33, 'Query.beds'],
    ]);
  });

  it('text prints warnings beside a 0, and fails for them with --strict alone', async () => {
    const file = write('meals.graphql', `${link}\ntype Query {\n  Meals: Int @authenticated\n}`);
    const lines =
      `${file}:3:3: warning: Query.Meals is a field: write its name in camelCase, such as mealPlan.\n` +
      `${file}:3:3: warning: Query.Meals is new and has no description: write "English. — عربي.".\n`;
    const lenient = await check(file);
    expect(lenient.code).toBe(0);
    expect(lenient.output).toContain(lines);
    expect(lenient.output).toContain('Nothing to object to');
    expect(await check(file, '--strict')).toEqual({ code: 1, output: lines });
  });

  it('sarif is a log of SARIF 2.1.0', async () => {
    const file = write('meals.graphql', `${link}\ntype Query {\n  a: Nowhere @authenticated\n}`);
    const { code, output } = await check(file, '--format', 'sarif');
    expect(code).toBe(2);
    expect(faultsOfSarif(JSON.parse(output))).toEqual([]);
    expect(output).toContain('"startLine": 3');
  });

  it('markdown is a table', async () => {
    const file = write('meals.graphql', `${link}\ntype Query {\n  "A. — أ." a: Int\n}`);
    const { code, output } = await check(file, '--format', 'markdown');
    expect(code).toBe(1);
    expect(output).toContain('| error | `');
    expect(output).toContain('meals.graphql:3:13` | `unruled` | Query.a counts as personal data and has no rule');
  });
});

describe('what cannot be read or composed ends with 2, without a stack or what would follow from it', () => {
  const deep = Array.from({ length: 5000 }, (_, index) => `type T${index} { a: T${index + 1} }`).join('\n');
  const cases: [string, string, string | Uint8Array, RegExp][] = [
    [
      'types in a chain of 5,000',
      'deep',
      `${link}\ntype Query { a: T0 }\n${deep}\ntype T5000 { a: Int }`,
      /too long a chain/,
    ],
    [
      'a file that is not UTF-8',
      'meals',
      Buffer.from('type Query {\n a: \xc3\x28 }', 'latin1'),
      /:2:1: The file is not UTF-8/,
    ],
    ['a name in Arabic letters', 'صحة', `${link}\ntype Query { a: Nowhere }`, /A subgraph cannot be called "صحة"/],
    ['a name with quotes', 'a"b', `${link}\ntype Query { a: Nowhere }`, /A subgraph cannot be called "a\\"b"/],
    ['a syntax error', 'meals', 'type Query {\n  a(\n}', /:3:1: The file cannot be read: Syntax Error/],
  ];
  it.each(cases)('%s', async (_, name, sdl, message) => {
    const { code, output } = await check(write(`${name}.graphql`, sdl));
    expect(code).toBe(2);
    expect(output).toMatch(message);
    expect(output).not.toMatch(/\n {4}at |has no rule/);
  });

  it('a path that is none, and a supergraph in force that is no SDL', async () => {
    expect((await check('/nowhere.graphql')).code).toBe(2);
    const file = write('meals.graphql', `${link}\ntype Query { a: Int @authenticated }`);
    const torn = write('torn-supergraph.graphql', 'type Query {');
    const { code, output } = await runWasl(['check', file, '--against', torn]);
    expect({ code, output }).toEqual({ code: 2, output: `${torn}:1: Syntax Error: Expected Name, found <EOF>.\n` });
  });
});

describe('the parts of a report', () => {
  const problem: Problem = { kind: 'unruled', file: 'a b/صحة.graphql', line: 1, coordinate: 'Query.a' };

  it('finds the column of a directive, a field, a type, and the first character otherwise', () => {
    const sdl = 'type Query { a: Int }\ntype Ward @key(fields: "id") @cost(weight: 1) { id: ID! }\n\n  nothing';
    const at = (line: number, coordinate: string, what = '') =>
      withColumns([{ kind: 'words', fault: 'cost', file: 'f', line, coordinate, what }], [{ file: 'f', sdl }])[0]
        ?.column;
    expect([at(1, 'Query.a'), at(2, 'Ward', '@cost'), at(2, 'Ward'), at(4, 'Other')]).toEqual([14, 30, 6, 3]);
  });

  it('writes a relative path as a URI, and a cell without breaking its table', () => {
    const finding = { ...findingOf(problem, 'en'), message: 'a | b\n<script>' };
    expect(JSON.stringify(toSarif([finding]))).toContain('"uri":"a%20b/%D8%B5%D8%AD%D8%A9.graphql"');
    expect(printFindings([finding], 'en')).toContain('| a \\| b &lt;script> |');
  });

  it('counts a composition that fails before findings', () => {
    const torn: Problem = { kind: 'incompatible', file: 'f', line: 1, reason: '' };
    expect([exitCodeOf([], true), exitCodeOf([problem], false), exitCodeOf([problem, torn], false)]).toEqual([0, 1, 2]);
  });
});

describe('names and descriptions', () => {
  const said = (sdl: string, today?: string) =>
    styleFaults({ file: 'f', document: parse(sdl) }, today === undefined ? undefined : parse(today)).flatMap((one) =>
      one.kind === 'style' ? [`${one.style} ${one.coordinate}`] : [],
    );

  it('are those of new types, fields, arguments and enum values', () => {
    const both = '"A. — أ."';
    expect(said(`${both} type meal_plan { ${both} Day_x(${both} On: Int): Int }`)).toEqual([
      'typeName meal_plan',
      'fieldName meal_plan.Day_x',
      'argumentName meal_plan.Day_x(On:)',
    ]);
    expect(said(`${both} enum Kind { ${both} fullDay ${both} HALF_DAY }`)).toEqual(['enumValue Kind.fullDay']);
    expect(said('"Only English." type Meal { "بالعربية." a: Int b: Int }')).toEqual([
      'oneLanguage Meal',
      'oneLanguage Meal.a',
      'undescribed Meal.b',
    ]);
  });

  it('leave alone what is in force, and what is external', () => {
    expect(said('type meal { a: Int b: Int @external }', 'type meal { a: Int }')).toEqual([]);
  });
});

/** What of a log is not as the SARIF 2.1.0 schema asks for, of the properties that are written. */
function faultsOfSarif(log: unknown): string[] {
  const faults: string[] = [];
  const expectThat = (holds: boolean, fault: string) => void (holds || faults.push(fault));
  const { version, $schema, runs } = log as { version: string; $schema: string; runs: SarifRun[] };
  expectThat(version === '2.1.0' && URL.canParse($schema) && Array.isArray(runs), 'log');
  for (const { tool, results, columnKind } of runs) {
    expectThat(tool.driver.name.length > 0 && columnKind === 'utf16CodeUnits', 'tool');
    expectThat(new Set(tool.driver.rules.map(({ id }) => id)).size === tool.driver.rules.length, 'rules are unique');
    for (const { ruleId, ruleIndex, level, message, locations } of results) {
      expectThat(tool.driver.rules[ruleIndex]?.id === ruleId, `rule ${ruleId}`);
      expectThat(['none', 'note', 'warning', 'error'].includes(level), `level ${level}`);
      expectThat(message.text.length > 0 && locations.length === 1, 'message');
      for (const { physicalLocation } of locations) {
        const { artifactLocation, region } = physicalLocation;
        expectThat(/^(file:\/\/\/)?[\w%./~-]+$/.test(artifactLocation.uri), `uri ${artifactLocation.uri}`);
        expectThat(region.startLine >= 1 && region.startColumn >= 1, 'region');
      }
    }
  }
  return faults;
}

interface SarifRun {
  tool: { driver: { name: string; rules: { id: string }[] } };
  columnKind: string;
  results: {
    ruleId: string;
    ruleIndex: number;
    level: string;
    message: { text: string };
    locations: {
      physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number; startColumn: number } };
    }[];
  }[];
}
