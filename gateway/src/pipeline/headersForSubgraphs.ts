import type { Asker } from '../core/asker.ts';
import type { Caller } from '../core/caller.ts';
import type { SentRequest } from '../core/request.ts';
import { policyContextOf } from '../policies/policyContext.ts';

/** One for all who say nothing: what is written of headers is kept by them. */
const none: Readonly<Record<string, string>> = {};
const forwarded = ['accept-language', 'traceparent', 'tracestate'] as const;

/**
 * What subgraphs are told besides the operation: in which language, as part of which trace. Nothing else that a client sends
 * passes; who asks is told under the gateway's signature.
 */
export function headersForSubgraphs(request: SentRequest): Readonly<Record<string, string>> {
  let told: Record<string, string> | undefined;
  for (const name of forwarded) {
    const value = request.headers[name];
    if (value !== undefined) (told ??= {})[name] = value;
  }
  return told ?? none;
}

/** On whose behalf subgraphs are asked, with what is decided of the request. @throws WaslError BAD_REQUEST for a purpose that is none */
export function askerOf({ headers }: SentRequest, caller: Caller): Asker {
  const roles = caller.claims['roles'];
  const role: unknown = Array.isArray(roles) && roles.length === 1 ? roles[0] : undefined;
  const { purposeOfUse: purpose } = policyContextOf(headers, 'query');
  return { caller, decision: { role: typeof role === 'string' ? role : undefined, purpose } };
}
