import type { RequestContext, Resolvers } from '@wasl/subgraph-sdk';
import type { FastifyInstance } from 'fastify';
import type { Database, DatabaseAdapter } from './database/database.ts';
import type { Redis } from './redis/redis.ts';

export { auditSubgraph, issuerSubgraph, storedSubgraphs, subgraphClaims, subgraphNames } from './subgraphNames.ts';

/** The name of a registered subgraph. */
export type SubgraphName = string;

/** The part of any subgraph's database client that the kit uses. */
export interface DatabaseClient {
  $disconnect(): Promise<void>;
}

export interface SeedTarget {
  database: Database;
  /** Number of demo people to store. */
  patients: number;
  onProgress(done: number, total: number): void;
}

export interface RouteOptions {
  /** The server's URL for browsers, without a trailing slash. */
  publicUrl: string;
  /** Folder for keys and secrets that must outlive a restart. */
  dataDir: string;
  /** Demo personas may sign in without a password. */
  demo: boolean;
  /** Seconds for which access tokens of the issuer count. Default 900. */
  tokenSeconds?: number | undefined;
  /** What instances share; undefined where there is one alone. */
  redis?: Redis | undefined;
  /** Whether a death is recorded of a person, by the health ID; undefined where the registry does not run beside it. */
  isDeceased?: IsDeceased | undefined;
}

/** Whether a death is recorded of a person, by any health ID of theirs. An ID that is nobody's is of no dead person. */
export type IsDeceased = (healthId: string) => Promise<boolean>;

/** Which lists of codes count, and whether a code that is in none is refused or taken with a warning. */
export interface CodeLists {
  /** Where official lists lie, if any do. */
  folder: string;
  unknownCodes: 'refuse' | 'warn';
}

/** The definition of a subgraph, which `startSubgraph` runs. */
export interface SubgraphDefinition<Db extends DatabaseClient, Context extends object> {
  name: SubgraphName;
  resolvers: Resolvers;
  /** Creates the database client of the stores. */
  createClient(adapter: DatabaseAdapter): Db;
  createContext(request: RequestContext, db: Db): Context;
  /** Stores demo data; resumes where an interrupted run stopped. */
  seed(target: SeedTarget): Promise<void>;
  /** Called once, before its resolvers, where codes are written in it. */
  useCodeLists?(lists: CodeLists): void;
  /**
   * Makes anew what an earlier version of the code derived from rows and stored, after migrations; resumes where an interrupted run stopped.
   * Answers how many rows it changed. Default: nothing is derived.
   */
  renew?(database: Database): Promise<number>;
  /** Tells of deaths, to what runs beside it. Default: it knows of none. */
  isDeceased?(db: Db, healthId: string): Promise<boolean>;
  /** Routes beside `/graphql`, such as the OIDC issuer. */
  routes?(app: FastifyInstance, db: Db, options: RouteOptions): Promise<void>;
}
