import { LRUCache } from 'lru-cache';
import { type HeaderPart, readHeaderParts, valuesOf } from './headerParts.ts';

export const graphqlResponseType = 'application/graphql-response+json';
export type AnswerType = typeof graphqlResponseType | 'application/json';

/** What a client accepts, according to `Accept` (RFC 9110, 12.5.1). */
interface Acceptance {
  /** Media type of a single answer; undefined when none is accepted. */
  whole: AnswerType | undefined;
  /** Whether server-sent events are accepted, or even preferred to a single answer. */
  events: 'preferred' | 'accepted' | undefined;
  /** Whether incremental delivery is accepted. */
  parts: boolean;
}

const known = new LRUCache<string, Acceptance>({ max: 200 });

/** The media type that fits `Accept` best; undefined when none does. Without the header, plain JSON. */
export function negotiate(accept: string | undefined): AnswerType | undefined {
  return acceptanceOf(accept).whole;
}

/** Whether a client explicitly accepts server-sent events: a bare `*` does not. */
export function acceptsEventStream(accept: string | undefined): boolean {
  return acceptanceOf(accept).events !== undefined;
}

/** Whether a client prefers server-sent events to a single answer. */
export function prefersEventStream(accept: string | undefined): boolean {
  return acceptanceOf(accept).events === 'preferred';
}

/** Whether a client accepts incremental delivery. */
export function takesParts(accept: string | undefined): boolean {
  return acceptanceOf(accept).parts;
}

function acceptanceOf(accept = ''): Acceptance {
  let found = known.get(accept);
  if (!found) {
    found = readAcceptance(accept);
    known.set(accept, found);
  }
  return found;
}

interface Range {
  type: string;
  quality: number;
  /** 3 for a type with a parameter that we know, 2 for a type, 1 for `application/*`, 0 for a bare `*`. */
  specificity: number;
  /** Its position in the header. */
  index: number;
}

function readAcceptance(accept: string): Acceptance {
  const ranges = accept.trim() === '' ? [anything] : readHeaderParts(accept).flatMap(readRange);
  const parts = rangeFor('multipart/mixed', ranges);
  const whole = chooseWhole(ranges, parts);
  const events = qualityOf(named(rangeFor('text/event-stream', ranges)));
  const isPreferred = events > qualityOf(whole?.range);
  return {
    whole: whole?.type,
    events: events === 0 ? undefined : isPreferred ? 'preferred' : 'accepted',
    parts: qualityOf(named(parts)) > 0 && qualityOf(parts) >= qualityOf(whole?.range),
  };
}

const anything: Range = { type: '*/*', quality: 1, specificity: 0, index: 0 };

/**
 * Chooses the type of a single answer. Of two types with equal quality, the more specific or else the first wins; for a bare `*` it is plain
 * JSON, for `application/*` the newer type.
 */
function chooseWhole(ranges: readonly Range[], parts: Range | undefined) {
  const plain = { type: 'application/json' as const, range: rangeFor('application/json', ranges) };
  const newer = { type: graphqlResponseType as AnswerType, range: rangeFor(graphqlResponseType, ranges) };
  const isByFamily = plain.range === newer.range && plain.range?.type === 'application/*';
  const offers = (isByFamily ? [newer, plain] : [plain, newer])
    .flatMap(({ type, range }) => (range && range.quality > 0 ? [{ type, range }] : []))
    .sort(({ range: a }, { range: b }) => b.quality - a.quality || b.specificity - a.specificity || a.index - b.index);
  // A client that accepts only multipart gets an answer without deferred parts as plain JSON.
  if (offers.length === 0 && !plain.range && qualityOf(named(parts)) > 0) return { type: plain.type, range: parts };
  return offers[0];
}

function qualityOf(range: Range | undefined): number {
  return range?.quality ?? 0;
}

/** The range, unless it is a bare `*`. */
function named(range: Range | undefined): Range | undefined {
  return range && range.specificity > 0 ? range : undefined;
}

/** The most specific range that matches a type, or the first of several: it alone gives the type's quality. */
function rangeFor(type: string, ranges: readonly Range[]): Range | undefined {
  const family = `${type.slice(0, type.indexOf('/'))}/*`;
  return ranges
    .filter((range) => range.type === type || range.type === family || range.type === '*/*')
    .sort((a, b) => b.specificity - a.specificity || a.index - b.index)[0];
}

/** Reads a media range. Unknown parameters are ignored, but a range that asks for another charset or protocol version is dropped. */
function readRange(part: HeaderPart, index: number): Range[] {
  const quality = readQuality(valuesOf(part, 'q'));
  if (quality === undefined) return [];
  const charsets = valuesOf(part, 'charset');
  const defers = valuesOf(part, 'deferspec');
  const isOther =
    charsets.some((charset) => !/^utf-?8$/.test(charset)) ||
    defers.some((version) => version !== '20220824') ||
    valuesOf(part, 'subscriptionspec').length > 0;
  if (isOther) return [];
  const stars = part.name === '*/*' ? 0 : part.name.endsWith('/*') ? 1 : 2;
  const isExact = stars === 2 && charsets.length + defers.length > 0;
  return [{ type: part.name, quality, specificity: isExact ? 3 : stars, index }];
}

/** A weight from 0 to 1; undefined where it is malformed. */
export function readQuality(values: readonly string[]): number | undefined {
  const [text = '1', ...others] = values;
  return others.length === 0 && /^(?:0(?:\.\d*)?|1(?:\.0*)?)$/.test(text) ? Number(text) : undefined;
}
