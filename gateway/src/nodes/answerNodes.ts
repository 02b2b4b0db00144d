import type { GraphQLFormattedError } from 'graphql';
import type { AnswerBody } from '../core/answer.ts';
import { isJsonObject, type JsonObject, setOwn } from '../core/jsonObject.ts';
import { type AnswerData, readData, WrittenData } from '../core/writtenData.ts';
import type { AskedField, AskedRoot } from './askedNodes.ts';
import { firstPlace, type NodeNames } from './expandNodes.ts';

type Path = readonly (string | number)[];

/**
 * Makes the answer of an expanded operation that of the operation as it was sent: lists are put together in their order, an id that
 * leads nowhere is null. Errors keep their places.
 */
export function answerNodes(body: AnswerBody, asked: AskedRoot, names: NodeNames): AnswerBody {
  if (!body.data || isAsItIs(asked, names, body.data)) return body;
  const found = readData(body.data);
  const data: JsonObject = {};
  for (const key of asked.keys) {
    const field = asked.fields.get(key);
    if (field) setOwn(data, key, field.isList ? listOf(key, field, found, names) : single(key, field, found, names));
    else if (Object.hasOwn(found, key)) setOwn(data, key, found[key]);
  }
  const errors = body.errors && placedErrors(body.errors, asked, names);
  return { ...body, ...(errors && { errors }), data };
}

/** Whether nothing has to be put together: each object has its own response key, and something of it was asked for. */
function isAsItIs({ fields }: AskedRoot, { typename }: NodeNames, data: AnswerData): boolean {
  if ([...fields.values()].some(({ isList, asked: [only] }) => isList || !only)) return false;
  const text = data instanceof WrittenData ? data.answer : JSON.stringify(data);
  return !text.includes(`"${typename}"`);
}

function single(key: string, { asked: [only] }: AskedField, found: JsonObject, names: NodeNames): unknown {
  return only ? whole(found[key], names) : null;
}

function listOf(key: string, { asked }: AskedField, found: JsonObject, names: NodeNames): unknown[] {
  return asked.map((node) => (node ? whole(found[names.at(key, firstPlace(asked, node))], names) : null));
}

/** An object as it was asked for. */
function whole(value: unknown, names: NodeNames): unknown {
  if (!isJsonObject(value)) return null;
  if (!Object.hasOwn(value, names.typename)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== names.typename));
}

/** Errors at the places where the client sees the objects; of an object that stands in several, one for each. */
function placedErrors(
  errors: readonly GraphQLFormattedError[],
  { fields }: AskedRoot,
  names: NodeNames,
): GraphQLFormattedError[] {
  const places = new Map<string, Path[]>();
  for (const [key, { isList, asked }] of fields) {
    if (!isList) continue;
    asked.forEach((node, place) => {
      if (!node) return;
      const own = names.at(key, firstPlace(asked, node));
      places.set(own, [...(places.get(own) ?? []), [key, place]]);
    });
  }
  return errors.flatMap((error) => {
    const [first, ...rest] = error.path ?? [];
    const at = typeof first === 'string' ? places.get(first) : undefined;
    return at ? at.map((path) => ({ ...error, path: [...path, ...rest] })) : [error];
  });
}
