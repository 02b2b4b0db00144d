import type { HttpConnection, HttpExchange } from './http/httpConnection.ts';
import type { ResponseHead } from './http/responseHead.ts';

/** What becomes of a question's second copy. */
export interface HedgeOwner {
  onHedgeAnswered(head: ResponseHead, body: Buffer): void;
  onHedgeLost(): void;
}

/** The second copy of a slow question, on a connection of its own. Whichever answers first counts. */
export class Hedge implements HttpExchange {
  readonly request: string | Buffer;
  readonly maxResponseBytes: number;
  connection: HttpConnection | undefined = undefined;
  readonly #owner: HedgeOwner;

  constructor(owner: HedgeOwner, request: string | Buffer, maxResponseBytes: number) {
    this.#owner = owner;
    this.request = request;
    this.maxResponseBytes = maxResponseBytes;
  }

  onResponse(head: ResponseHead, body: Buffer): void {
    if (head.status < 400) this.#owner.onHedgeAnswered(head, body);
    else this.#owner.onHedgeLost();
  }

  onFailure(): void {
    this.#owner.onHedgeLost();
  }
}
