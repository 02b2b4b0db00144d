import { composeSupergraph } from '@wasl/gateway/registry/composeSupergraph';
import { readSecurityDirectives } from '@wasl/gateway/authorization/securityDirectives';
import { stripSecurity } from '@wasl/gateway/authorization/stripSecurity';
import type { Executor } from '@wasl/gateway/execution/executor';
import { type AnswerData, WrittenData } from '@wasl/gateway/core/writtenData';
import { parseJson } from '@wasl/gateway/core/parseJson';
import type { Transport } from '@wasl/gateway/subgraphs/transport';
import {
  buildSchema,
  type DocumentNode,
  execute,
  type ExecutionResult,
  getNamedType,
  getOperationAST,
  GraphQLID,
  type GraphQLSchema,
  parse,
  printSchema,
  validate,
} from 'graphql';
import { fromRaw, toRaw } from '../big-numbers/rawJson.ts';
import { unmarked, withExactScalars } from './bigNumbers.ts';
import type { CreateExecutor } from './executors.ts';
import { readFacts } from './federationFacts.ts';
import type { TestedFederation } from './federations.ts';
import { hash } from './random.ts';
import type { RandomOperation } from './randomOperation.ts';
import { createWorld, type Manner, type World, type WorldObject } from './world.ts';
import { createWorldSubgraph } from './worldSubgraphs.ts';

/** What happens to a subgraph’s answers on their way, by the subgraph’s name: a body in their place, or an error. */
export type Outages = ReadonlyMap<string, string | Error>;

/** A federation over the world of its subgraphs. */
export interface OpenFederation {
  schema: GraphQLSchema;
  /** Runs an operation through one of the executors that it was opened with. */
  run(executor: number, operation: RandomOperation, manner: Manner, outages?: Outages): Promise<ExecutionResult>;
  /** What a single server would answer that knew all that the subgraphs know together. */
  expect(operation: RandomOperation, manner: Manner): Promise<ExecutionResult>;
  close(): Promise<void>;
}

interface Setting {
  manner: Manner;
  outages: Outages;
}

export interface OpenOptions {
  /** Identifiers and scalars of the schema's own hold numbers that JavaScript would write otherwise. */
  hasBigNumbers?: boolean;
  onAnswer?: (subgraph: string, asked: string, answer: string) => void;
}

/** Composes a federation and loads it into each executor. Answers arrive in an order of chance. */
export async function openFederation(
  { subgraphs }: TestedFederation,
  factories: readonly CreateExecutor[],
  { hasBigNumbers = false, onAnswer }: OpenOptions = {},
): Promise<OpenFederation> {
  const composition = composeSupergraph(subgraphs.map((subgraph) => ({ ...subgraph, url: 'http://127.0.0.1:9/' })));
  if ('errors' in composition) throw new Error(composition.errors.join('\n'));
  const document = parse(composition.supergraphSdl, { noLocation: true });
  const plannable = stripSecurity(document, readSecurityDirectives(document));
  const facts = readFacts(subgraphs);
  const world = createWorld(facts, hasBigNumbers);
  const answers = new Map(subgraphs.map((subgraph) => [subgraph.name, createWorldSubgraph(subgraph, facts, world)]));
  let setting: Setting = { manner: 'well', outages: new Map() };

  const transport: Transport = async (name, { body }) => {
    const { manner, outages } = setting;
    const outage = outages.get(name);
    for (let turns = hash(name + body) % 4; turns > 0; turns -= 1) await new Promise(setImmediate);
    if (outage instanceof Error) throw outage;
    const answer = outage ?? (await answers.get(name)?.(body, manner)) ?? '';
    onAnswer?.(name, body, answer);
    return { status: 200, body: answer, bytes: Buffer.byteLength(answer) };
  };
  const executors: Executor[] = [];
  for (const create of factories) executors.push(await create(document, plannable, transport));
  const schema = executors[0]?.schema as GraphQLSchema;
  const whole = withExactScalars(buildSchema(printSchema(schema), { assumeValidSDL: true }));

  return {
    schema,
    async run(index, operation, manner, outages = new Map()) {
      setting = { manner, outages };
      const result = await executors[index]?.execute(executable(read(operation, schema), operation));
      if (!result) throw new Error('there is no such executor');
      return { ...result, data: result.data && readExactly(result.data) };
    },
    expect: async (operation, manner) => answerOf(world, whole, operation, manner),
    close: async () => void (await Promise.all(executors.map((executor) => executor.close()))),
  };
}

function readExactly(data: AnswerData): Record<string, unknown> {
  if (!(data instanceof WrittenData)) return data;
  return (fromRaw(data.answer.toString('utf8')) as { data: Record<string, unknown> }).data;
}

function read({ query }: RandomOperation, schema: GraphQLSchema): DocumentNode {
  const document = parse(query);
  const [error] = validate(schema, document);
  if (error) throw new Error(`the generator wrote an invalid operation: ${error.message}\n${query}`);
  return document;
}

function executable(document: DocumentNode, { query, variables }: RandomOperation) {
  const operation = getOperationAST(document);
  if (!operation) throw new Error('there is no operation');
  // As they arrive: with numbers as they were written.
  const sent = parseJson(toRaw(variables)) as Record<string, unknown>;
  return { document, operation, operationName: undefined, variables: sent, cacheKey: query, subgraphHeaders: {} };
}

function answerOf(world: World, schema: GraphQLSchema, { query, variables }: RandomOperation, manner: Manner) {
  return execute({
    schema,
    document: parse(query),
    variableValues: variables,
    fieldResolver(parent: WorldObject | undefined, args, _, { parentType, fieldName, returnType }) {
      const isRoot = parentType === schema.getQueryType() || parentType === schema.getMutationType();
      const object = isRoot || !parent ? { __typename: parentType.name, at: 'root' } : parent;
      const value = world.valueOf(object, fieldName, args, returnType, manner);
      return getNamedType(returnType) === GraphQLID ? asTexts(value) : value;
    },
    typeResolver: (value: WorldObject) => value.__typename,
  });
}

/** An identifier is a string to a client, also where a subgraph answers a number. */
function asTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asTexts);
  return typeof value === 'string' ? unmarked(value) : value;
}
