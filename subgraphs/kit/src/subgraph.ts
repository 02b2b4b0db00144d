import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type { Language } from '@wasl/schema/errors.ts';
import type { FastifyInstance } from 'fastify';
import type { GraphQLFieldResolver, GraphQLScalarType } from 'graphql';
import type { Database } from './database/openDatabase.ts';

export const subgraphNames = ['health-id', 'clinical-records', 'pharmacy', 'identity'] as const;
export type SubgraphName = (typeof subgraphNames)[number];

/** Who asks, as the gateway vouches for it. */
export interface Caller {
  subject: string;
  roles: string[];
  scopes: string[];
  /** The caller's own health ID, when the caller is a patient too. */
  healthId?: string;
  /** Health IDs of those whom the caller is guardian of. */
  dependants: string[];
  practitionerId?: string;
  facilityId?: string;
  nationalId?: string;
  /** The OAuth client, when a service asks for itself. */
  clientId?: string;
}

/** What every resolver gets; a subgraph adds its loaders. One per request. */
export interface RequestContext<Db> {
  db: Db;
  /** Null for a request without a token. */
  caller: Caller | null;
  language: Language;
  traceId: string;
}

/** What a Prisma client of any subgraph can do, as far as the kit needs it. */
export interface DatabaseClient {
  $disconnect(): Promise<void>;
}

// Each subgraph types its own parents and arguments; the kit only hands the map to graphql-js.
type AnyResolver = GraphQLFieldResolver<never, never, never> | ((...parameters: never[]) => unknown);
export type Resolvers = Record<string, GraphQLScalarType | Record<string, AnyResolver | string | number>>;

export interface SeedTarget<Db> {
  db: Db;
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
export interface SubgraphDefinition<Db extends DatabaseClient, Context extends RequestContext<Db>> {
  name: SubgraphName;
  resolvers: Resolvers;
  createClient(adapter: SqlDriverAdapterFactory): Db;
  createContext(base: RequestContext<Db>): Context;
  /** Stores demo data; resumes where an interrupted run stopped. */
  seed(target: SeedTarget<Db>): Promise<void>;
  /** Routes beside `/graphql`, such as the OIDC issuer. */
  routes?(app: FastifyInstance, db: Db, options: RouteOptions): Promise<void>;
}
