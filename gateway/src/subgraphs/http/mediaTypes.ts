import { LRUCache } from 'lru-cache';
import type { ResponseHead } from './responseHead.ts';

/** What a response's headers say about its body. */
export type BodyHead = Pick<ResponseHead, 'status' | 'contentType' | 'contentEncoding'>;

export const graphqlResponse = 'application/graphql-response+json';

/** The `Accept` header of every request to a subgraph. */
export const acceptGraphQL = `${graphqlResponse}, application/json;q=0.9`;

/** Media types other than GraphQL that proxies and servers answer with; the log repeats no other names. */
const knownTypes = ['text/html', 'text/plain', 'text/xml', 'application/xml', 'application/problem+json'];

const typePattern = /^([\w!#$&^.+-]+\/[\w!#$&^.+-]+)[ \t]*((?:;[ \t]*(?:[\w-]+=(?:[\w.+:-]+|"[^"\\]*"))?[ \t]*)*)$/;

const readBefore = new LRUCache<string, { type: string | undefined }>({ max: 100 });

/**
 * The media type of a body in lower case; undefined where the header is malformed, has several types, or names a charset other than UTF-8.
 */
export function mediaTypeOf(contentType: string): string | undefined {
  let read = readBefore.peek(contentType);
  if (!read) readBefore.set(contentType, (read = { type: readMediaType(contentType) }));
  return read.type;
}

function readMediaType(contentType: string): string | undefined {
  const [, type, parameters = ''] = typePattern.exec(contentType) ?? [];
  if (type === undefined) return undefined;
  const charsets = [...parameters.matchAll(/(?:^|;)[ \t]*charset=("?)([^";]*)\1/gi)].map(
    ([, , charset = '']) => charset,
  );
  const isUtf8 = charsets.every((charset) => /^(?:utf-?8|us-ascii)[ \t]*$/i.test(charset));
  return isUtf8 ? type.toLowerCase() : undefined;
}

/** Whether a body is not encoded, as was requested. */
function isPlain(contentEncoding: string | undefined): boolean {
  return contentEncoding === undefined || /^(?:identity)?$/i.test(contentEncoding);
}

/**
 * Why an answer's body cannot be read, in a sentence for operators; undefined where it can. A missing media type is taken for
 * `application/json`.
 */
export function whyUnreadable(head: BodyHead, accepted: readonly string[]): string | undefined {
  if (!isPlain(head.contentEncoding)) return 'The answer has a content encoding, and none was asked for.';
  const type = mediaTypeOf(head.contentType ?? 'application/json');
  if (type !== undefined && accepted.includes(type)) return undefined;
  const known = knownTypes.find((name) => name === type) ?? 'of another media type, or in another charset';
  return `The answer is ${known}, not GraphQL.`;
}

/**
 * Whether an answer must have errors to count as a GraphQL response: a failure status with a generic media type may come from an
 * intermediary (GraphQL over HTTP, 6.4.1).
 */
export function mustTellErrors({ status, contentType = 'application/json' }: BodyHead): boolean {
  return (status < 200 || status > 299) && mediaTypeOf(contentType) !== graphqlResponse;
}
