import { WaslError } from '@wasl/schema/errors.ts';
import type { Sign } from '../breaker.ts';
import type { Target } from '../target.ts';

/** What subscriptions share with the questions to a subgraph. */
export type Neighbour = Pick<Target, 'breaker' | 'limits'>;

/** One subscription's place at its subgraph. */
export interface EventPlace {
  /** Takes in whether the subgraph accepted it; once. What breaks afterwards says nothing: a restart breaks all of them. */
  judge(sign: Sign): void;
  leave(): void;
}

/** Spares a subgraph that is ill from subscriptions too, and leaves room for those to others. */
export interface EventGate {
  /** @throws WaslError SUBGRAPH_UNAVAILABLE while it is not asked, or has the most that it may have */
  enter(subgraph: string): EventPlace;
}

export function createEventGate(neighbourOf: (subgraph: string) => Neighbour | undefined): EventGate {
  const open = new Map<string, number>();

  return {
    enter(subgraph) {
      const neighbour = neighbourOf(subgraph);
      const count = open.get(subgraph) ?? 0;
      if (neighbour && count >= neighbour.limits.streams) throw unavailable(subgraph, 1_000);
      const isTrial = neighbour !== undefined && neighbour.breaker.state !== 'closed';
      if (isTrial && !neighbour.breaker.mayTry(performance.now()))
        throw unavailable(subgraph, neighbour.breaker.pauseLeft(performance.now()));
      open.set(subgraph, count + 1);
      let isJudged = false;
      const judge = (sign: Sign) => {
        if (!isJudged) neighbour?.breaker.observe(sign, isTrial, performance.now());
        isJudged = true;
      };
      return {
        judge,
        leave() {
          judge('neither');
          open.set(subgraph, (open.get(subgraph) ?? 1) - 1);
        },
      };
    },
  };
}

function unavailable(subgraph: string, retryAfterMs: number): WaslError {
  const retryAfterSeconds = Math.max(1, Math.ceil(retryAfterMs / 1_000));
  return new WaslError('SUBGRAPH_UNAVAILABLE', { subgraph, retryAfterSeconds });
}
