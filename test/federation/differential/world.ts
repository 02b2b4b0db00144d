import {
  getNamedType,
  GraphQLError,
  type GraphQLOutputType,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { bigNumber, smallNumber, unmarked, untypedValue } from './bigNumbers.ts';
import type { FederationFacts } from './federationFacts.ts';
import { hash } from './random.ts';

/** How the subgraphs answer: as they should, with errors here and there, or with values that their schemas forbid. */
export type Manner = 'well' | 'errors' | 'garbage';

/** An object of the world: which one it is, and what a gateway sent of it. */
export interface WorldObject {
  __typename: string;
  at: string;
  sent?: Record<string, unknown>;
}

/**
 * All that the subgraphs together know. Every value follows from the object that it belongs to, the field and the arguments:
 * so that every subgraph says the same of one object, and so does a single server over the whole schema.
 */
export interface World {
  /** The value of a field, as a resolver returns it. @throws GraphQLError FAULT, in that manner */
  valueOf(parent: WorldObject, field: string, args: object, type: GraphQLOutputType, manner: Manner): unknown;
  /** The entity that a representation means. */
  entityOf(representation: Record<string, unknown>): WorldObject;
}

const population = 10;

/** Makes the world of a federation; its identifiers and scalars of its own may be numbers beyond what JavaScript can hold. */
export function createWorld(facts: FederationFacts, hasBigNumbers: boolean): World {
  return {
    valueOf(parent, field, args, type, manner) {
      const coordinate = `${facts.inherited.get(`${parent.__typename}.${field}`) ?? parent.__typename}.${field}`;
      if (facts.keyFields.has(coordinate)) return keyValue(parent.at, field, type);
      const base = `${coordinate}@${parent.at}(${canonical(args)})`;
      const isSafe = facts.requiredFields.has(coordinate) || facts.requiredFields.has(`${parent.__typename}.${field}`);
      const how = isSafe ? 'well' : manner;
      if (how === 'errors' && hash(`!${base}`) % 17 === 0) {
        throw new GraphQLError('A fault.', { extensions: { code: 'FAULT' } });
      }
      return complete(type, base, `${parent.__typename}.${field}`, how);
    },
    entityOf(representation) {
      const typeName = String(representation['__typename']);
      const at = (facts.keys.get(typeName) ?? []).map((key) => identityIn(representation, key)).find(Boolean);
      if (at === undefined) throw wrong(`no key of ${typeName} in ${JSON.stringify(representation)}`);
      return { __typename: typeName, at, sent: representation };
    },
  };

  function keyValue(at: string, field: string, type: GraphQLOutputType): unknown {
    if (isNonNullType(type)) return keyValue(at, field, type.ofType);
    if (isListType(type)) return [keyValue(at, field, type.ofType)];
    if (isObjectType(type)) return { __typename: type.name, at };
    const name = getNamedType(type).name;
    const number = /^\d+$/.test(at) ? Number(at) : hash(at) % 1_000_000;
    if (name === 'Int' || name === 'Float') return number;
    const isBig = hasBigNumbers && /^\d+$/.test(at) && (name === 'ID' || isOwnScalar(type));
    return isBig ? bigNumber(number) : `${field}-${at}`;
  }

  function complete(type: GraphQLOutputType, base: string, coordinate: string, manner: Manner): unknown {
    if (isNonNullType(type)) {
      if (manner === 'garbage' && hash(`#${base}`) % 23 === 0) return null;
      return present(type.ofType, base, coordinate, manner);
    }
    return hash(`?${base}`) % 7 === 0 ? null : present(type, base, coordinate, manner);
  }

  function present(type: GraphQLOutputType, base: string, coordinate: string, manner: Manner): unknown {
    if (isListType(type)) {
      const { ofType } = type;
      return Array.from({ length: hash(`*${base}`) % 4 }, (_, index) =>
        complete(ofType, `${base}[${index}]`, coordinate, manner),
      );
    }
    if (isLeafType(type)) return leaf(type, base, manner);
    if (isAbstractType(type)) return member(type.name, base, coordinate);
    return objectAt(getNamedType(type).name, base);
  }

  function leaf(type: GraphQLOutputType, base: string, manner: Manner): unknown {
    const value = hash(base);
    const isGarbage = manner === 'garbage' && hash(`#${base}`) % 11 === 0;
    if (isEnumType(type)) return isGarbage ? 'PINK' : pickFrom(facts.enumValues.get(type.name) ?? [], value);
    switch (getNamedType(type).name) {
      case 'Int':
        return isGarbage ? 'seven' : (value % 2_000) - 1_000;
      case 'Float':
        return isGarbage ? 'x' : value / 7;
      case 'Boolean':
        return isGarbage ? 'yes' : value % 2 === 0;
      case 'ID':
        return isGarbage ? { text: 1 } : hasBigNumbers ? bigNumber(value % 10_000) : `text ${value}`;
      case 'String':
        return isGarbage ? { text: 1 } : `text ${value}`;
      default:
        return hasBigNumbers ? untypedValue(value) : `scalar ${value}`;
    }
  }

  function member(abstractName: string, base: string, coordinate: string): WorldObject {
    const implementations = facts.implementations.get(abstractName);
    if (implementations) {
      const at = String(hash(base) % population);
      return { __typename: concrete(abstractName, at), at };
    }
    return objectAt(pickFrom([...(facts.possible.get(coordinate) ?? [])].sort(), hash(`:${base}`)), base);
  }

  function objectAt(typeName: string, base: string): WorldObject {
    if (!facts.keys.has(typeName)) return { __typename: typeName, at: hash(`=${base}`).toString(16) };
    let number = hash(base) % population;
    while (!fits(typeName, String(number))) number += 1;
    return { __typename: typeName, at: String(number) };
  }

  function fits(typeName: string, at: string): boolean {
    for (const [interfaceName, members] of facts.implementations) {
      if (members.includes(typeName) && concrete(interfaceName, at) !== typeName) return false;
    }
    return true;
  }

  /** The type of the entity that an interface’s key means. */
  function concrete(interfaceName: string, at: string): string {
    return pickFrom(facts.implementations.get(interfaceName) ?? [], hash(`${interfaceName}${at}`));
  }
}

/** The concrete type of an entity that is known by its interface only. */
export function concreteType(facts: FederationFacts, { __typename, at }: WorldObject): string {
  const members = facts.implementations.get(__typename);
  return members ? pickFrom(members, hash(`${__typename}${at}`)) : __typename;
}

/** The error by which a subgraph of the world tells that a gateway sent it something else than the world holds. */
export function wrong(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'WRONG_QUESTION' } });
}

function identityIn(value: unknown, key: SelectionSetNode): string | undefined {
  const object = Array.isArray(value) ? (value[0] as unknown) : value;
  if (typeof object !== 'object' || object === null) return undefined;
  for (const node of key.selections) {
    if (node.kind !== Kind.FIELD || !Object.hasOwn(object, node.name.value)) continue;
    const inner = (object as Record<string, unknown>)[node.name.value];
    const leaf = Array.isArray(inner) ? (inner[0] as unknown) : inner;
    const found = node.selectionSet ? identityIn(inner, node.selectionSet) : identityOf(String(leaf));
    if (found !== undefined) return found;
  }
  return undefined;
}

function isOwnScalar(type: GraphQLOutputType): boolean {
  return isScalarType(type) && !isSpecifiedScalarType(type);
}

function identityOf(leaf: string): string | undefined {
  return smallNumber(leaf) ?? /(\d+)$/.exec(leaf)?.[1];
}

function pickFrom(items: readonly string[], number: number): string {
  const item = items[number % items.length];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

function canonical(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(unmarked(value));
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => `${key}:${canonical(item)}`)
    .join()}}`;
}
