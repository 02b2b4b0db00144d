import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { Asker } from '../core/asker.ts';
import { requestIdHeader } from '../core/requestId.ts';
import { acceptGraphQL } from './http/mediaTypes.ts';
import type { RequestSigner } from './trust/requestSigner.ts';

/** What all requests to one subgraph share. */
export interface RequestTarget {
  /** The request line and the headers that all requests share. */
  head: string;
  url: URL;
  signer: RequestSigner | undefined;
}

export interface RequestParts {
  /** JSON of `{query, variables, operationName}`. */
  body: string;
  headers: Readonly<Record<string, string>>;
  /** The caller on whose behalf it is sent: the request is then signed, where signing is configured. */
  asker?: Asker | undefined;
  /** Sent along, so that the subgraph can name the request in its log. */
  requestId?: string | undefined;
}

/** Headers of every request. No compression: it would have to be undone within limits, and saves nothing between neighbours. */
const plainHeaders = `content-type: application/json\r\naccept: ${acceptGraphQL}\r\naccept-encoding: identity\r\n`;

interface HeaderText {
  text: string;
  isAscii: boolean;
}

const headerTexts = new WeakMap<Readonly<Record<string, string>>, HeaderText>();

/** The beginning of all requests to a URL. */
export function requestHead(url: URL): string {
  return `POST ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\n${plainHeaders}`;
}

/**
 * A request ready to be sent, which also says for how long its answer is waited for; `trace` are the headers of its trace. All fetches of one
 * operation share one headers object, so that its text is cached by it.
 */
export function requestText(
  target: RequestTarget,
  { body, headers, asker, requestId }: RequestParts,
  timeLeftMs: number,
  trace?: Readonly<Record<string, string>>,
): string | Buffer {
  let written = headerTexts.get(headers);
  if (!written) {
    written = writeHeaders(headers);
    headerTexts.set(headers, written);
  }
  const trust = asker && target.signer ? trustLines(target.signer, target.url, body, asker) : '';
  let named = requestId === undefined ? '' : `${requestIdHeader}: ${requestId}\r\n`;
  // Made by us, of ASCII.
  for (const name in trace) named += `${name}: ${trace[name]}\r\n`;
  const request = `${target.head}${trust}${written.text}${named}x-wasl-time-left: ${Math.max(0, Math.round(timeLeftMs))}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`;
  // Header values are Latin-1; only ASCII is the same in the body's UTF-8.
  return written.isAscii ? request + body : Buffer.concat([Buffer.from(request, 'latin1'), Buffer.from(body)]);
}

/** The header lines that name the caller and sign the request. They are ASCII, whatever the caller's name. */
function trustLines(signer: RequestSigner, url: URL, body: string, asker: Asker): string {
  const signed = signer.sign({ method: 'POST', path: url.pathname, query: url.search || '?', body, asker });
  return `x-wasl-caller: ${signed['x-wasl-caller']}\r\ncontent-digest: ${signed['content-digest']}\r\nsignature-input: ${signed['signature-input']}\r\nsignature: ${signed.signature}\r\n`;
}

/** @throws TypeError for a name or value that is not allowed in a header, such as one with a line break. */
function writeHeaders(headers: Readonly<Record<string, string>>): HeaderText {
  let text = '';
  for (const [name, value] of Object.entries(headers)) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    text += `${name}: ${value}\r\n`;
  }
  return { text, isAscii: !/[^\t\r\n\u0020-\u007e]/.test(text) };
}
