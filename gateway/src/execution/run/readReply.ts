import { WaslError } from '@wasl/schema/errors.ts';
import { shortened } from '../../core/shortened.ts';
import type { SubgraphReply as TransportReply } from '../../subgraphs/transport.ts';
import { NumberText } from '../../core/numberText.ts';
import { mayLoseDigits, parseJson } from '../../core/parseJson.ts';
import type { Numbers } from '../compile/compileReceived.ts';
import { isJsonObject, isTooDeep, type JsonObject } from '../../core/jsonObject.ts';

export interface SubgraphError {
  message: string;
  path?: readonly (string | number)[];
  extensions?: JsonObject;
  /** The gateway's own finding, used instead of the subgraph's words. */
  finding?: WaslError;
}

/** What a subgraph answered. */
export interface SubgraphReply {
  data: JsonObject | null;
  errors: readonly SubgraphError[];
  /** The body, where numbers of the data may have been rounded; see `exactReply`. */
  body?: string;
}

const noErrors: readonly SubgraphError[] = [];
/** Most errors of one answer that are read. */
const mostErrorsRead = 10_000;
const longestPath = 200;

/** A response's body, and what its headers imply about it. */
type SentReply = Pick<TransportReply, 'body' | 'mustTellErrors' | 'onUnusable'>;

/** Reads a subgraph's answer. @throws WaslError SUBGRAPH_RESPONSE_INVALID for what is not a GraphQL response. */
export function readReply(sent: SentReply): SubgraphReply {
  return readWith(parseJson, sent);
}

/** As `readReply`, with the data's numbers as `JSON.parse` reads them: few answers need the digits that it loses. See `exactReply`. */
export function readRoundedReply(sent: SentReply): SubgraphReply {
  const { data, errors } = readWith(JSON.parse, sent);
  return errors.length > 0 ? readReply(sent) : { data, errors, body: sent.body };
}

/** A reply with all digits of its numbers, which are of these kinds; undefined where none were lost. */
export function exactReply({ body }: SubgraphReply, numbers: Numbers): SubgraphReply | undefined {
  if (body === undefined || numbers === 'none') return undefined;
  if (numbers === 'ints' && !fraction.test(body)) return undefined;
  return mayLoseDigits(body) ? readReply({ body }) : undefined;
}

/** May be a number that is rounded to one of 32 bits, such as `1.00000000000000000001` or `10e-1`: found far faster than what `mayLoseDigits` looks for. */
const fraction = /[:,[][\t\n\r ]*(?:-0|-?\d+[.eE])/;

function readWith(parse: (text: string) => unknown, sent: SentReply): SubgraphReply {
  try {
    const reply = readParsedReply(parseWith(parse, sent.body));
    if (sent.mustTellErrors && !tellsErrors(reply)) throw new WaslError('SUBGRAPH_RESPONSE_INVALID');
    return reply;
  } catch (failure) {
    throw sent.onUnusable?.('The answer is not a GraphQL response.') ?? failure;
  }
}

function tellsErrors({ errors }: SubgraphReply): boolean {
  return errors.length > 0 && errors.every(({ message }) => message !== '');
}

/** As `readReply`, of an answer that has been parsed already. */
export function readParsedReply(reply: unknown): SubgraphReply {
  if (!isJsonObject(reply)) throw new WaslError('SUBGRAPH_RESPONSE_INVALID');
  const { data, errors } = reply;
  const known = errors === undefined || errors === null ? noErrors : readErrors(errors);
  if (isJsonObject(data)) return { data, errors: known };
  if (data !== null && data !== undefined) throw new WaslError('SUBGRAPH_RESPONSE_INVALID');
  // Neither data nor errors: not a GraphQL response.
  if (known.length === 0) throw new WaslError('SUBGRAPH_RESPONSE_INVALID');
  return { data: null, errors: known };
}

/** The error of a missing field that the subgraph did not explain. */
export function missingField(path: readonly (string | number)[]): SubgraphError {
  return { message: '', path, finding: new WaslError('SUBGRAPH_RESPONSE_INVALID') };
}

function parseWith(parse: (text: string) => unknown, text: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    throw new WaslError('SUBGRAPH_RESPONSE_INVALID', {}, { cause });
  }
}

function readErrors(errors: unknown): SubgraphError[] {
  if (!Array.isArray(errors)) throw new WaslError('SUBGRAPH_RESPONSE_INVALID');
  return errors.slice(0, mostErrorsRead).map(readError);
}

/** Reads an error, dropping the parts that are malformed. */
function readError(error: unknown): SubgraphError {
  if (!isJsonObject(error)) return { message: '' };
  const { message, extensions } = error;
  const path = readPath(error['path']);
  return {
    message: typeof message === 'string' ? shortened(message) : '',
    ...(path && { path }),
    ...(isJsonObject(extensions) && !isTooDeep(extensions) && { extensions }),
  };
}

function readPath(path: unknown): (string | number)[] | undefined {
  if (!Array.isArray(path) || path.length > longestPath) return undefined;
  const steps: unknown[] = path.map((step: unknown) => (step instanceof NumberText ? step.value : step));
  return steps.every(isPathStep) ? steps : undefined;
}

function isPathStep(step: unknown): step is string | number {
  return typeof step === 'string' || (typeof step === 'number' && Number.isSafeInteger(step) && step >= 0);
}
