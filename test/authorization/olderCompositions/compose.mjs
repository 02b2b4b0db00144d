// Makes <version>.graphql with that version of @apollo/composition, installed in a temporary folder:
// node test/authorization/olderCompositions/compose.mjs 2.5.7
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clinic, federationOf } from './clinic.mjs';

const [version] = process.argv.slice(2);
if (!Object.hasOwn(federationOf, version ?? '')) {
  throw new Error(`Name one of ${Object.keys(federationOf).join(', ')}.`);
}
const folder = mkdtempSync(join(tmpdir(), 'composition-'));
try {
  const packages = {
    dependencies: { '@apollo/composition': version, graphql: '16.8.1' },
    // Its own range would take the newest of these.
    overrides: { '@apollo/federation-internals': version, '@apollo/query-graphs': version },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(packages));
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: folder, stdio: 'inherit' });
  const load = createRequire(join(folder, 'package.json'));
  const { composeServices } = load('@apollo/composition');
  const { parse } = load('graphql');
  const services = clinic(version).map(({ name, sdl }) => ({ name, url: `http://${name}.test`, typeDefs: parse(sdl) }));
  const { supergraphSdl, errors } = composeServices(services);
  if (errors?.length) throw new Error(errors.map(({ message }) => message).join('\n'));
  const head = `# Made by @apollo/composition ${version}: node test/authorization/olderCompositions/compose.mjs ${version}`;
  writeFileSync(join(import.meta.dirname, `${version}.graphql`), `${head}\n${supergraphSdl.trimEnd()}\n`);
} finally {
  rmSync(folder, { recursive: true });
}
