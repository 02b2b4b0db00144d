import type { GraphQLFormattedError } from 'graphql';
import type { AnswerBody } from '../core/answer.ts';
import { isJsonObject, type JsonObject, ownValue, setOwn } from '../core/jsonObject.ts';
import { type AnswerData, readData, WrittenData } from '../core/writtenData.ts';
import type { AskedField, AskedRoot } from './askedNodes.ts';
import { firstPlace, type NodeNames } from './expandNodes.ts';

/**
 * Makes the answer of an expanded operation that of the operation as it was sent: lists are put together in their order, an id that
 * leads nowhere is null. Errors keep their places.
 */
export function answerNodes(body: AnswerBody, asked: AskedRoot, names: NodeNames): AnswerBody {
  const { data } = body;
  const errors = body.errors && placedErrors(body.errors, asked, names);
  const told = errors ? { ...body, errors } : body;
  return !data || isAsItIs(asked, names, data) ? told : { ...told, data: answerData(readData(data), asked, names) };
}

function answerData(found: JsonObject, { keys, fields }: AskedRoot, names: NodeNames): JsonObject {
  const data: JsonObject = {};
  for (const key of keys) {
    const field = fields.get(key);
    if (field) setOwn(data, key, field.isList ? listOf(key, field, found, names) : single(key, field, found, names));
    else if (Object.hasOwn(found, key)) setOwn(data, key, found[key]);
  }
  return data;
}

/** Whether nothing has to be put together: each object has its own response key, and something of it was asked for. */
function isAsItIs({ fields }: AskedRoot, { typename }: NodeNames, data: AnswerData): boolean {
  if ([...fields.values()].some(({ isList, asked: [only] }) => isList || !only)) return false;
  const text = data instanceof WrittenData ? data.answer : JSON.stringify(data);
  return !text.includes(`"${typename}"`);
}

function single(key: string, { asked: [only] }: AskedField, found: JsonObject, names: NodeNames): unknown {
  return only ? whole(ownValue(found, key), names) : null;
}

function listOf(key: string, { asked }: AskedField, found: JsonObject, names: NodeNames): unknown[] {
  return asked.map((node) => (node ? whole(ownValue(found, names.at(key, firstPlace(asked, node))), names) : null));
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
): readonly GraphQLFormattedError[] {
  if ([...fields.values()].every(({ isList }) => !isList)) return errors;
  return errors.flatMap((error) => {
    const [first, ...rest] = error.path ?? [];
    const at = typeof first === 'string' ? names.placeOf(first) : undefined;
    const asked = at && fields.get(at.key)?.asked;
    const id = asked?.[at?.place ?? 0]?.id;
    if (!at || !asked || id === undefined) return [error];
    const places = asked.flatMap((node, place) => (node?.id === id ? [place] : []));
    return places.map((place) => ({ ...error, path: [at.key, place, ...rest] }));
  });
}
