import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@wasl/kit/paths';
import { describe, expect, it } from 'vitest';

interface Manifest {
  license?: string;
  workspaces?: string[];
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

interface Lockfile {
  packages: Record<string, { license?: string; link?: boolean }>;
}

const readJson = <T>(path: string) => JSON.parse(readFileSync(join(root, path), 'utf8')) as T;
const page = readFileSync(join(root, 'docs/licences.md'), 'utf8');
const benchLock = readJson<Lockfile>('test/bench/package-lock.json');

/** The rows of the page's tables, package by package. */
const listed = page
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .flatMap(([, licence = '', packages = '']) =>
    [...packages.matchAll(/`([^`]+)`/g)].map(([, name = '']) => [name, licence] as const),
  );

/** What a package states: as it is installed or, when only the benchmark has it, in the benchmark's lockfile. */
function licenceOf(name: string): string | undefined {
  const manifest = join('node_modules', name, 'package.json');
  if (existsSync(join(root, manifest))) return readJson<Manifest>(manifest).license ?? 'none stated';
  const locked = benchLock.packages[`node_modules/${name}`];
  return locked && (locked.license ?? 'none stated');
}

/** Everybody else's packages that a package.json of ours asks for. */
function directDependencies(): string[] {
  const workspaces = readJson<Manifest>('package.json').workspaces ?? [];
  const folders = workspaces.flatMap((workspace) => {
    if (!workspace.endsWith('/*')) return [workspace];
    const parent = workspace.slice(0, -2);
    return readdirSync(join(root, parent)).map((folder) => join(parent, folder));
  });
  const names = ['.', 'test/bench', ...folders].flatMap((folder) => {
    const manifest = readJson<Manifest>(join(folder, 'package.json'));
    const { dependencies, devDependencies, optionalDependencies, peerDependencies } = manifest;
    return Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies, ...peerDependencies });
  });
  return [...new Set(names)].filter((name) => !name.startsWith('@wasl/')).sort();
}

describe('the page of licences', () => {
  it('names every direct dependency', () => {
    const named = new Set(listed.map(([name]) => name));
    const direct = directDependencies();
    expect(direct).toEqual(
      expect.arrayContaining(['@apollo/server', 'fastify', 'graphiql', 'oidc-provider', 'vitest']),
    );
    expect(direct.filter((name) => !named.has(name))).toEqual([]);
  });

  it.each(listed)('says of %s that its licence is %s, as the package does', (name, licence) => {
    expect(licenceOf(name)).toBe(licence);
  });

  it('names each package once', () => {
    expect(listed.map(([name]) => name)).toHaveLength(new Set(listed.map(([name]) => name)).size);
  });

  it('names every licence in the lockfile, and every package in it that states none', () => {
    const quoted = [...page.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);
    const named = new Set([...listed.map(([, licence]) => licence), ...quoted]);
    const { packages } = readJson<Lockfile>('package-lock.json');
    const thirdParty = Object.entries(packages).filter(([path, { link }]) => path.includes('node_modules/') && !link);
    expect(thirdParty.length).toBeGreaterThan(100);
    const unnamed = thirdParty.filter(
      ([path, { license }]) => !named.has(license ?? path.replace(/.*node_modules\//, '')),
    );
    expect(unnamed.map(([path, { license }]) => `${path}: ${license}`)).toEqual([]);
  });
});
