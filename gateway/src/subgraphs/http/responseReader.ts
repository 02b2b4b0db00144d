/** An answer that does not follow RFC 9112, or that a reader's bounds do not allow. What comes after it cannot be trusted. */
export class MalformedResponse extends Error {}

/** An answer with a larger body than its reader takes. */
export class ResponseTooLarge extends MalformedResponse {}

/** Bytes of an answer's head, and of what follows a chunked body. */
const maxHeadBytes = 16 * 1024;
/** Bytes of a line that tells a chunk's size. */
const maxSizeLineBytes = 1024;

const headEnd = Buffer.from('\r\n\r\n');
const lineEnd = Buffer.from('\r\n');
const protocol = 'HTTP/1.';
const nothing = Buffer.alloc(0);
/** Control characters, half an end of a line, and lines that go on in the next. */
const notInHead = /[^\t\r\n\u0020-\u007e\u0080-\u00ff]|\r(?!\n)|(?<!\r)\n|\n[\t ]/;

type State = 'head' | 'sized' | 'chunkSize' | 'chunk' | 'trailers' | 'untilEnd' | 'done';

/**
 * Reads one answer of an HTTP/1.1 server as it comes (RFC 9112), strictly: where two readers might disagree about the end of an
 * answer, it is refused. Answers that are only on the way to another, `100 Continue` and the like, are passed over.
 */
export class ResponseReader {
  status = 0;
  /** Whether the connection may carry another request when the answer is complete. */
  isKeptAlive = true;
  /** Seconds for which the server keeps an unused connection, where it says so. */
  keepAliveSeconds: number | undefined;
  /** What the body is and how it is encoded, as the server says; all values with commas between where it says so more than once. */
  contentType: string | undefined;
  contentEncoding: string | undefined;

  readonly #maxBytes: number;
  #state: State = 'head';
  /** What has come and could not be read yet. */
  #rest: Buffer = nothing;
  readonly #body: Buffer[] = [];
  /** How many parts of the body are copies. */
  #kept = 0;
  #size = 0;
  /** Bytes that the body, or the chunk that is being read, still lacks. */
  #missing = 0;
  #trailerBytes = 0;

  /** @param maxBytes of the body */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Whether anything of an answer has come. */
  get hasBegun(): boolean {
    return this.#state !== 'head' || this.#rest.length > 0;
  }

  get body(): Buffer {
    const [first = nothing] = this.#body;
    return this.#body.length > 1 ? Buffer.concat(this.#body, this.#size) : first;
  }

  /**
   * Takes what has come. Answers whether the answer is complete: its body may be part of the chunk. Before the memory of the chunk
   * is used again, what is not complete must be kept. @throws MalformedResponse
   */
  read(chunk: Buffer): boolean {
    this.#rest = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    while (this.#step());
    if (this.#state !== 'done') return false;
    // Nobody asked for more than one answer.
    if (this.#rest.length > 0) this.isKeptAlive = false;
    return true;
  }

  /** Copies what is left of the chunks that were read: their memory is used again. */
  keep(): void {
    if (this.#rest.length > 0) this.#rest = Buffer.from(this.#rest);
    for (; this.#kept < this.#body.length; this.#kept += 1)
      this.#body[this.#kept] = Buffer.from(this.#body[this.#kept] ?? nothing);
  }

  /** The connection has ended. Answers whether the answer is complete. */
  end(): boolean {
    this.isKeptAlive = false;
    if (this.#state === 'untilEnd') this.#state = 'done';
    return this.#state === 'done';
  }

  /** Reads one part of the answer; false when more must come first, or nothing more. */
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
      // What is no answer at all may never come to an end.
      const begins = this.#rest.toString('latin1', 0, protocol.length);
      if (!protocol.startsWith(begins)) throw new MalformedResponse('What came is not HTTP/1.1.');
      return false;
    }
    const head = this.#rest.toString('latin1', 0, end);
    if (notInHead.test(head)) throw new MalformedResponse('The head of the answer is malformed.');
    const [statusLine = '', ...fields] = head.split('\r\n');
    this.#rest = this.#rest.subarray(end + headEnd.length);
    const [, minorVersion, status] = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: .*)?$/.exec(statusLine) ?? [];
    if (status === undefined) throw new MalformedResponse('The answer does not begin with a status line of HTTP/1.1.');
    this.status = Number(status);
    if (this.status === 101) throw new MalformedResponse('The server changes to a protocol that nobody asked for.');
    if (this.status < 200) return true;
    if (minorVersion === '0') this.isKeptAlive = false;
    this.#state = this.#framing(fields);
    return true;
  }

  /** How the end of the body is known (RFC 9112, 6.3). */
  #framing(fields: readonly string[]): State {
    let length: string | undefined;
    let isChunked = false;
    for (const field of fields) {
      const colon = field.indexOf(':');
      if (colon < 1 || field[colon - 1] === ' ' || field[colon - 1] === '\t')
        throw new MalformedResponse('A header field of the answer is malformed.');
      // Only names of these lengths matter here.
      if (colon !== 10 && colon !== 12 && colon !== 14 && colon !== 16 && colon !== 17) continue;
      const value = field.slice(colon + 1).trim();
      switch (field.slice(0, colon).toLowerCase()) {
        case 'content-length':
          if (!/^\d{1,15}$/.test(value) || (length !== undefined && length !== value))
            throw new MalformedResponse('The answer has no clear length.');
          length = value;
          break;
        case 'transfer-encoding':
          if (isChunked || value.toLowerCase() !== 'chunked')
            throw new MalformedResponse('The answer has a transfer coding that nobody asked for.');
          isChunked = true;
          break;
        case 'content-type':
          this.contentType = joined(this.contentType, value);
          break;
        case 'content-encoding':
          this.contentEncoding = joined(this.contentEncoding, value);
          break;
        case 'connection':
          if (/(?:^|,)\s*close\s*(?:,|$)/i.test(value)) this.isKeptAlive = false;
          break;
        case 'keep-alive': {
          const seconds = /(?:^|[,;\s])timeout=(\d{1,6})(?:$|[,;\s])/i.exec(value)?.[1];
          if (seconds !== undefined) this.keepAliveSeconds = Number(seconds);
          break;
        }
      }
    }
    if (isChunked && length !== undefined) throw new MalformedResponse('The answer has no clear length.');
    if (this.status === 204 || this.status === 304) return 'done';
    if (isChunked) return 'chunkSize';
    if (length !== undefined) {
      this.#missing = Number(length);
      this.#mayHold(this.#missing);
      return 'sized';
    }
    this.isKeptAlive = false;
    return 'untilEnd';
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

  /** What has come of the body, or of a chunk. Answers whether that is all of it. */
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

  /** The next line without its end; undefined when it has not come yet. */
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

function joined(known: string | undefined, value: string): string {
  return known === undefined ? value : `${known}, ${value}`;
}
