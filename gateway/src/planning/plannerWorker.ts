import { parentPort } from 'node:worker_threads';
import { operationFromDocument } from '@apollo/federation-internals';
import { ApolloGateway } from '@apollo/gateway';
import type { QueryPlan, QueryPlanner } from '@apollo/query-planner';
import { type DocumentNode, parse, printSchema } from 'graphql';
import { askTypenames } from './askTypenames.ts';
import { fetchesIn } from './fetchesIn.ts';
import { isComplete } from './isComplete.ts';
import { isSound } from './isSound.ts';
import { nameInterfaceObjects } from './nameInterfaceObjects.ts';
import type { PlannerAnswer, PlannerQuestion, PlanRequest } from './plannerMessages.ts';
import type { Joins } from './stepwise/joins.ts';
import { createKnowledge, type Knowledge } from './stepwise/knowledge.ts';
import { planStepwise, readWhole } from './stepwise/planStepwise.ts';
import { readJoins } from './stepwise/readJoins.ts';

interface Loaded {
  gateway: ApolloGateway;
  planner: QueryPlanner;
  /** Undefined where plans can be neither checked nor made stepwise. */
  joins: Joins | undefined;
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
    case 'planStepwise': {
      const joins = loaded.get(question.supergraph)?.joins ?? readJoins(parse(question.sdl, { noLocation: true }));
      if (!joins) throw new Error('Plans cannot be made stepwise for this supergraph.');
      const { documents, overrides } = question.request;
      const knowledge = createKnowledge(joins, new Set(overrides));
      return JSON.stringify(
        documents.map((document) => planStepwise(knowledge, readWhole(parse(document, { noLocation: true })))),
      );
    }
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
  loaded.set(supergraph, { gateway, planner, joins: readJoins(parse(sdl, { noLocation: true })) });
  return printSchema(schema);
}

function plan(supergraph: number, { documents, overrides }: PlanRequest): QueryPlan[] {
  const known = loaded.get(supergraph);
  if (!known) throw new Error('That supergraph is not loaded.');
  const { planner, joins } = known;
  const knowledge = joins && createKnowledge(joins, new Set(overrides));
  return documents.map((document) =>
    planDocument(parse(document, { noLocation: true }), overrides, planner, knowledge),
  );
}

/** Apollo's plan; a stepwise one where Apollo's planner fails, asks a subgraph for what that cannot answer, or forgets something. */
function planDocument(
  document: DocumentNode,
  overrides: readonly string[],
  planner: QueryPlanner,
  knowledge: Knowledge | undefined,
): QueryPlan {
  if (!knowledge) return apolloPlan(planner, document, overrides);
  const whole = readWhole(document);
  let found: QueryPlan | undefined;
  try {
    found = apolloPlan(planner, document, overrides);
    nameInterfaceObjects(found, knowledge);
    askTypenames(found, knowledge);
    if (isSound(found, knowledge) && isComplete(found, whole, knowledge)) return found;
  } catch {
    // It knows no plan: there may be one all the same.
  }
  // Only Apollo's planner knows contexts: there its plan stands.
  if (found && fetchesIn(found.node).some(({ contextRewrites }) => contextRewrites)) return found;
  return planStepwise(knowledge, whole);
}

function apolloPlan(planner: QueryPlanner, document: DocumentNode, overrides: readonly string[]): QueryPlan {
  const operation = operationFromDocument(planner.supergraph.apiSchema(), document, { validate: false });
  return planner.buildQueryPlan(operation, {
    overrideConditions: new Map(overrides.map((label) => [label, true])),
  });
}
