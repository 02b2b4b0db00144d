import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { WaslError } from '@wasl/schema/errors.ts';
import { introspectionFromSchema } from 'graphql';
import { isMet } from '../authorization/requirement.ts';
import type { Caller } from '../core/caller.ts';
import { answerError } from '../pipeline/answerError.ts';
import { authenticate } from '../pipeline/authenticate.ts';
import type { Gateway } from '../pipeline/gateway.ts';
import { type FieldRules, readFieldRules } from '../registry/reference/readFieldRules.ts';
import { referencePage } from '../registry/reference/referencePage.ts';
import { chooseCoding, compress } from '../server/compress.ts';
import type { LoadedSupergraph } from '../supergraph/loadSupergraph.ts';
import type { ExplainedRules } from './playgroundConfig.ts';

/**
 * Adds what the playground tells of the schema: `/playground/schema.json`, which is introspection, and `/playground/rules.json`, the rules of
 * every field with whether the caller meets them. For those alone to whom answers are explained: 401 without a token, 403 without the scope.
 */
export function schemaRoutes(app: FastifyInstance, gateway: Gateway): void {
  app.get('/playground/schema.json', async (request, reply) => {
    const refused = await refusal(request, gateway);
    if ('status' in refused) return send(refused.body, reply.status(refused.status).headers(refused.headers), request);
    return send(introspectionFromSchema(gateway.supergraph.current().executor.schema), reply, request);
  });
  app.get('/playground/rules.json', async (request, reply) => {
    const asked = await refusal(request, gateway);
    if ('status' in asked) return send(asked.body, reply.status(asked.status).headers(asked.headers), request);
    return send(rulesFor(asked.caller, request, gateway), reply, request);
  });
}

/** The schema reference, where everybody is told: `/reference/ar.html` and `/reference/en.html`. A link bears no token. */
export function referenceRoutes(app: FastifyInstance, gateway: Gateway): void {
  for (const language of ['ar', 'en'] as const)
    app.get(`/reference/${language}.html`, (_, reply) => {
      const { executor, document, titles } = gateway.supergraph.current();
      const page = referencePage({ schema: executor.schema, rules: readFieldRules(document), titles }, language);
      return reply
        .headers({ 'content-security-policy': referencePolicy, 'cache-control': 'no-cache' })
        .type('text/html; charset=utf-8')
        .send(page);
    });
}

const referencePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

interface Refused {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

/** The caller, or why they are told nothing. */
async function refusal({ headers, id }: FastifyRequest, gateway: Gateway): Promise<Refused | { caller: Caller }> {
  const sent = headers as Record<string, string | undefined>;
  try {
    const caller = await authenticate({ headers: sent }, gateway.verifyToken);
    if (gateway.explainsTo?.(caller)) return { caller };
    throw new WaslError(caller.authenticated ? 'FORBIDDEN' : 'UNAUTHENTICATED');
  } catch (error) {
    const { status, headers: told = {}, body } = answerError(error, { headers: sent, id }, gateway.log);
    return { status, headers: told, body };
  }
}

const known = new WeakMap<LoadedSupergraph, ReadonlyMap<string, FieldRules>>();

function rulesFor(caller: Caller, { headers }: FastifyRequest, gateway: Gateway): ExplainedRules {
  const supergraph = gateway.supergraph.current();
  let rules = known.get(supergraph);
  if (!rules) known.set(supergraph, (rules = readFieldRules(supergraph.document)));
  const sent = headers as Record<string, string | undefined>;
  const granted = {
    read: gateway.grantPolicies(caller, sent, 'query'),
    write: gateway.grantPolicies(caller, sent, 'mutation'),
  };
  const fields = [...rules].map(([coordinate, { owners, requirement, roles, category }]) => {
    const whom = coordinate.startsWith('Mutation.') ? granted.write : granted.read;
    const may = isMet(requirement, whom);
    return [coordinate, { owners, ...requirement, roles, ...(category && { category }), may }] as const;
  });
  return { systems: Object.fromEntries(supergraph.titles), fields: Object.fromEntries(fields) };
}

async function send(body: unknown, reply: FastifyReply, { headers }: FastifyRequest): Promise<FastifyReply> {
  const text = JSON.stringify(body);
  const coding = chooseCoding(headers['accept-encoding']);
  if (coding) reply.header('content-encoding', coding);
  return reply
    .headers({ 'cache-control': 'no-store', vary: 'accept-encoding, authorization' })
    .type('application/json; charset=utf-8')
    .send(coding ? await compress(text, coding) : text);
}
