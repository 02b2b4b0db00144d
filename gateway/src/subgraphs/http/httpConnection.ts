import type { Socket } from 'node:net';
import { MalformedResponse } from './malformedResponse.ts';
import type { ResponseHead } from './responseHead.ts';
import { ResponseReader } from './responseReader.ts';

/** One request, and the receiver of its answer. */
export interface HttpExchange {
  /** The whole request, ready to be sent. */
  request: string | Buffer;
  /** Largest body of an answer, in bytes. */
  maxResponseBytes: number;
  onResponse(head: ResponseHead, body: Buffer): void;
  /** Called while the answer is not complete, with the bytes of its body that have come so far. */
  onProgress?(bytes: number): void;
  /** `hasBegun` says whether part of an answer had arrived. */
  onFailure(error: Error, hasBegun: boolean): void;
  /** The connection that carries it; undefined while it waits for one. Set by the pool. */
  connection?: HttpConnection | undefined;
}

/** The connection ended before an answer was complete. */
export class ConnectionLost extends Error {}

/** Milliseconds for which an unused connection is kept when the server does not say. */
const idleMs = 4_000;
/** Milliseconds before the server's own keep-alive timeout at which a connection is no longer used. */
const idleMarginMs = 2_000;

/** One connection to a server, which carries one exchange at a time. */
export class HttpConnection {
  readonly socket: Socket;
  readonly #onFree: (connection: HttpConnection) => void;
  #exchange: HttpExchange | undefined;
  #reader: ResponseReader | undefined;
  /** Whether it has carried an exchange before the current one: its server may be closing it at this moment. */
  isReused = false;
  /** What it was opened with; the pool's own mark. */
  openedWith: unknown;
  /** Time, by `performance.now()`, after which the connection must not be used again. */
  #usableUntil = Infinity;

  /**
   * `openSocket` opens a socket that passes on each chunk it reads. `onFree` is called when another exchange may begin, `onClose` once at
   * the end.
   */
  constructor(
    openSocket: (onRead: (chunk: Buffer) => void) => Socket,
    onFree: (connection: HttpConnection) => void,
    onClose: (connection: HttpConnection) => void,
  ) {
    const socket = openSocket((chunk) => this.#read(chunk));
    this.socket = socket;
    this.#onFree = onFree;
    socket.setNoDelay(true);
    socket.on('end', () => this.#end());
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => {
      this.#fail(new ConnectionLost('The connection was closed.'));
      onClose(this);
    });
  }

  isUsableAt(now: number): boolean {
    return now < this.#usableUntil && !this.socket.destroyed;
  }

  /** Sends a request; the connection must be free. */
  begin(exchange: HttpExchange): void {
    this.#exchange = exchange;
    this.#reader = new ResponseReader(exchange.maxResponseBytes);
    this.socket.write(exchange.request);
  }

  /** Closes the connection, and fails the exchange on it. */
  destroy(error: Error = new ConnectionLost('The connection was given up.')): void {
    this.#fail(error);
  }

  /** Closes the connection if it still carries this exchange: an answer that nobody reads would be taken for the next one. */
  giveUp(exchange: HttpExchange, error: Error): void {
    if (this.#exchange === exchange) this.#fail(error);
  }

  #read(chunk: Buffer): void {
    const reader = this.#reader;
    // Data without a request would be taken for the answer to the next one.
    if (!reader) return void this.socket.destroy();
    try {
      if (reader.read(chunk)) this.#complete(reader);
      else {
        reader.keep();
        this.#exchange?.onProgress?.(reader.size);
      }
    } catch (error) {
      this.#fail(error instanceof Error ? error : new MalformedResponse());
    }
  }

  #end(): void {
    if (this.#reader?.end()) this.#complete(this.#reader);
    else this.#fail(new ConnectionLost('The server closed the connection.'));
  }

  #complete(reader: ResponseReader): void {
    const { head, body, isKeptAlive } = reader;
    if (!head) return this.#fail(new MalformedResponse('The answer has no head.'));
    const exchange = this.#exchange;
    this.#exchange = undefined;
    this.#reader = undefined;
    const { keepAliveSeconds } = head;
    const usableMs = keepAliveSeconds === undefined ? idleMs : keepAliveSeconds * 1_000 - idleMarginMs;
    // A server that answers before it has read the whole request may take the rest for the next one.
    if (!isKeptAlive || usableMs <= 0 || this.socket.writableLength > 0) this.socket.destroy();
    else {
      this.#usableUntil = performance.now() + usableMs;
      this.isReused = true;
      this.#onFree(this);
    }
    exchange?.onResponse(head, body);
  }

  #fail(error: Error): void {
    const exchange = this.#exchange;
    const hasBegun = this.#reader?.hasBegun ?? false;
    this.#exchange = undefined;
    this.#reader = undefined;
    this.socket.destroy();
    exchange?.onFailure(error, hasBegun);
  }
}
