import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@wasl/kit/paths';
import { ConfigError } from '../core/configError.ts';

export type TemplateLanguage = 'typescript' | 'python';

export interface NewSubgraph {
  /** Lower case, digits and hyphens: as the supergraph calls it. */
  name: string;
  template: TemplateLanguage | 'inside';
  /** The folder that is made. */
  folder: string;
  /** What `package.json` says of `@wasl/subgraph-sdk`: a version, or `file:` and a packed tarball. */
  sdk: string;
  /** Whose record the example's one record is. */
  healthId: string;
  /** The field that it adds to patients. Default: made of the name, `socialAffairs`. */
  field?: string | undefined;
  /** The type of its records. Default: made of the name, `SocialAffairs`. */
  type?: string | undefined;
}

/** What templates there are: two of a repository of its own, by language, and one of a workspace of this repository. */
const templates = {
  typescript: { parts: ['common', 'typescript'], start: ['node', 'dist/src/main.js'] },
  python: { parts: ['common', 'python'], start: ['python3', 'subgraph.py'] },
  inside: { parts: ['common', 'inside'], start: ['node', 'dist/main.js'] },
} as const;

/** Types that are another's or GraphQL's own. */
const takenTypes = new Set(['Patient', 'Query', 'Mutation', 'Subscription', 'ID', 'String', 'Int', 'Float', 'Boolean']);

/** Writes a small whole subgraph into a new folder. @throws ConfigError for a name that cannot be one, or a folder that has something in it */
export function writeSubgraph(wanted: NewSubgraph): void {
  const { folder, template } = wanted;
  const { type } = namesOf(wanted);
  refuseNames(wanted, type);
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new ConfigError(`${folder} has something in it: give a new folder with --out.`);
  mkdirSync(folder, { recursive: true });
  const place = (...path: string[]) => join(root, 'gateway/templates', ...path);
  for (const part of templates[template].parts) cpSync(place(part), folder, { recursive: true });
  if (template === 'inside') cpSync(place('typescript/src'), join(folder, 'src'), { recursive: true });
  if (existsSync(join(folder, 'gitignore'))) renameSync(join(folder, 'gitignore'), join(folder, '.gitignore'));
  for (const file of filesIn(folder)) writeFileSync(file, filled(readFileSync(file, 'utf8'), wanted));
}

/** How its field of patients and the type of its records are called. */
export function namesOf({ name, field, type }: Pick<NewSubgraph, 'name' | 'field' | 'type'>) {
  const pascal = name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
  return { field: field ?? pascal.slice(0, 1).toLowerCase() + pascal.slice(1), type: type ?? pascal };
}

function refuseNames({ name, field }: NewSubgraph, type: string): void {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 40)
    throw new ConfigError(
      `${JSON.stringify(name)} is no name of a subgraph: write lower-case Latin letters, digits and single hyphens, such as social-affairs.`,
    );
  if (field !== undefined && !/^[a-z][A-Za-z0-9]*$/.test(field))
    throw new ConfigError(`${JSON.stringify(field)} is no name of a field: write it like disabilityBenefits.`);
  if (!/^[A-Z][A-Za-z0-9]*$/.test(type) || takenTypes.has(type))
    throw new ConfigError(
      `${JSON.stringify(type)} is no name of a type of its own: write it like DisabilityBenefit, and not as another's.`,
    );
}

function filled(text: string, wanted: NewSubgraph): string {
  const { name, template, sdk, healthId } = wanted;
  const { field, type } = namesOf(wanted);
  return text
    .replaceAll('"START"', templates[template].start.map((word) => JSON.stringify(word)).join(', '))
    .replaceAll('SDK-SOURCE', sdk)
    .replaceAll('HEALTH-ID', healthId)
    .replaceAll('sample-name', name)
    .replaceAll('sampleName', field)
    .replaceAll('SampleName', type);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesIn(path) : [path]));
}
