import { LRUCache } from 'lru-cache';
import { MalformedResponse } from './malformedResponse.ts';

/** What the head of an answer says: of the body, and of the connection. */
export interface ResponseHead {
  status: number;
  /** What the body is and how it is encoded, as the server says; all values with commas between where it says so more than once. */
  contentType: string | undefined;
  contentEncoding: string | undefined;
  /** Whether the connection may carry another request when the answer is complete. */
  isKeptAlive: boolean;
  /** Seconds for which the server keeps an unused connection, where it says so. */
  keepAliveSeconds: number | undefined;
  /** How the end of the body is known (RFC 9112, 6.3): by its bytes, in chunks, or by the end of the connection. */
  framing: number | 'chunked' | 'untilEnd';
}

/** Control characters, half an end of a line, and lines that go on in the next. */
const notInHead = /[^\t\r\n\u0020-\u007e\u0080-\u00ff]|\r(?!\n)|(?<!\r)\n|\n[\t ]/;

/** A server says the same of many answers: within a second, of all that are of one length. */
const known = new LRUCache<string, ResponseHead>({ max: 500 });

/**
 * Reads the head of an answer, without the empty line at its end. Undefined for an answer that is only on the way to another, such as
 * `100 Continue`. @throws MalformedResponse
 */
export function readHead(text: string): ResponseHead | undefined {
  const seen = known.get(text);
  if (seen) return seen;
  if (notInHead.test(text)) throw new MalformedResponse('The head of the answer is malformed.');
  const [statusLine = '', ...fields] = text.split('\r\n');
  const [, minorVersion, status] = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: .*)?$/.exec(statusLine) ?? [];
  if (status === undefined) throw new MalformedResponse('The answer does not begin with a status line of HTTP/1.1.');
  if (status === '101') throw new MalformedResponse('The server changes to a protocol that nobody asked for.');
  if (Number(status) < 200) return undefined;
  const head = headOf(Number(status), minorVersion === '1', readFields(fields));
  known.set(text, head);
  return head;
}

/** The header fields that matter here. */
interface Fields {
  contentType: string | undefined;
  contentEncoding: string | undefined;
  isClosing: boolean;
  keepAliveSeconds: number | undefined;
  length: string | undefined;
  isChunked: boolean;
}

function headOf(status: number, isPersistent: boolean, fields: Fields): ResponseHead {
  const { contentType, contentEncoding, isClosing, keepAliveSeconds, length, isChunked } = fields;
  if (isChunked && length !== undefined) throw new MalformedResponse('The answer has no clear length.');
  const hasNoBody = status === 204 || status === 304;
  const framing = hasNoBody ? 0 : isChunked ? 'chunked' : length === undefined ? 'untilEnd' : Number(length);
  const isKeptAlive = isPersistent && !isClosing && framing !== 'untilEnd';
  return { status, contentType, contentEncoding, isKeptAlive, keepAliveSeconds, framing };
}

function readFields(lines: readonly string[]): Fields {
  const fields: Fields = {
    contentType: undefined,
    contentEncoding: undefined,
    isClosing: false,
    keepAliveSeconds: undefined,
    length: undefined,
    isChunked: false,
  };
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1 || line[colon - 1] === ' ' || line[colon - 1] === '\t')
      throw new MalformedResponse('A header field of the answer is malformed.');
    readField(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim(), fields);
  }
  return fields;
}

function readField(name: string, value: string, fields: Fields): void {
  switch (name) {
    case 'content-length':
      if (!/^\d{1,15}$/.test(value) || (fields.length !== undefined && fields.length !== value))
        throw new MalformedResponse('The answer has no clear length.');
      fields.length = value;
      break;
    case 'transfer-encoding':
      if (fields.isChunked || value.toLowerCase() !== 'chunked')
        throw new MalformedResponse('The answer has a transfer coding that nobody asked for.');
      fields.isChunked = true;
      break;
    case 'content-type':
      fields.contentType = joined(fields.contentType, value);
      break;
    case 'content-encoding':
      fields.contentEncoding = joined(fields.contentEncoding, value);
      break;
    case 'connection':
      if (/(?:^|,)\s*close\s*(?:,|$)/i.test(value)) fields.isClosing = true;
      break;
    case 'keep-alive': {
      const seconds = /(?:^|[,;\s])timeout=(\d{1,6})(?:$|[,;\s])/i.exec(value)?.[1];
      if (seconds !== undefined) fields.keepAliveSeconds = Number(seconds);
      break;
    }
  }
}

function joined(before: string | undefined, value: string): string {
  return before === undefined ? value : `${before}, ${value}`;
}
