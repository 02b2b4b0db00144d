import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the repository, which contains `schema/` and `prisma/`. */
export const root = findRoot(dirname(fileURLToPath(import.meta.url)));

/** The subgraph's SDL file. */
export function sdlFile(name: string): string {
  return join(root, 'schema/subgraphs', `${name}.graphql`);
}

/** The subgraph's Prisma migrations. */
export function migrationsFolder(name: string): string {
  return join(root, 'prisma', name, 'migrations');
}

/** Finds the repository's root upwards, since the code runs from its sources in tests and from a bundle otherwise. */
function findRoot(from: string): string {
  if (existsSync(join(from, 'turbo.json'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error('The schema and prisma folders of Wasl cannot be found.');
  return findRoot(parent);
}
