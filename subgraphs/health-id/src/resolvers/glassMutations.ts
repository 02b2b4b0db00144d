import { failure } from '@wasl/kit/errors';
import { requireProfessional } from '@wasl/kit/professional';
import type { Input } from '@wasl/kit/writeOnce';
import { requireCaller } from '@wasl/subgraph-sdk';
import { actorOf } from '@wasl/kit/actor';
import type { HealthIdContext } from '../context.ts';
import {
  askToBreakGlass,
  confirmBreakGlass,
  type EmergencyDoctor,
  endBreakGlass,
  isOpen,
  type NewSession,
  reviewBreakGlass,
} from '../stores/glassStore.ts';
import { writeAs } from './patientPayload.ts';

interface Review {
  sessionId: string;
  outcome: string;
  words: string;
}

/** Break-glass: asked for, confirmed, ended, reviewed. */
export const glassMutations = {
  async breakGlass(_: unknown, { input }: Input<NewSession>, context: HealthIdContext) {
    const actor = requireEmergencyDoctor(context);
    const id = await writeAs(context, 'breakGlass', input, (tx, { now }) => askToBreakGlass(tx, input, { actor, now }));
    return sessionPayload(context, id);
  },

  async confirmBreakGlass(_: unknown, { input }: Input<{ sessionId: string }>, context: HealthIdContext) {
    requireEmergencyDoctor(context);
    return sessionPayload(
      context,
      await writeAs(context, 'confirmBreakGlass', input, (tx, w) => confirmBreakGlass(tx, input.sessionId, w)),
    );
  },

  async endBreakGlass(_: unknown, { input }: Input<{ sessionId: string }>, context: HealthIdContext) {
    return sessionPayload(
      context,
      await writeAs(context, 'endBreakGlass', input, (tx, w) => endBreakGlass(tx, input.sessionId, w)),
    );
  },

  async reviewBreakGlass(_: unknown, { input }: Input<Review>, context: HealthIdContext) {
    return sessionPayload(
      context,
      await writeAs(context, 'reviewBreakGlass', input, (tx, w) => reviewBreakGlass(tx, input, w)),
    );
  },
};

/** @throws SubgraphError FORBIDDEN for whoever acts in another role, or is no practitioner at a facility */
function requireEmergencyDoctor(context: HealthIdContext): EmergencyDoctor {
  const caller = requireCaller(context);
  const { practitionerId, facilityId } = requireProfessional(caller);
  const actor = actorOf(caller);
  if (actor.role !== 'emergency') throw failure('FORBIDDEN');
  return { ...actor, practitionerId, facilityId };
}

/** What the step came to, for whoever took it: the session itself is a part of the patient's log. */
async function sessionPayload({ loaders, now }: HealthIdContext, id: string) {
  const session = await loaders.glassSession(id);
  if (!session) return null;
  const { confirmBefore, endsAt } = session;
  return { sessionId: id, confirmBefore, isOpen: isOpen(session, now), endsAt, session };
}
