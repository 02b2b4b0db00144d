import { GraphQLError } from 'graphql';
import type { Resolvers, SubgraphDefinition } from './startSubgraphs.ts';

/** A request that a subgraph received. */
export interface AskedOperation {
  subgraph: string;
  query: string;
  variables: Record<string, unknown>;
}

/** An error that the answer must have: its path always, its code and message where they are known beforehand. */
export interface ExpectedError {
  path?: (string | number)[];
  code?: string;
  message?: string;
}

/** One operation and the whole answer that the specification asks for. */
export interface Case {
  /** A fact, as the name of its test. */
  name: string;
  query: string;
  variables?: Record<string, unknown>;
  operationName?: string;
  /**
   * The key order of `data` counts; without `data` the operation is refused; the order of errors does not. No `errors`: the answer must not have any. `errorCodes`
   * instead are the different codes of all errors, for a failure that one error may tell or one for each field.
   */
  expected: { data?: unknown; errors?: ExpectedError[]; errorCodes?: string[] };
  /** Further facts about what the subgraphs were asked for it. */
  asked?(asked: AskedOperation[]): void;
  /** Why Apollo's own executor answers otherwise: it is right everywhere else. */
  stock?: string;
  /** What still keeps every executor from it, such as the planner: the case must fail until that is mended. */
  gap?: string;
}

/** What a folder of this directory holds: subgraphs that compose, and cases over them. */
export interface Behaviour {
  subgraphs: readonly SubgraphDefinition[];
  cases: readonly Case[];
  /** One server of all that the subgraphs know: graphql-js must answer each case there as it is expected of the gateway. */
  whole?: WholeServer;
}

/** A schema and its resolvers, without a federation. */
export interface WholeServer {
  sdl: string;
  resolvers: Resolvers;
}

/** An error that a resolver throws, marked so that its code and message must reach the client. */
export function failure(code: string, message = `${code} happened`): GraphQLError {
  return new GraphQLError(message, { extensions: { code, forPeople: true } });
}

/** The first line of a subgraph's schema, importing what it uses of the federation. */
export function federation(...imports: string[]): string {
  const names = imports.map((name) => JSON.stringify(name)).join(', ');
  return `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: [${names}])\n`;
}

/** The representations that a subgraph was asked for, request after request. */
export function representationsOf(asked: readonly AskedOperation[], subgraph: string): Record<string, unknown>[] {
  return asked
    .filter((operation) => operation.subgraph === subgraph)
    .flatMap(({ variables }) => Object.values(variables))
    .flatMap((value) => (Array.isArray(value) ? (value as Record<string, unknown>[]) : []))
    .filter((value) => typeof value === 'object' && value !== null && '__typename' in value);
}
