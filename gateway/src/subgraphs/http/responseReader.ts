import { MalformedResponse, ResponseTooLarge } from './malformedResponse.ts';
import { readHead, type ResponseHead } from './responseHead.ts';

/** Bytes of an answer's head, and of what follows a chunked body. */
const maxHeadBytes = 16 * 1024;
/** Bytes of a line that tells a chunk's size. */
const maxSizeLineBytes = 1024;

const headEnd = Buffer.from('\r\n\r\n');
const lineEnd = Buffer.from('\r\n');
const protocol = 'HTTP/1.';
const nothing = Buffer.alloc(0);

type State = 'head' | 'sized' | 'chunkSize' | 'chunk' | 'trailers' | 'untilEnd' | 'done';

/**
 * Reads one answer of an HTTP/1.1 server as it comes (RFC 9112), strictly: where two readers might disagree about the end of an
 * answer, it is refused. Answers that are only on the way to another, `100 Continue` and the like, are passed over.
 */
export class ResponseReader {
  /** Undefined until it has come. */
  head: ResponseHead | undefined = undefined;
  /** Whether the connection may carry another request when the answer is complete. */
  isKeptAlive = true;

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
