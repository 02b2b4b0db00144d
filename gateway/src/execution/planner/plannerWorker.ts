import { parentPort } from 'node:worker_threads';
import { operationFromDocument } from '@apollo/federation-internals';
import { ApolloGateway } from '@apollo/gateway';
import type { QueryPlanner } from '@apollo/query-planner';
import { parse, printSchema } from 'graphql';
import type { PlannerAnswer, PlannerQuestion, PlanRequest } from './plannerMessages.ts';

interface Loaded {
  gateway: ApolloGateway;
  planner: QueryPlanner;
}

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const loaded = new Map<number, Loaded>();

parentPort?.on('message', (question: PlannerQuestion) => {
  void answer(question).then((reply) => parentPort?.postMessage(reply));
});

async function answer(question: PlannerQuestion): Promise<PlannerAnswer> {
  try {
    return { id: question.id, text: await textFor(question) };
  } catch (error) {
    return { id: question.id, error: error instanceof Error ? error.message : String(error) };
  }
}

async function textFor(question: PlannerQuestion): Promise<string> {
  switch (question.kind) {
    case 'load':
      return load(question.supergraph, question.sdl);
    case 'plan':
      return JSON.stringify(plan(question.supergraph, question.request));
    case 'unload':
      await loaded.get(question.supergraph)?.gateway.stop();
      loaded.delete(question.supergraph);
      return '';
  }
}

/** Lets ApolloGateway check the supergraph and make its planner; nothing is ever executed here. */
async function load(supergraph: number, sdl: string): Promise<string> {
  const gateway = new ApolloGateway({
    supergraphSdl: sdl,
    logger: quiet,
    __exposeQueryPlanExperimental: false,
    queryPlannerConfig: { reuseQueryFragments: false, incrementalDelivery: { enableDefer: true } },
  });
  const { schema } = await gateway.load();
  const planner = gateway.__testing().queryPlanner;
  if (!planner) throw new Error('The planner was not made.');
  loaded.set(supergraph, { gateway, planner });
  return printSchema(schema);
}

function plan(supergraph: number, { document, operationName, overrides }: PlanRequest): unknown {
  const planner = loaded.get(supergraph)?.planner;
  if (!planner) throw new Error('That supergraph is not loaded.');
  const operation = operationFromDocument(planner.supergraph.apiSchema(), parse(document, { noLocation: true }), {
    ...(operationName !== undefined && { operationName }),
    validate: false,
  });
  return planner.buildQueryPlan(operation, {
    overrideConditions: new Map(overrides.map((label) => [label, true])),
  });
}
