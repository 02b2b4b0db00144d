import type { AllowedOperation } from '@wasl/gateway/pipeline/authorize';
import type { LogFailure } from '@wasl/gateway/pipeline/answerError';
import { createAdmission, type AdmissionOptions } from '@wasl/gateway/pipeline/admission';
import { beginExchange } from '@wasl/gateway/pipeline/exchange';
import type { Gateway } from '@wasl/gateway/pipeline/gateway';
import { createAuthorize } from '@wasl/gateway/authorization/authorizeOperation';
import { Cancellation } from '@wasl/gateway/core/cancellation';
import { createShares } from '@wasl/gateway/pipeline/shares';
import { createFigures } from '@wasl/gateway/telemetry/figures';
import { vi } from 'vitest';
import { callerWith, needs, prepare, schema } from '../../authorization/rules/testRules.ts';

/** What a request meets, as far as the stages ask that are tested by themselves. `User.name` needs a scope that nobody has. */
export function startExchange(
  query = '{ user { id name } }',
  headers: Record<string, string> = {},
  limits: AdmissionOptions = {},
) {
  const log = vi.fn<LogFailure>();
  const released = vi.fn<() => void>();
  const outdated = new AbortController();
  const admission = createAdmission(limits);
  const supergraph = { executor: { schema }, titles: new Map() };
  const gateway = {
    admission,
    answerTimeoutMs: 50,
    supergraph: { acquire: () => ({ supergraph, outdated: outdated.signal, release: released }) },
    log,
    figures: createFigures(),
    shares: createShares(),
  } as unknown as Gateway;
  const cancellation = new Cancellation();
  const exchange = beginExchange({ query, headers, cancellation }, gateway);
  return { exchange, gateway, admission, log, released, outdated, cancellation, allowed: allow(query) };
}

function allow(query: string): AllowedOperation {
  const prepared = prepare(query);
  const caller = callerWith();
  const of = (typeName: string, field: string) => (`${typeName}.${field}` === 'User.name' ? needs('x') : undefined);
  const authorized = createAuthorize(schema, { hasRules: true, of, ofType: () => undefined })(prepared, caller);
  const sent = { ...prepared, prepared, variables: {} } as AllowedOperation['sent'];
  return { verified: caller, caller, sent, authorized, denials: {}, runnable: undefined };
}
