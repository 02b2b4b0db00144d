import { MalformedResponse, ResponseTooLarge } from './malformedResponse.ts';
import { readHead, type ResponseHead } from './responseHead.ts';

/** Most bytes of a response head, and of the trailers after a chunked body. */
const maxHeadBytes = 16 * 1024;
/** Most bytes of a line with a chunk's size. */
const maxSizeLineBytes = 1024;

const headEnd = Buffer.from('\r\n\r\n');
const lineEnd = Buffer.from('\r\n');
const protocol = 'HTTP/1.';
const nothing = Buffer.alloc(0);

type State = 'head' | 'sized' | 'chunkSize' | 'chunk' | 'trailers' | 'untilEnd' | 'done';

/**
 * Parses one HTTP/1.1 response as it arrives (RFC 9112), strictly: a response whose end is ambiguous is refused. Interim responses such as
 * `100 Continue` are skipped.
 */
export class ResponseReader {
  /** Undefined until it has arrived. */
  head: ResponseHead | undefined = undefined;
  /** Whether the connection may carry another request when the answer is complete. */
  isKeptAlive = true;

  readonly #maxBytes: number;
  #state: State = 'head';
  /** Received bytes that have not been parsed yet. */
  #rest: Buffer = nothing;
  readonly #body: Buffer[] = [];
  /** How many pieces of the body have been copied. */
  #kept = 0;
  #size = 0;
  /** Bytes that are still missing of the body or the current chunk. */
  #missing = 0;
  #trailerBytes = 0;

  /** @param maxBytes of the body */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Whether any of the response has arrived. */
  get hasBegun(): boolean {
    return this.#state !== 'head' || this.#rest.length > 0;
  }

  /** Bytes of the body that have arrived. */
  get size(): number {
    return this.#size;
  }

  get body(): Buffer {
    const [first = nothing] = this.#body;
    return this.#body.length > 1 ? Buffer.concat(this.#body, this.#size) : first;
  }

  /**
   * Parses a chunk of data; returns whether the response is complete. The body may then be part of the chunk. If it is not complete, call
   * `keep` before the chunk's memory is reused.
   * @throws MalformedResponse
   */
  read(chunk: Buffer): boolean {
    this.#rest = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    while (this.#step());
    if (this.#state !== 'done') return false;
    // There must be no data after the response.
    if (this.#rest.length > 0) this.isKeptAlive = false;
    return true;
  }

  /** Copies what is still needed of the chunks, whose memory is about to be reused. */
  keep(): void {
    if (this.#rest.length > 0) this.#rest = Buffer.from(this.#rest);
    for (; this.#kept < this.#body.length; this.#kept += 1)
      this.#body[this.#kept] = Buffer.from(this.#body[this.#kept] ?? nothing);
  }

  /** Call it when the connection has ended; returns whether the response is complete. */
  end(): boolean {
    this.isKeptAlive = false;
    if (this.#state === 'untilEnd') this.#state = 'done';
    return this.#state === 'done';
  }

  /** Parses one step of the response; false when more data is needed or nothing is left. */
  #step(): boolean {
    switch (this.#state) {
      case 'head':
        return this.#readHead();
      case 'sized':
        if (!this.#takeBody()) return false;
        this.#state = 'done';
        return false;
      case 'chunkSize':
        return this.#readChunkSize();
      case 'chunk':
        return this.#readChunk();
      case 'trailers':
        return this.#readTrailer();
      case 'untilEnd':
        this.#missing = this.#rest.length;
        this.#takeBody();
        return false;
      case 'done':
        return false;
    }
  }

  #readHead(): boolean {
    const end = this.#rest.indexOf(headEnd);
    if (end > maxHeadBytes || (end === -1 && this.#rest.length > maxHeadBytes))
      throw new MalformedResponse('The head of the answer is too large.');
    if (end === -1) {
      // Data that is not HTTP might never end.
      const begins = this.#rest.toString('latin1', 0, protocol.length);
      if (!protocol.startsWith(begins)) throw new MalformedResponse('What came is not HTTP/1.1.');
      return false;
    }
    const head = readHead(this.#rest.toString('latin1', 0, end));
    this.#rest = this.#rest.subarray(end + headEnd.length);
    if (head) this.#state = this.#begin(head);
    return true;
  }

  #begin(head: ResponseHead): State {
    this.head = head;
    this.isKeptAlive = head.isKeptAlive;
    const { framing } = head;
    if (framing === 'untilEnd') return 'untilEnd';
    if (framing === 'chunked') return 'chunkSize';
    this.#missing = framing;
    this.#mayHold(framing);
    return 'sized';
  }

  #readChunkSize(): boolean {
    const line = this.#takeLine(maxSizeLineBytes);
    if (line === undefined) return false;
    const size = /^([0-9a-f]{1,8})[\t ]*(?:;.*)?$/i.exec(line)?.[1];
    if (size === undefined) throw new MalformedResponse('A chunk of the answer has no size.');
    this.#missing = Number.parseInt(size, 16);
    this.#mayHold(this.#missing);
    this.#state = this.#missing === 0 ? 'trailers' : 'chunk';
    return true;
  }

  #readChunk(): boolean {
    if (!this.#takeBody() || this.#rest.length < lineEnd.length) return false;
    if (this.#takeLine(lineEnd.length) !== '')
      throw new MalformedResponse('A chunk of the answer is longer than its size.');
    this.#state = 'chunkSize';
    return true;
  }

  #readTrailer(): boolean {
    const line = this.#takeLine(maxHeadBytes);
    if (line === undefined) return false;
    this.#trailerBytes += line.length;
    if (this.#trailerBytes > maxHeadBytes) throw new MalformedResponse('The trailer of the answer is too large.');
    if (line === '') this.#state = 'done';
    return line !== '';
  }

  /** Takes the available part of the body or chunk; returns whether it is complete. */
  #takeBody(): boolean {
    if (this.#missing > 0 && this.#rest.length > 0) {
      const part = this.#rest.subarray(0, this.#missing);
      this.#mayHold(part.length);
      this.#body.push(part);
      this.#size += part.length;
      this.#missing -= part.length;
      this.#rest = this.#rest.subarray(part.length);
    }
    return this.#missing === 0;
  }

  /** The next line without its line break; undefined when it has not arrived completely. */
  #takeLine(maxBytes: number): string | undefined {
    const end = this.#rest.indexOf(lineEnd);
    if (end > maxBytes || (end === -1 && this.#rest.length > maxBytes))
      throw new MalformedResponse('A line of the answer is too long.');
    if (end === -1) return undefined;
    const line = this.#rest.toString('latin1', 0, end);
    this.#rest = this.#rest.subarray(end + lineEnd.length);
    return line;
  }

  #mayHold(more: number): void {
    if (this.#size + more > this.#maxBytes) throw new ResponseTooLarge('The body of the answer is too large.');
  }
}
