import type { HttpConnection, HttpExchange } from './http/httpConnection.ts';
import type { ResponseHead } from './http/responseHead.ts';

/** Is told what came of a request that was sent a second time. */
export interface HedgeOwner {
  onHedgeAnswered(head: ResponseHead, body: Buffer): void;
  onHedgeLost(): void;
}

/** Sends a slow request a second time, on a connection of its own (a hedged request). The first answer counts. */
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
