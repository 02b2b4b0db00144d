/** The part of `oidc-provider` that the issuer uses; the package brings no types of its own. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  export interface Context {
    type: string;
    body: unknown;
    status: number;
    set(headers: Record<string, string>): void;
    oidc: {
      route: string;
      params: Record<string, unknown>;
      client?: { clientId: string };
      session?: { accountId?: string };
      entities: Record<string, { remainingTTL: number } | undefined>;
    };
  }

  export interface Client {
    clientId: string;
    grantTypeAllowed(type: string): boolean;
  }

  export interface Token {
    kind: string;
    accountId?: string;
    clientId?: string;
    scope?: string;
  }

  export interface Grant {
    addOIDCScope(scope: string): void;
    addResourceScope(resource: string, scope: string): void;
    save(): Promise<string>;
  }

  export interface Interaction {
    uid: string;
    params: Record<string, unknown>;
  }

  export interface Policy {
    remove(prompt: string): void;
  }

  export class Provider {
    constructor(issuer: string, configuration: Record<string, unknown>);
    proxy: boolean;
    Client: { prototype: { compareClientSecret(sent: string): boolean } };
    use(middleware: (context: Context, next: () => Promise<void>) => Promise<void>): void;
    Grant: new (properties: { accountId: string; clientId: string }) => Grant;
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>;
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: Record<string, unknown>,
    ): Promise<void>;
  }

  export const interactionPolicy: { base(): Policy };
  export const errors: { InvalidTarget: new (description?: string) => Error };
}
