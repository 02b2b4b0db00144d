import type { Asker } from '../core/asker.ts';
import type { Caller } from '../core/caller.ts';
import type { Seen } from '../core/observer.ts';
import type { SentRequest } from '../core/request.ts';
import { policyContextOf } from '../policies/policyContext.ts';

/** A single object for all requests without such headers, since serialized headers are cached by it. */
const none: Readonly<Record<string, string>> = {};
const forwarded = ['accept-language', 'traceparent', 'tracestate'] as const;
const forwardedInTrace = ['accept-language'] as const;

/**
 * The client's headers that are forwarded to subgraphs: language and trace. No other header passes; the caller is named under the gateway's
 * signature.
 */
export function headersForSubgraphs(request: SentRequest & Seen): Readonly<Record<string, string>> {
  let told: Record<string, string> | undefined;
  // Where we make a trace ourselves, each request to a subgraph has its own place in it.
  const names = request.observer?.traceId === undefined ? forwarded : forwardedInTrace;
  for (const name of names) {
    const value = request.headers[name];
    if (value !== undefined) (told ??= {})[name] = value;
  }
  return told ?? none;
}

/**
 * The caller on whose behalf subgraphs are asked, with the decision about the request.
 * @throws WaslError BAD_REQUEST for an unknown purpose of use
 */
export function askerOf({ headers }: SentRequest, caller: Caller): Asker {
  const roles = caller.claims['roles'];
  const role: unknown = Array.isArray(roles) && roles.length === 1 ? roles[0] : undefined;
  const { purposeOfUse: purpose } = policyContextOf(headers, 'query');
  return { caller, decision: { role: typeof role === 'string' ? role : undefined, purpose } };
}
