import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@wasl/kit/paths';
import { ConfigError } from '../core/configError.ts';

export type TemplateLanguage = 'typescript' | 'python';

export interface NewSubgraph {
  /** Lower case, digits and hyphens: as the supergraph calls it. */
  name: string;
  language: TemplateLanguage;
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

const starts: Record<TemplateLanguage, string[]> = {
  typescript: ['node', 'dist/src/main.js'],
  python: ['python3', 'subgraph.py'],
};

/** Types that are another's or GraphQL's own. */
const takenTypes = new Set(['Patient', 'Query', 'Mutation', 'Subscription', 'ID', 'String', 'Int', 'Float', 'Boolean']);

/** Writes a small whole subgraph into a new folder. @throws ConfigError for a name that cannot be one, or a folder that has something in it */
export function writeSubgraph(wanted: NewSubgraph): void {
  const { name, folder, language, field, type } = wanted;
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 40)
    throw new ConfigError(
      `${JSON.stringify(name)} is no name of a subgraph: write lower-case Latin letters, digits and single hyphens, such as social-affairs.`,
    );
  if (field !== undefined && !/^[a-z][A-Za-z0-9]*$/.test(field))
    throw new ConfigError(`${JSON.stringify(field)} is no name of a field: write it like disabilityBenefits.`);
  if (type !== undefined && (!/^[A-Z][A-Za-z0-9]*$/.test(type) || takenTypes.has(type)))
    throw new ConfigError(
      `${JSON.stringify(type)} is no name of a type of its own: write it like DisabilityBenefit, and not as another's.`,
    );
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new ConfigError(`${folder} has something in it: give a new folder with --out.`);
  mkdirSync(folder, { recursive: true });
  for (const part of ['common', language]) cpSync(join(root, 'gateway/templates', part), folder, { recursive: true });
  renameSync(join(folder, 'gitignore'), join(folder, '.gitignore'));
  for (const file of filesIn(folder)) writeFileSync(file, filled(readFileSync(file, 'utf8'), wanted));
}

function filled(text: string, { name, language, sdk, healthId, field, type }: NewSubgraph): string {
  const pascal = name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
  return text
    .replaceAll('"START"', starts[language].map((word) => JSON.stringify(word)).join(', '))
    .replaceAll('SDK-SOURCE', sdk)
    .replaceAll('HEALTH-ID', healthId)
    .replaceAll('sample-name', name)
    .replaceAll('sampleName', field ?? pascal[0]!.toLowerCase() + pascal.slice(1))
    .replaceAll('SampleName', type ?? pascal);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesIn(path) : [path]));
}
