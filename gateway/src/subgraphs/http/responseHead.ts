import { LRUCache } from 'lru-cache';
import { MalformedResponse } from './malformedResponse.ts';

/** What a response's headers say about its body and the connection. */
export interface ResponseHead {
  status: number;
  /** `Content-Type`; repeated values are joined by commas, as in `contentEncoding`. */
  contentType: string | undefined;
  contentEncoding: string | undefined;
  /** Whether the connection may carry another request when the answer is complete. */
  isKeptAlive: boolean;
  /** Seconds for which the server keeps an idle connection, if it says so. */
  keepAliveSeconds: number | undefined;
  /** `Retry-After` as it was sent. */
  retryAfter: string | undefined;
  /** How the body is delimited (RFC 9112, 6.3): by its length in bytes, by chunks, or by the end of the connection. */
  framing: number | 'chunked' | 'untilEnd';
}

/** Matches control characters, a lone CR or LF, and folded lines, which are not allowed. */
const notInHead = /[^\t\r\n\u0020-\u007e\u0080-\u00ff]|\r(?!\n)|(?<!\r)\n|\n[\t ]/;

/** Caches heads by their text: within a second, a server sends the same head with all answers of one length. */
const known = new LRUCache<string, ResponseHead>({ max: 500 });

/**
 * Parses a response head, given without the empty line at its end. Undefined for an interim response such as `100 Continue`.
 * @throws MalformedResponse
 */
export function readHead(text: string): ResponseHead | undefined {
  const seen = known.peek(text);
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

/** The header fields that are used here. */
interface Fields {
  contentType: string | undefined;
  contentEncoding: string | undefined;
  isClosing: boolean;
  keepAliveSeconds: number | undefined;
  retryAfter: string | undefined;
  length: string | undefined;
  isChunked: boolean;
}

function headOf(status: number, isPersistent: boolean, fields: Fields): ResponseHead {
  const { contentType, contentEncoding, isClosing, keepAliveSeconds, retryAfter, length, isChunked } = fields;
  if (isChunked && length !== undefined) throw new MalformedResponse('The answer has no clear length.');
  const hasNoBody = status === 204 || status === 304;
  const framing = hasNoBody ? 0 : isChunked ? 'chunked' : length === undefined ? 'untilEnd' : Number(length);
  const isKeptAlive = isPersistent && !isClosing && framing !== 'untilEnd';
  return { status, contentType, contentEncoding, isKeptAlive, keepAliveSeconds, retryAfter, framing };
}

function readFields(lines: readonly string[]): Fields {
  const fields: Fields = {
    contentType: undefined,
    contentEncoding: undefined,
    isClosing: false,
    keepAliveSeconds: undefined,
    retryAfter: undefined,
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
    case 'retry-after':
      fields.retryAfter = value;
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
