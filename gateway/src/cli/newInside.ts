import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSeq, parseDocument } from 'yaml';
import { ConfigError } from '../core/configError.ts';
import { ownerOfField, ownerOfType } from '../registry/ownership/ownership.ts';
import { readOwnership } from '../registry/ownership/readOwnership.ts';
import { nameLike } from '../registry/subgraphName.ts';
import { namesOf, type NewSubgraph, writeSubgraph } from './templates.ts';

/**
 * Writes a new subgraph into this repository: a workspace of `subgraphs/`, its test, and its entry in the ownership file with the leave of
 * whoever owns patients. No list names it elsewhere. Answers its folder.
 * @throws ConfigError, with nothing written, for names that another has, and for a folder that is no repository of Wasl
 */
export function writeInside(
  wanted: Omit<NewSubgraph, 'template' | 'folder' | 'sdk'>,
  repository: string,
): { folder: string; tests: string } {
  const { name } = wanted;
  const folder = join(repository, 'subgraphs', name);
  const tests = join(repository, 'test/subgraphs', name);
  const ownershipFile = join(repository, 'schema/ownership.yaml');
  if (![ownershipFile, join(repository, 'subgraphs/sdk/src')].every(existsSync))
    throw new ConfigError('--inside writes into the repository of Wasl, and this is an installation: leave it out.');
  if (packagesOf(repository).has(`@wasl/${name}`))
    throw new ConfigError(`The repository has a package ${name} already: choose another name.`);
  const ownership = entered(ownershipFile, wanted);
  writeSubgraph({ ...wanted, template: 'inside', folder, sdk: '*' });
  mkdirSync(tests, { recursive: true });
  renameSync(join(folder, 'subgraph.test.ts'), join(tests, 'subgraph.test.ts'));
  writeFileSync(ownershipFile, ownership);
  format([folder, tests, ownershipFile], repository);
  return { folder, tests };
}

/** The ownership file's text with the new subgraph. */
function entered(file: string, wanted: Pick<NewSubgraph, 'name' | 'field' | 'type'>): string {
  const ownership = readOwnership(file);
  const { name } = wanted;
  const { field, type } = namesOf(wanted);
  const like = ownership.has(name) ? name : nameLike(name, ownership.keys());
  if (like !== undefined) throw new ConfigError(`The ownership file has ${like} already: choose another name.`);
  const typeOwner = ownerOfType(ownership, type);
  if (typeOwner !== undefined)
    throw new ConfigError(`The type ${type} belongs to ${typeOwner}: choose one with --type.`);
  const isTaken = [...ownership.values()].some(({ fields }) => fields.includes(`Patient.${field}`));
  if (isTaken)
    throw new ConfigError(
      `Patient.${field} belongs to ${ownerOfField(ownership, 'Patient', field)}: choose one with --field.`,
    );
  const owner = ownerOfType(ownership, 'Patient');
  if (owner === undefined) throw new ConfigError(`${file} does not say whose Patient is.`);
  const entry = `  ${name}:
    ministry: { en: The ministry of ${name}, ar: وزارة ${name} }
    types: [${type}]
    fields: [Patient.${field}]
`;
  return `${withLeave(readFileSync(file, 'utf8'), owner, name).trimEnd()}\n${entry}`;
}

/** Adds a name to those who may add fields to patients; the rest of the text stays as it is. */
function withLeave(text: string, owner: string, name: string): string {
  const allowed = parseDocument(text).getIn(['subgraphs', owner, 'extends', 'Patient'], true);
  if (!isSeq(allowed) || !allowed.range || text[allowed.range[1] - 1] !== ']')
    throw new ConfigError(`The ownership file has no list of who extends Patient under ${owner}: write it as [a, b].`);
  const end = allowed.range[1] - 1;
  const before = text.slice(0, end).trimEnd().replace(/,$/, '');
  return `${before}${allowed.items.length > 0 ? ', ' : ''}${name}${text.slice(end)}`;
}

/** The names of the packages of a repository's workspaces. */
function packagesOf(repository: string): Set<string> {
  const subgraphs = readdirSync(join(repository, 'subgraphs')).map((name) => join('subgraphs', name));
  const manifests = ['gateway', 'schema', 'prisma', ...subgraphs]
    .map((workspace) => join(repository, workspace, 'package.json'))
    .filter((file) => existsSync(file));
  return new Set(manifests.map((file) => (JSON.parse(readFileSync(file, 'utf8')) as { name: string }).name));
}

/** As the repository's own check of format wants it: names are longer or shorter than the template's. */
function format(places: readonly string[], repository: string): void {
  const prettier = join(repository, 'node_modules/prettier/bin/prettier.cjs');
  if (existsSync(prettier)) spawnSync(process.execPath, [prettier, '--write', ...places], { cwd: repository });
}
