import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readComposeConfig } from '../registry/compose/readComposeConfig.ts';
import { readSubgraphs } from '../registry/composeSupergraph.ts';
import { readOwnership } from '../registry/ownership/readOwnership.ts';
import { composeInForce, type Nation } from '../registry/published/acts.ts';
import { openRegistry } from '../registry/published/registryFolder.ts';
import { nationalFolder } from './check.ts';
import { ownershipFile } from './files.ts';
import { nationalGrants } from './nationalGrants.ts';

/**
 * The graph that subgraphs of a registry join, at the addresses of `compose.yaml` beside its folder: those in force count where there are any.
 * @throws ConfigError for an ownership file that cannot be read
 */
export function readNation({ national, ownership: file }: { national: string; ownership: string }): Nation {
  const ownership = readOwnership(file);
  const composition = join(dirname(national), 'compose.yaml');
  const composed = existsSync(composition) ? readComposeConfig(composition).subgraphs : [];
  const urls = new Map(composed.map(({ name, url }) => [name, url]));
  const subgraphs = readSubgraphs(
    national,
    (name, index) => urls.get(name) ?? `http://127.0.0.1:${4101 + index}/graphql`,
  );
  return { subgraphs, ownership, grants: nationalGrants(ownership) };
}

/**
 * The supergraph of a registry, verified; where nothing was approved yet, the national graph is put in force, so that there is something to
 * serve and to watch. @throws ConfigError for a registry that does not hold
 */
export function supergraphOfRegistry(folder: string): string {
  const registry = openRegistry(folder);
  if (!existsSync(registry.supergraphFile))
    registry.activate(
      composeInForce(registry, registry.history, readNation({ national: nationalFolder, ownership: ownershipFile })),
    );
  return registry.supergraphFile;
}
