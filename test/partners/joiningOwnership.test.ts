import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeWith } from '@wasl/gateway/cli/joinedSubgraphs';
import { root } from '@wasl/kit/paths';
import { afterAll, beforeAll, expect, it } from 'vitest';

let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'wasl-joining-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const national = join(root, 'schema/ownership.yaml');
const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@requiresScopes", "@override"])\n`;
const joining = (field: string) => [
  {
    name: 'meals',
    file: 'meals.graphql',
    sdl: `${link}type Patient @key(fields: "healthId") { healthId: ID! ${field} }`,
    claims: undefined,
    url: 'http://127.0.0.1:1/graphql',
  },
];
const own = 'meals: Int @requiresScopes(scopes: [["user/Patient.rs"]])';

it('joins the demo before it is written in the ownership file', async () => {
  const file = await composeWith(joining(own), folder, national);
  expect(readFileSync(file, 'utf8')).toContain('meals: Int');
}, 120_000);

it('takes nothing of another by that', async () => {
  const taken = composeWith(joining('birthDate: String @override(from: "health-id")'), folder, national);
  await expect(taken).rejects.toThrow('@override would take Patient.birthDate from health-id');
}, 120_000);

it('joins with no more than its entry lists once it is written there', async () => {
  const file = join(folder, 'ownership.yaml');
  const text = readFileSync(national, 'utf8').replace('Patient: [clinical', 'Patient: [meals, clinical');
  const entry = '  meals: { ministry: { en: Education, ar: التربية }, fields: [Patient.meals] }\n';
  writeFileSync(file, `${text.trimEnd()}\n${entry}`);
  await composeWith(joining(own), folder, file);
  const more = composeWith(joining(own.replaceAll('meals', 'income')), folder, file);
  await expect(more).rejects.toThrow('Patient.income is not among the fields of meals in the ownership file');
}, 120_000);
