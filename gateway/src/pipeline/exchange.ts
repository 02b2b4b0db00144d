import type { AuditLog } from '../audit/auditLog.ts';
import { createDisclosures, type Disclosures } from '../audit/disclosures.ts';
import { WaslError } from '@wasl/schema/errors.ts';
import type { Caller } from '../core/caller.ts';
import type { GraphQLRequest } from '../core/request.ts';
import type { LoadedSupergraph } from '../supergraph/loadSupergraph.ts';
import type { Place } from './admission.ts';
import { Explainer } from './explain/explainer.ts';
import type { Gateway } from './gateway.ts';
import { observeAudit } from './observeWork.ts';
import type { Leave } from './runningCosts.ts';
import { Share } from './shares.ts';
import { urgencyOf } from './urgency.ts';

/** One request, with the resources that it holds from admission until the last of its answer has left. */
export interface Exchange {
  request: GraphQLRequest;
  gateway: Gateway;
  /** Sees what an explanation of the answer needs; undefined where none is asked for. Who may have it is known once it is known who asks. */
  explainer: Explainer | undefined;
  /** By `performance.now()`. */
  startedAt: number;
  /** The version of the schema that the whole answer comes from; it stays open. */
  supergraph: LoadedSupergraph;
  /** Aborted when a stream must end because a newer version of the schema has been in force for a while. */
  outdated: AbortSignal;
  /** What of patients' records the answer gives and refuses; undefined where that is not written down. */
  disclosures: Disclosures | undefined;
  /**
   * Gives the place up where more urgent requests need it, now that it is known who asks. @throws WaslError OVERLOADED, or RATE_LIMITED where
   * the caller has their share
   */
  admit(caller: Caller): void;
  isStream(): boolean;
  /** Keeps what its operation takes while it runs, until the end. */
  keep(leave: Leave): void;
  /** Turns the exchange into a stream: it has no deadline, and its place is among the streams. @throws WaslError OVERLOADED */
  becomeStream(): void;
  /** Releases all resources; further calls do nothing. */
  end(): void;
}

/** Admits a request. @throws WaslError OVERLOADED, RATE_LIMITED or SHUTTING_DOWN, at once. */
export function beginExchange(sent: GraphQLRequest, gateway: Gateway): Exchange {
  const explainer =
    gateway.explainsTo && sent.headers['x-wasl-explain'] !== undefined ? new Explainer(sent.observer) : undefined;
  const request = explainer ? { ...sent, observer: explainer } : sent;
  const place = gateway.admission.enter();
  const share = takeShare(request, gateway, place);
  const version = gateway.supergraph.acquire();
  const deadline = setTimeout(() => request.cancellation.cancel('late'), gateway.answerTimeoutMs);
  const startedAt = performance.now();
  request.cancellation.dueAt = startedAt + gateway.answerTimeoutMs;
  let leaveRunning: Leave | undefined;
  let isStream = false;
  let isOver = false;
  return {
    request,
    gateway,
    explainer,
    startedAt,
    supergraph: version.supergraph,
    outdated: version.outdated,
    disclosures:
      gateway.audit && version.supergraph.records.hasRecords
        ? createDisclosures(watched(observeAudit(gateway.audit, request.observer), explainer))
        : undefined,
    admit(caller) {
      share.admit(caller);
      if (!gateway.admission.isBusy()) return;
      const urgency = urgencyOf(caller, request.headers);
      if (place.isFor(urgency)) return;
      gateway.figures.shed.add(urgency);
      throw new WaslError('OVERLOADED');
    },
    isStream: () => isStream,
    keep: (leave) => void (leaveRunning = leave),
    becomeStream() {
      share.becomeStream();
      place.becomeStream();
      clearTimeout(deadline);
      request.cancellation.dueAt = Infinity;
      isStream = true;
    },
    end() {
      if (isOver) return;
      isOver = true;
      clearTimeout(deadline);
      version.release();
      leaveRunning?.();
      share.leave();
      place.leave();
    },
  };
}

function watched(audit: Pick<AuditLog, 'append'>, explainer: Explainer | undefined): Pick<AuditLog, 'append'> {
  return explainer ? explainer.watchAudit(audit) : audit;
}

function takeShare({ address }: GraphQLRequest, { shares }: Gateway, place: Place): Share {
  try {
    return new Share(shares, address);
  } catch (error) {
    place.leave();
    throw error;
  }
}
