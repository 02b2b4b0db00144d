import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { basename } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { parse } from 'graphql';
import { planDocument } from '../planDocument.ts';
import type { QueryPlan } from '../plan.ts';
import { readFederatedSchema } from '../queryGraph/readFederatedSchema.ts';
import { readOperation } from '../readOperation.ts';
import { planStepwise } from '../stepwise/planStepwise.ts';
import { createLoadedSupergraphs } from './loadedSupergraphs.ts';
import type { PlannerAnswer, PlannerQuestion, PlanRequest } from './plannerMessages.ts';

const loaded = createLoadedSupergraphs();

/** Of a thread that answers; by `nice`, 5 gets a third of what 0 gets where both want the same core. */
const lessUrgent = 5;

comeSecond();

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
      return loaded.load(question.supergraph, question.sdl);
    case 'plan':
      return JSON.stringify(plan(question.supergraph, question.request));
    case 'planStepwise':
      return JSON.stringify(planWithoutApollo(question));
    case 'unload':
      await loaded.unload(question.supergraph);
      return '';
  }
}

function plan(supergraph: number, { documents, overrides }: PlanRequest): QueryPlan[] {
  const known = loaded.of(supergraph);
  if (!known) throw new Error('That supergraph is not loaded.');
  const { apollo, schema } = known;
  const graph = schema && { schema, overrideLabels: new Set(overrides) };
  const planByApollo = (document: ReturnType<typeof parse>) => apollo.plan(document, overrides);
  return documents.map((document) => planDocument(parse(document, { noLocation: true }), planByApollo, graph));
}

function planWithoutApollo(question: PlannerQuestion & { kind: 'planStepwise' }): QueryPlan[] {
  const { supergraph, sdl, request } = question;
  const schema = loaded.of(supergraph)?.schema ?? readFederatedSchema(parse(sdl, { noLocation: true }));
  if (!schema) throw new Error('Plans cannot be made stepwise for this supergraph.');
  const graph = { schema, overrideLabels: new Set(request.overrides) };
  return request.documents.map((document) => planStepwise(graph, readOperation(parse(document, { noLocation: true }))));
}

/** Answers come before plans where there is no core for both. On Linux each thread has a priority of its own; elsewhere nothing is done. */
function comeSecond(): void {
  try {
    setPriority(Number(basename(readlinkSync('/proc/thread-self'))), lessUrgent);
  } catch {
    // It plans as urgently as it is answered, then.
  }
}
