import type { SignCaller } from '../subgraphs/callerHeader.ts';
import type { SentRequest } from '../core/request.ts';
import type { Caller } from '../core/caller.ts';

const forwarded = ['accept-language', 'traceparent', 'tracestate'] as const;

/** What subgraphs are told besides the operation: who asks, in which language, as part of which trace. */
export async function headersForSubgraphs(
  request: SentRequest,
  caller: Caller,
  signCaller: SignCaller | undefined,
): Promise<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const name of forwarded) {
    const value = request.headers[name];
    if (value !== undefined) headers[name] = value;
  }
  if (signCaller) headers['x-wasl-caller'] = await signCaller(caller);
  return headers;
}
