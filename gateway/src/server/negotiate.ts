import { LRUCache } from 'lru-cache';
import { type HeaderPart, readHeaderParts, valuesOf } from './headerParts.ts';

export const graphqlResponseType = 'application/graphql-response+json';
export type AnswerType = typeof graphqlResponseType | 'application/json';

/** What a client accepts, by its `Accept` (RFC 9110, 12.5.1). */
interface Acceptance {
  /** The type of an answer in one piece; undefined when none is accepted. */
  whole: AnswerType | undefined;
  /** Whether server-sent events are accepted, and whether more than an answer in one piece. */
  events: 'preferred' | 'accepted' | undefined;
  /** Whether an answer may come in parts. */
  parts: boolean;
}

const known = new LRUCache<string, Acceptance>({ max: 200 });

/** The media type that fits `Accept` best; undefined when none does. Without the header a client gets plain JSON. */
export function negotiate(accept: string | undefined): AnswerType | undefined {
  return acceptanceOf(accept).whole;
}

/** Whether a client can read server-sent events, and says so: `*` alone asks for no stream. */
export function acceptsEventStream(accept: string | undefined): boolean {
  return acceptanceOf(accept).events !== undefined;
}

/** Whether a client prefers server-sent events to an answer in one piece. */
export function prefersEventStream(accept: string | undefined): boolean {
  return acceptanceOf(accept).events === 'preferred';
}

/** Whether a client takes an answer in parts. */
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
  /** 3 for a type with a parameter of ours, 2 for a type, 1 for `application/*`, 0 for `*` alone. */
  specificity: number;
  /** Its place in the header. */
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

/** Of two types that are accepted alike, the one that is named, or is named first; of `*` plain JSON, of `application/*` the newer type. */
function chooseWhole(ranges: readonly Range[], parts: Range | undefined) {
  const plain = { type: 'application/json' as const, range: rangeFor('application/json', ranges) };
  const newer = { type: graphqlResponseType as AnswerType, range: rangeFor(graphqlResponseType, ranges) };
  const isByFamily = plain.range === newer.range && plain.range?.type === 'application/*';
  const offers = (isByFamily ? [newer, plain] : [plain, newer])
    .flatMap(({ type, range }) => (range && range.quality > 0 ? [{ type, range }] : []))
    .sort(({ range: a }, { range: b }) => b.quality - a.quality || b.specificity - a.specificity || a.index - b.index);
  // An answer that has no parts is plain JSON, for the clients that take only parts too.
  if (offers.length === 0 && !plain.range && qualityOf(named(parts)) > 0) return { type: plain.type, range: parts };
  return offers[0];
}

function qualityOf(range: Range | undefined): number {
  return range?.quality ?? 0;
}

/** A range that is more than `*`. */
function named(range: Range | undefined): Range | undefined {
  return range && range.specificity > 0 ? range : undefined;
}

/** The most specific range that a type falls into, and of several the first: it alone says how much the type is liked. */
function rangeFor(type: string, ranges: readonly Range[]): Range | undefined {
  const family = `${type.slice(0, type.indexOf('/'))}/*`;
  return ranges
    .filter((range) => range.type === type || range.type === family || range.type === '*/*')
    .sort((a, b) => b.specificity - a.specificity || a.index - b.index)[0];
}

/** Parameters that are none of ours are passed over, but those that ask for another form of ours make it another type. */
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

/** A weight from 0 to 1; undefined where it is none, so that nobody knows what was meant. */
function readQuality(values: readonly string[]): number | undefined {
  const [text = '1', ...others] = values;
  return others.length === 0 && /^(?:0(?:\.\d*)?|1(?:\.0*)?)$/.test(text) ? Number(text) : undefined;
}
