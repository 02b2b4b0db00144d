import { LRUCache } from 'lru-cache';

export const graphqlResponseType = 'application/graphql-response+json';
export type AnswerType = typeof graphqlResponseType | 'application/json';

const offered: Record<string, AnswerType> = {
  [graphqlResponseType]: graphqlResponseType,
  'application/json': 'application/json',
  // An answer that has no parts is plain JSON, for the clients that take parts too.
  'multipart/mixed': 'application/json',
  'application/*': graphqlResponseType,
  '*/*': 'application/json',
};

/** Whether a client can read server-sent events. */
export function acceptsEventStream(accept: string | undefined): boolean {
  return (
    accept !== undefined && /(?:^|,)\s*text\/event-stream\s*(?!;\s*q=0(?:\.0*)?\s*(?:,|$))(?:[,;]|$)/i.test(accept)
  );
}

const known = new LRUCache<string, { type: AnswerType | undefined }>({ max: 200 });

/** The media type that fits `Accept` best; undefined when none does. Without the header a client gets plain JSON. */
export function negotiate(accept: string | undefined): AnswerType | undefined {
  if (accept === undefined || accept.trim() === '') return 'application/json';
  let found = known.get(accept);
  if (!found) {
    found = { type: choose(accept) };
    known.set(accept, found);
  }
  return found.type;
}

function choose(accept: string): AnswerType | undefined {
  const ranges = accept.split(',').map((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const quality = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
    const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice(8);
    return { type, quality: charset === undefined || /^"?utf-?8"?$/.test(charset) ? quality : 0 };
  });
  const best = ranges
    .filter(({ type, quality }) => quality > 0 && Object.hasOwn(offered, type))
    .sort((a, b) => b.quality - a.quality)[0];
  return best && offered[best.type];
}

/** Whether a client takes an answer in parts. */
export function takesParts(accept: string | undefined): boolean {
  return accept?.includes('multipart/mixed') ?? false;
}
