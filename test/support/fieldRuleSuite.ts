import { readFileSync } from 'node:fs';
import { buildASTSchema, type GraphQLSchema, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askedFields, fieldsAt } from './askedFields.ts';
import { startTestGateway, type TestGateway } from './startTestGateway.ts';
import { type Claims, startTestIssuer, type TestIssuer } from './startTestIssuer.ts';
import type { PlainSubgraph } from './startTestSubgraphs.ts';

export const federationLink = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@external", "@requires", "@provides", "@shareable", "@interfaceObject", "@inaccessible", "@context", "@fromContext", "@authenticated", "@requiresScopes", "@policy"])`;

/** A protected value: each is a text of its own, so that one that leaks is found wherever it turns up. */
export const secret = (field: string) => `SECRET:${field}`;

export interface FieldRuleCase {
  what: string;
  /** Claims of the caller's token; nobody by default. `policies` grants policies. */
  who?: Claims | null;
  query: string;
  variables?: Record<string, unknown>;
  operationName?: string;
  data: unknown;
  /** Response paths of the denied fields, in the order of their errors: `users.0.email`. */
  denied?: string[];
  /** Mutations that run, in order. */
  ran?: string[];
  /** Fields at denied paths that may be asked for all the same: for a key, or because another place asks for them. */
  mayAsk?: string[];
  /** Fields besides those at denied paths that no subgraph may be asked for. */
  neverAsked?: string[];
}

export interface FieldRuleSetting {
  subgraphs: readonly PlainSubgraph[];
  /** Changes the composed supergraph. */
  edit?(supergraphSdl: string): string;
}

/**
 * Runs cases over HTTP on a running gateway. Each is checked for its exact answer, for protected values anywhere in the body,
 * for what subgraphs were asked, and for the mutations that ran.
 */
export function fieldRuleSuite(title: string, setting: FieldRuleSetting, cases: readonly FieldRuleCase[]): void {
  describe(title, () => {
    const ran: string[] = [];
    let issuer: TestIssuer;
    let gateway: TestGateway;
    let schema: GraphQLSchema;
    beforeAll(async () => {
      issuer = await startTestIssuer();
      const subgraphs = setting.subgraphs.map((subgraph) => loggingMutations(subgraph, ran));
      const tokens = { jwksUrl: issuer.jwksUrl, policiesClaim: 'policies' };
      gateway = await startTestGateway(subgraphs, { tokens }, setting.edit);
      schema = buildASTSchema(parse(readFileSync(gateway.supergraphFile, 'utf8')), { assumeValidSDL: true });
    });
    afterAll(async () => {
      await gateway?.stop();
      issuer.stop();
    });

    it.each(cases)('$what', async ({ who = null, query, variables, operationName, data, denied = [], ...expected }) => {
      gateway.subgraphs.asked.length = 0;
      ran.length = 0;
      const body = await gateway.ask(query, {
        headers: await issuer.headersFor(who),
        ...(variables && { variables }),
        ...(operationName !== undefined && { operationName }),
      });
      expect(body).toEqual({ ...(denied.length > 0 && { errors: denied.map(deniedAt) }), data });
      expect(protectedValues(body)).toEqual(protectedValues(data));
      const forbidden = new Set(expected.neverAsked);
      for (const path of denied) for (const field of fieldsAt(keysOf(path), query, schema)) forbidden.add(field);
      for (const field of expected.mayAsk ?? []) forbidden.delete(field);
      expect([...askedFields(gateway.subgraphs)].filter((field) => forbidden.has(field))).toEqual([]);
      expect(ran).toEqual(expected.ran ?? []);
    });
  });
}

/** The error of a denied field. */
export function deniedAt(path: string): unknown {
  return {
    message: 'Unauthorized field or type',
    path: keysOf(path),
    locations: expect.arrayContaining([{ line: expect.any(Number), column: expect.any(Number) }]),
    extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
  };
}

function keysOf(path: string): (string | number)[] {
  return path.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key));
}

function protectedValues(body: unknown): string[] {
  return [...new Set(JSON.stringify(body).match(/SECRET:[\w.]+|4242\d*/g))].sort();
}

function loggingMutations(subgraph: PlainSubgraph, ran: string[]): PlainSubgraph {
  const mutations = Object.entries(subgraph.resolvers?.['Mutation'] ?? {}).map(([name, resolve]) => [
    name,
    (...args: unknown[]) => {
      ran.push(name);
      return (resolve as (...args: unknown[]) => unknown)(...args);
    },
  ]);
  return { ...subgraph, resolvers: { ...subgraph.resolvers, Mutation: Object.fromEntries(mutations) } };
}
