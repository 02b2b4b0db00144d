import * as fc from 'fast-check';
import { parse, validate } from 'graphql';
import { expect, it } from 'vitest';
import { answer } from '@wasl/gateway/pipeline/answer';
import { createAdmission } from '@wasl/gateway/pipeline/admission';
import { createShares } from '@wasl/gateway/pipeline/shares';
import { createFigures } from '@wasl/gateway/telemetry/figures';
import { createDocuments } from '@wasl/gateway/documents/documents';
import type { Gateway } from '@wasl/gateway/pipeline/gateway';
import { writeBody } from '@wasl/gateway/server/writeBody';
import { createPrepare } from '@wasl/gateway/pipeline/documents/prepareOperation';
import { composeSupergraph } from '@wasl/gateway/registry/composeSupergraph';
import { type LoadedSupergraph, loadSupergraph } from '@wasl/gateway/supergraph/loadSupergraph';
import { askedFields } from '../../support/askedFields.ts';
import { withRules } from '../../support/editSupergraph.ts';
import { type RunningSubgraphs, startTestSubgraphs } from '../../support/startTestSubgraphs.ts';
import { modelSubgraphs, rulesOf } from './modelSubgraphs.ts';
import { createPick, type Model, type Pick, randomModel } from './randomModel.ts';
import { randomOperation } from './randomOperation.ts';
import { createReference, type Grants } from './reference.ts';
import { Cancellation } from '@wasl/gateway/core/cancellation';
import type { AnswerBody } from '@wasl/gateway/core/answer';
import type { Caller } from '@wasl/gateway/core/caller';

const schemas = 32;
const operationsPerSchema = 40;
const callersPerOperation = 2;
const seed = Number(process.env['WASL_TEST_SEED'] ?? 20_261_123);

const replayedPath = process.env['WASL_TEST_PATH'];

interface Bench {
  model: Model;
  supergraph: LoadedSupergraph;
  subgraphs: RunningSubgraphs;
}

it(
  'answers random queries over random federations with random rules as the rules say',
  { timeout: 240_000 },
  async () => {
    process.stdout.write(`field rules: WASL_TEST_SEED=${seed}\n`);
    let runs = 0;
    const property = fc.asyncProperty(fc.gen(), async (g) => {
      const pick = createPick(g);
      const bench = await open(randomModel(pick));
      try {
        for (let index = 0; index < operationsPerSchema; index += 1) runs += await tryOperation(bench, pick);
      } finally {
        await bench.supergraph.close();
        await bench.subgraphs.stop();
      }
    });
    const checked = await fc.check(property, {
      seed,
      numRuns: schemas,
      endOnFailure: true,
      ...(replayedPath && { path: replayedPath }),
    });
    if (checked.failed) {
      const again = `WASL_TEST_SEED=${seed} WASL_TEST_PATH=${checked.counterexamplePath}`;
      throw new Error(`fails with ${again}`, { cause: checked.errorInstance });
    }
    process.stdout.write(`field rules: ${runs} answers compared\n`);
    if (!replayedPath) expect(runs).toBeGreaterThan(2_000);
  },
);

async function open(model: Model): Promise<Bench> {
  const subgraphs = await startTestSubgraphs(modelSubgraphs(model));
  const composition = composeSupergraph(subgraphs.sources);
  if ('errors' in composition) throw new Error(composition.errors.join('\n'));
  const sdl = model.isOlder ? withRules(rulesOf(model))(composition.supergraphSdl) : composition.supergraphSdl;
  const supergraph = await loadSupergraph(sdl, {
    subgraphUrls: new Map(),
    createPrepare: (schema) =>
      createPrepare(schema, { introspection: true, maxTokens: 15_000, maxDepth: 50, maxFields: 10_000 }),
    hasTokenVerifier: true,
  });
  return { model, supergraph, subgraphs };
}

/** How many answers were compared: none where the random query is not valid. */
async function tryOperation(bench: Bench, pick: Pick): Promise<number> {
  const query = randomOperation(bench.model, pick);
  const document = parse(query);
  if (validate(bench.supergraph.executor.schema, document).length > 0) return 0;
  for (let index = 0; index < callersPerOperation; index += 1) await compare(bench, query, randomGrants(pick));
  return callersPerOperation;
}

async function compare({ model, supergraph, subgraphs }: Bench, query: string, grants: Grants): Promise<void> {
  const reference = createReference(model, grants);
  const expected = reference.answer(parse(query), { yes: true, no: false });
  subgraphs.asked.length = 0;
  const request = {
    query,
    variables: { no: false },
    headers: { authorization: `Bearer ${JSON.stringify(grants).replaceAll(' ', '')}` },
    cancellation: new Cancellation(),
  };
  const answered = await answer(request, gatewayOf(supergraph));
  if ('events' in answered) throw new Error('A query was answered with events.');
  const body = JSON.parse(String(writeBody(answered.body))) as AnswerBody;
  const situation = `${query}\n${JSON.stringify(grants)}\n${JSON.stringify(rulesOf(model))}`;
  expect(body.data, situation).toEqual(expected.data);
  const errors = (body.errors ?? []).map(({ path, extensions }) => `${extensions?.['code']} ${path?.join('.')}`);
  expect(errors.sort(), situation).toEqual(expected.denied.map((path) => `UNAUTHORIZED_FIELD_OR_TYPE ${path}`).sort());
  expect(markers(body), situation).toEqual(markers(expected.data));
  const unlawful = [...askedFields(subgraphs)].filter((coordinate) => {
    const [typeName = '', fieldName = ''] = coordinate.split('.');
    return !fieldName.startsWith('_') && fieldName !== 'id' && !reference.mayRead(typeName, fieldName);
  });
  expect(unlawful, situation).toEqual([]);
}

function markers(value: unknown): string[] {
  return [...new Set(JSON.stringify(value)?.match(/T\d\.\w+/g))].sort();
}

function randomGrants(pick: Pick): Grants {
  if (pick.chance(20)) return { authenticated: false, scopes: [], policies: [] };
  return { authenticated: true, scopes: pick.some(['a', 'b', 'c'], 55), policies: pick.some(['p', 'q'], 55) };
}

/** A gateway whose tokens are the grants themselves. */
function gatewayOf(supergraph: LoadedSupergraph): Gateway {
  return {
    admission: createAdmission(),
    shares: createShares(),
    figures: createFigures(),
    answerTimeoutMs: 30_000,
    supergraph: { acquire: () => ({ supergraph, outdated: new AbortController().signal, release: () => undefined }) },
    verifyToken: async (token: string) => callerOf(JSON.parse(token) as Grants),
    documents: createDocuments({}),
    grantPolicies: (caller: Caller) => caller,
    costBudget: () => Infinity,
    signCaller: undefined,
    denials: { mode: 'filter', onDenied: () => undefined, onWouldDeny: () => undefined },
    log: (_: string, error: unknown) => {
      throw error;
    },
    close: async () => undefined,
  } as unknown as Gateway;
}

function callerOf({ authenticated, scopes, policies }: Grants): Caller {
  return { authenticated, subject: 's', scopes: new Set(scopes), policies: new Set(policies), claims: {} };
}
