import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.ts';

/** A subgraph's registration in its `package.json`, under `wasl`. */
interface Registration {
  /** Its name in the supergraph: also that of its SDL, its Prisma folder and its database. */
  subgraph: string;
  /** Commands process lower numbers first: the registry before subgraphs that refer to its patients. Default 100; equals by name. */
  order?: number;
  /** Whether it mounts the demo's OIDC issuer, which needs a port known to browsers. Default false. */
  issuer?: boolean;
  /** Whether what it tells is what gateways write to the audit: it has no database of its own. Default false. */
  readsAudit?: boolean;
  /** What it needs to know about callers, in the words of `WASL_SUBGRAPH_<NAME>_CLAIMS`. Default: what partners are told. */
  claims?: string[];
}

const registrations = readRegistrations(join(root, 'subgraphs'));

/** The names of all our subgraphs: the workspaces that register one. The only place that enumerates them. */
export const subgraphNames: readonly string[] = registrations.map(({ subgraph }) => subgraph);

/** The subgraph that tells what gateways wrote to the audit, from their database. */
export const auditSubgraph: string | undefined = registrations.find(({ readsAudit }) => readsAudit === true)?.subgraph;

/** Those that have a database of their own. */
export const storedSubgraphs: readonly string[] = subgraphNames.filter((name) => name !== auditSubgraph);

/** The subgraph that mounts the demo's issuer. */
export const issuerSubgraph: string | undefined = registrations.find(({ issuer }) => issuer === true)?.subgraph;

/** The claims that subgraphs register, by name. */
export const subgraphClaims: ReadonlyMap<string, readonly string[]> = new Map(
  registrations.flatMap(({ subgraph, claims }) => (claims ? [[subgraph, claims] as const] : [])),
);

function readRegistrations(folder: string): Registration[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const file = join(folder, name, 'package.json');
      if (!existsSync(file)) return [];
      const { wasl } = JSON.parse(readFileSync(file, 'utf8')) as { wasl?: Registration };
      if (wasl && wasl.subgraph !== name) throw new Error(`${file} registers ${wasl.subgraph}: name it as its folder.`);
      return wasl ? [wasl] : [];
    })
    .sort((one, other) => (one.order ?? 100) - (other.order ?? 100));
}
