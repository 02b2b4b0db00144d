import { WaslError } from '@wasl/schema/errors.ts';
import { uniteAskers } from '../../core/asker.ts';
import type { Numbers } from '../compile/compileReceived.ts';
import { mergedHead } from '../compile/mergedHead.ts';
import { isJsonObject, type JsonObject } from '../../core/jsonObject.ts';
import type { EntityBatch, EntityQuestion } from './entityAnswers.ts';
import { replaceOthers } from './checkKeys.ts';
import { exactReply, missingField, readRoundedReply, type SubgraphError, type SubgraphReply } from './readReply.ts';
import { type Send, variablesText } from './send.ts';
import type { SubgraphReply as SentReply } from '../../subgraphs/transport.ts';

/** Sends one entity fetch; never rejects, a failure is part of the batch. */
export async function askEntities(question: EntityQuestion, send: Send): Promise<EntityBatch> {
  const { fetch, representations, argumentsText, variables, asker } = question;
  const others = argumentsText + variablesText(fetch.variables, variables);
  const body = `${fetch.head}${others}"representations":[${representations.join(',')}]}}`;
  try {
    const sent = await send(fetch.subgraph, body, false, asker);
    return readEntities(readRoundedReply(sent), '_entities', question, sent);
  } catch (failure) {
    return failed(failure);
  }
}

/**
 * Sends several entity fetches to one subgraph in one request. If an error of one nulls the whole answer, each is sent again separately:
 * they are queries, and the others must not suffer.
 */
export async function askTogether(questions: readonly EntityQuestion[], send: Send): Promise<readonly EntityBatch[]> {
  const head = mergedHead(questions.map(({ fetch }) => fetch));
  const subgraph = questions[0]?.fetch.subgraph ?? '';
  const asker = uniteAskers(questions.map((question) => question.asker));
  try {
    const sent = await send(subgraph, `${head + mergedVariables(questions)}}}`, false, asker);
    const reply = readRoundedReply(sent);
    if (!reply.data) return await Promise.all(questions.map((question) => askEntities(question, send)));
    return questions.map((question, index) =>
      readEntities(ofQuestion(reply, index), `_entities${index}`, question, sent),
    );
  } catch (failure) {
    return questions.map(() => failed(failure));
  }
}

function mergedVariables(questions: readonly EntityQuestion[]): string {
  const sent = new Map(questions.flatMap(({ fetch }) => fetch.variables.map((variable) => [variable.name, variable])));
  const variables: JsonObject = questions[0]?.variables ?? {};
  const representations = questions.map(
    ({ representations: texts }, index) => `"representations${index}":[${texts.join(',')}]`,
  );
  return variablesText(sent.values(), variables) + representations.join(',');
}

/** The reply as one of the merged fetches sees it: without the others' errors. */
function ofQuestion(reply: SubgraphReply, index: number): SubgraphReply {
  const key = `_entities${index}`;
  if (reply.errors.length === 0) return reply;
  return { data: reply.data, errors: reply.errors.filter(({ path }) => path === undefined || path[0] === key) };
}

function readEntities(
  reply: SubgraphReply,
  key: string,
  question: EntityQuestion,
  sent: Pick<SentReply, 'onFault'>,
): EntityBatch {
  const { data, errors } = reply;
  const { errorsOf, general } = sortErrors(errors, key);
  const entities = data?.[key] ?? null;
  if (entities === null && errors.length > 0) return { entities: [], errorsOf, errors: general };
  // With a wrong number of entities nobody knows which is which: better none than another patient's.
  if (!Array.isArray(entities) || entities.length !== question.representations.length) {
    sent.onFault?.('wrong_entities');
    throw new WaslError('SUBGRAPH_RESPONSE_INVALID');
  }
  let numbers: Numbers = 'none';
  for (let index = 0; index < entities.length; index += 1) {
    const entity: unknown = entities[index];
    if (!isJsonObject(entity)) continue;
    const checked = question.fetch.check(entity);
    if (numbers !== 'any' && checked.numbers !== 'none') numbers = checked.numbers;
    if (checked.missing.length === 0 || errors.length > 0) continue;
    errorsOf.set(
      index,
      checked.missing.map((path) => missingField([key, index, ...path])),
    );
  }
  const exact = exactReply(reply, numbers);
  if (exact) return readEntities(exact, key, question, sent);
  const { keysAskedBack } = question.fetch;
  if (keysAskedBack && replaceOthers(entities, question.representations, keysAskedBack))
    sent.onFault?.('wrong_entities');
  if (errors.length === 0 && errorsOf.size > 0) sent.onFault?.('incomplete');
  return { entities, errorsOf, errors: general };
}

/** Errors of single entities, by index, and the others. */
function sortErrors(errors: readonly SubgraphError[], key: string) {
  const errorsOf = new Map<number, SubgraphError[]>();
  const general: SubgraphError[] = [];
  for (const error of errors) {
    const index = error.path?.[0] === key ? error.path[1] : undefined;
    const ofEntity = typeof index === 'number' ? errorsOf.get(index) : general;
    if (ofEntity) ofEntity.push(error);
    else errorsOf.set(index as number, [error]);
  }
  return { errorsOf, general };
}

function failed(failure: unknown): EntityBatch {
  return { entities: [], errorsOf: new Map(), errors: [], failure };
}
