import { isDeepStrictEqual } from 'node:util';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  type DocumentNode,
  execute,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  isInterfaceType,
  Kind,
  parse,
  type TypeNode,
  validate,
  visit,
} from 'graphql';
import { fromRaw, toRaw } from '../big-numbers/rawJson.ts';
import { unmarked, withExactScalars } from './bigNumbers.ts';
import { type FederationFacts, rootNames, type SubgraphSdl } from './federationFacts.ts';
import { bare } from '../support/startSubgraphs.ts';
import { concreteType, type Manner, type World, type WorldObject, wrong } from './world.ts';

/** Answers a request body as the subgraph would. */
export type AnswerBody = (body: string, manner: Manner) => Promise<string>;

interface Asked {
  manner: Manner;
  /** Whether the world itself asks, which owns everything. */
  isWorld: boolean;
}

/** One subgraph over the world: it validates what it is asked, and checks what it is sent of entities. */
export function createWorldSubgraph({ name, sdl }: SubgraphSdl, facts: FederationFacts, world: World): AnswerBody {
  const strict = schemaOf(parse(sdl));
  const relaxed = schemaOf(relax(parse(sdl)));
  const documents = new Map<string, DocumentNode | Error>();
  const ownNames = new Map([...rootNames(sdl)].map(([own, usual]) => [usual, own]));
  const usualName = (own: string) => rootNames(sdl).get(own) ?? own;

  return async (body, manner) => {
    const { query, variables, operationName } = fromRaw(body, bare) as {
      query: string;
      variables?: Record<string, unknown>;
      operationName?: string;
    };
    const document = read(query);
    if (document instanceof Error) {
      return JSON.stringify({ errors: [{ message: document.message, extensions: { code: 'WRONG_QUESTION' } }] });
    }
    const schema = manner === 'garbage' ? relaxed : strict;
    return toRaw(await run(schema, document, variables, operationName, { manner, isWorld: false }));
  };

  function schemaOf(document: DocumentNode): GraphQLSchema {
    const schema = withExactScalars(buildSubgraphSchema([{ typeDefs: document }]));
    const entities = schema.getQueryType()?.getFields()['_entities'];
    if (entities) entities.resolve = (_, { representations }) => representations.map((one: Sent) => entityOf(one));
    return schema;
  }

  function entityOf(representation: Sent): WorldObject {
    const entity = world.entityOf(representation);
    const isInterface = isInterfaceType(strict.getType(entity.__typename));
    return isInterface ? { ...entity, __typename: concreteType(facts, entity) } : entity;
  }

  function read(query: string): DocumentNode | Error {
    const known = documents.get(query);
    if (known) return known;
    const document = parse(query);
    const result = validate(strict, document)[0] ?? document;
    documents.set(query, result);
    return result;
  }

  function run(
    schema: GraphQLSchema,
    document: DocumentNode,
    variableValues: Record<string, unknown> | undefined,
    operationName: string | undefined,
    asked: Asked,
  ) {
    return execute({
      schema,
      document,
      variableValues: variableValues ?? {},
      operationName,
      contextValue: asked,
      fieldResolver: resolveField,
      typeResolver: (value: WorldObject) => ownNames.get(value.__typename) ?? value.__typename,
    });
  }

  async function checkSent(parent: WorldObject, coordinate: string, fields: string): Promise<void> {
    const { sent } = parent;
    // On a path that provides what is required, there is nothing to send.
    if (!sent && facts.providers.has(name)) return;
    const typeName = sent?.['__typename'];
    const document = parse(
      `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${typeName} { ${fields} } } }`,
    );
    const { data } = await run(strict, document, { of: [sent] }, undefined, { manner: 'well', isWorld: true });
    const entities = (data as { _entities?: unknown[] } | null)?._entities;
    const expected = JSON.parse(JSON.stringify(entities?.[0] ?? null)) as unknown;
    if (!sent || !holds(sent, expected)) {
      throw wrong(`${coordinate} got ${JSON.stringify(sent)} instead of ${JSON.stringify(expected)}`);
    }
  }

  function resolveField(...[parent, args, asked, info]: Parameters<GraphQLFieldResolver<WorldObject, Asked>>) {
    const typeName = usualName(info.parentType.name);
    // There is one object of a root type, wherever it stands.
    const isRoot = typeName === 'Query' || typeName === 'Mutation';
    const object = isRoot || !parent ? { __typename: typeName, at: 'root' } : parent;
    const coordinate = `${typeName}.${info.fieldName}`;
    const type = strictType(info.parentType.name, info.fieldName) ?? info.returnType;
    const value = () => world.valueOf(object, info.fieldName, args, type, asked.manner);
    if (asked.isWorld) return value();
    if (facts.notOwned.get(name)?.has(coordinate)) throw wrong(`${coordinate} is not answered here`);
    const required = facts.requires.get(name)?.get(coordinate);
    return required === undefined ? value() : checkSent(object, coordinate, required).then(value);
  }

  function strictType(typeName: string, fieldName: string) {
    const type = strict.getType(typeName);
    return type && 'getFields' in type ? (type.getFields()[fieldName] as { type: never } | undefined)?.type : undefined;
  }
}

type Sent = Record<string, unknown>;

/** Whether what was sent contains what the world holds. */
function holds(sent: unknown, expected: unknown): boolean {
  if (Array.isArray(expected)) {
    const isAlike = Array.isArray(sent) && sent.length === expected.length;
    return isAlike && expected.every((item, index) => holds(sent[index], item));
  }
  if (typeof expected === 'string') return typeof sent === 'string' && unmarked(sent) === unmarked(expected);
  if (typeof expected !== 'object' || expected === null) return isDeepStrictEqual(sent, expected);
  if (typeof sent !== 'object' || sent === null) return false;
  return Object.entries(expected).every(([key, value]) => holds((sent as Sent)[key], value));
}

/** The same schema for a subgraph that keeps none of its promises: nothing is non-null, and leaves may be anything. */
function relax(document: DocumentNode): DocumentNode {
  const leaves = new Set(['Int', 'Float', 'String', 'Boolean', 'ID']);
  for (const node of document.definitions) {
    if (node.kind === Kind.ENUM_TYPE_DEFINITION || node.kind === Kind.SCALAR_TYPE_DEFINITION)
      leaves.add(node.name.value);
  }
  const loosen = (type: TypeNode): TypeNode => {
    if (type.kind === Kind.NON_NULL_TYPE) return loosen(type.type);
    if (type.kind === Kind.LIST_TYPE) return { ...type, type: loosen(type.type) };
    return leaves.has(type.name.value) ? { ...type, name: { kind: Kind.NAME, value: 'AnyLeaf' } } : type;
  };
  const relaxed = visit(document, { FieldDefinition: (node) => ({ ...node, type: loosen(node.type) }) });
  return { ...relaxed, definitions: [...relaxed.definitions, ...parse('scalar AnyLeaf').definitions] };
}
