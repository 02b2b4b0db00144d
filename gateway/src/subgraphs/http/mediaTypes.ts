import { LRUCache } from 'lru-cache';
import type { ResponseHead } from './responseHead.ts';

/** What the head of an answer says of its body. */
export type BodyHead = Pick<ResponseHead, 'status' | 'contentType' | 'contentEncoding'>;

export const graphqlResponse = 'application/graphql-response+json';

/** What every request to a subgraph asks for. */
export const acceptGraphQL = `${graphqlResponse}, application/json;q=0.9`;

/** Media types that proxies and servers answer with when they mean no GraphQL; of others the log does not repeat the name. */
const knownTypes = ['text/html', 'text/plain', 'text/xml', 'application/xml', 'application/problem+json'];

const typePattern = /^([\w!#$&^.+-]+\/[\w!#$&^.+-]+)[ \t]*((?:;[ \t]*(?:[\w-]+=(?:[\w.+:-]+|"[^"\\]*"))?[ \t]*)*)$/;

const readBefore = new LRUCache<string, { type: string | undefined }>({ max: 100 });

/** The media type of a body in lower case; undefined where what was sent is none, is several, or names another charset than UTF-8. */
export function mediaTypeOf(contentType: string): string | undefined {
  let read = readBefore.get(contentType);
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

/** Whether a body came as it is: nothing else was asked for. */
function isPlain(contentEncoding: string | undefined): boolean {
  return contentEncoding === undefined || /^(?:identity)?$/i.test(contentEncoding);
}

/**
 * Why the body of an answer is not read, in a sentence for operators; undefined where it is. A subgraph that names no media type is taken
 * to mean `application/json`.
 */
export function whyUnreadable(head: BodyHead, accepted: readonly string[]): string | undefined {
  if (!isPlain(head.contentEncoding)) return 'The answer has a content encoding, and none was asked for.';
  const type = mediaTypeOf(head.contentType ?? 'application/json');
  if (type !== undefined && accepted.includes(type)) return undefined;
  const known = knownTypes.find((name) => name === type) ?? 'of another media type, or in another charset';
  return `The answer is ${known}, not GraphQL.`;
}

/**
 * Whether only errors make an answer GraphQL's: a status that tells of a failure, with the media type that is anybody's, may come from
 * something between here and the subgraph (GraphQL over HTTP, 6.4.1).
 */
export function mustTellErrors({ status, contentType = 'application/json' }: BodyHead): boolean {
  return (status < 200 || status > 299) && mediaTypeOf(contentType) !== graphqlResponse;
}
