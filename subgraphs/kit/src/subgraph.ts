import type { RequestContext, Resolvers } from '@wasl/subgraph-sdk';
import type { FastifyInstance } from 'fastify';
import type { Database, DatabaseAdapter } from './database/database.ts';

export { auditSubgraph, issuerSubgraph, storedSubgraphs, subgraphClaims, subgraphNames } from './subgraphNames.ts';

/** A name that some workspace registers. */
export type SubgraphName = string;

/** What a database client of any subgraph can do, as far as the kit needs it. */
export interface DatabaseClient {
  $disconnect(): Promise<void>;
}

export interface SeedTarget {
  database: Database;
  /** How many of the demo population's people to store. */
  patients: number;
  onProgress(done: number, total: number): void;
}

export interface RouteOptions {
  /** The server's own address as browsers see it, without a trailing slash. */
  publicUrl: string;
  /** Folder for keys and secrets that must outlive a restart. */
  dataDir: string;
  /** Demo personas may sign in without a password. */
  demo: boolean;
}

/** All that makes one subgraph; `startSubgraph` runs it. */
export interface SubgraphDefinition<Db extends DatabaseClient, Context extends object> {
  name: SubgraphName;
  resolvers: Resolvers;
  /** Opens the stores' client. */
  createClient(adapter: DatabaseAdapter): Db;
  createContext(request: RequestContext, db: Db): Context;
  /** Stores demo data; resumes where an interrupted run stopped. */
  seed(target: SeedTarget): Promise<void>;
  /** Routes beside `/graphql`, such as the OIDC issuer. */
  routes?(app: FastifyInstance, db: Db, options: RouteOptions): Promise<void>;
}
