import { errors as errorTable, type Language, messageOf } from '@wasl/schema/errors.ts';
import { subgraphCodes } from '@wasl/schema/subgraphCodes.ts';
import type { JsonObject } from '../core/jsonObject.ts';
import type { ToldBySubgraph } from '../core/toldBySubgraph.ts';

/** What a client sees of a subgraph's error. */
export interface Shown {
  message: string;
  extensions: Record<string, unknown>;
}

/** The code of an error without one, and of every error that is masked. */
export const genericCode = 'DOWNSTREAM_SERVICE_ERROR';

/** Most characters of a message that a subgraph writes for people. */
const longestMessage = 500;
/** Most characters of a string in `details`, and most entries. */
const longestDetail = 200;
const mostDetails = 20;

const codePattern = /^[A-Z][A-Z0-9_]{1,63}$/;
/** Families of codes that clients attribute to the gateway: about the caller, the request and the connection. */
const gatewayFamilies =
  /^(?:AUTHENTICATION|AUTHORIZATION|UNAUTH|TOKEN_|GRAPHQL_|OPERATION_|PERSISTED_QUERY|PLANNING_|SUBGRAPH_|SUPERGRAPH_|DOWNSTREAM_|INTERNAL_|AUDIT_)/;
/** A path in the input: `quantity`, `input.items[2].name`. */
const namePattern = /^[A-Za-z_][\w.[\]]{0,99}$/;
/** Control characters, and characters that change the order or look of the text around them. The two joiners belong to Arabic script. */
const unreadable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/gu;

/**
 * What a client may see of a subgraph's error. An error marked `forPeople: true` is shown, within bounds; without the mark, only a code of
 * our own table is, with the table's message. Undefined for all other errors, and for codes that a subgraph may not use.
 */
export function shownOf({ message, told }: ToldBySubgraph, language: Language): Shown | undefined {
  const { code = genericCode, forPeople } = told;
  const text = forPeople === true ? readable(message, longestMessage) : '';
  if (text !== '' && mayBeSaid(code)) return { message: text, extensions: { ...fieldsOf(told, markedFields), code } };
  if (!isOurs(code)) return undefined;
  return { message: messageOf(code, language), extensions: { ...fieldsOf(told, ownFields), code } };
}

/** Whether a subgraph may use a code: one of its own, or one of our table that is about its records. */
function mayBeSaid(code: unknown): boolean {
  if (code === genericCode || isOurs(code)) return true;
  return (
    typeof code === 'string' &&
    codePattern.test(code) &&
    !Object.hasOwn(errorTable, code) &&
    !gatewayFamilies.test(code)
  );
}

function isOurs(code: unknown): code is (typeof subgraphCodes)[number] {
  return subgraphCodes.some((known) => known === code);
}

/** Returns the value to show; undefined where it must not be shown. */
type ReadField = (value: unknown) => unknown;

const readNumber: ReadField = (value) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined);
const readName: ReadField = (value) => (typeof value === 'string' && namePattern.test(value) ? value : undefined);

/** Extensions that reach a client along with a code of our table; all others are dropped. */
const ownFields: Readonly<Record<string, ReadField>> = {
  field: readName,
  argument: readName,
  minimum: readNumber,
  maximum: readNumber,
  present: readName,
  version: readNumber,
  remaining: readNumber,
  available: readNumber,
  retryAfterSeconds: readNumber,
};

const markedFields: Readonly<Record<string, ReadField>> = { ...ownFields, details: readDetails };

function fieldsOf(told: JsonObject, fields: Readonly<Record<string, ReadField>>): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const [name, read] of Object.entries(fields)) {
    const value = Object.hasOwn(told, name) ? read(told[name]) : undefined;
    if (value !== undefined) shown[name] = value;
  }
  return shown;
}

/** An object of scalar values; other entries are dropped. */
function readDetails(value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value)
    .filter(([name, item]) => namePattern.test(name) && name !== '__proto__' && isPlain(item))
    .slice(0, mostDetails)
    .map(([name, item]) => [name, typeof item === 'string' ? readable(item, longestDetail) : item]);
  return entries.length > 0 ? (Object.fromEntries(entries) as Record<string, unknown>) : undefined;
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'boolean' || readNumber(value) !== undefined;
}

/** A text on one line, without invisible characters, cut to a length. */
function readable(text: string, longest: number): string {
  const seen = text
    .slice(0, longest * 2 + 1)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(unreadable, '')
    .trim();
  const characters = Array.from(seen);
  return characters.length > longest ? `${characters.slice(0, longest).join('')}…` : seen;
}
