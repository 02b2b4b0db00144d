import { actorOf } from '@wasl/kit/actor';
import { requireDecidedOn } from '@wasl/kit/decidedOn';
import { failure } from '@wasl/kit/errors';
import { requireProfessional } from '@wasl/kit/professional';
import { readWords } from '@wasl/kit/readWords';
import type { Input } from '@wasl/kit/writeOnce';
import { requireCaller } from '@wasl/subgraph-sdk';
import type { HealthIdContext } from '../context.ts';
import {
  type AppointmentStatus,
  book,
  cancelOwn,
  move,
  type NewAppointment,
  requireAppointment,
} from '../stores/appointmentStore.ts';

type BookInput = Input<Omit<NewAppointment, 'reason'> & { reason?: string | null }>;
type MoveInput = Input<{ appointmentId: string; to: AppointmentStatus; words?: string | null }>;

/** When patients come: from their facilities, and their own word that they do not. */
export const appointmentMutations = {
  async bookAppointment(_: unknown, { input }: BookInput, context: HealthIdContext) {
    const author = requireProfessional(requireCaller(context));
    const reason = input.reason == null ? null : readWords('reason', input.reason, 3);
    const id = await context.writeOnce('bookAppointment', input, (tx, caller) =>
      book(tx, { ...input, reason }, author, { actor: actorOf(caller), now: context.now }),
    );
    return payload(context, id);
  },

  async moveAppointment(_: unknown, { input }: MoveInput, context: HealthIdContext) {
    const { facilityId } = requireProfessional(requireCaller(context));
    const { appointmentId, to } = input;
    const words = to === 'CANCELLED' ? readWords('words', input.words ?? '', 5) : null;
    const id = await context.writeOnce('moveAppointment', input, async (tx, caller) => {
      const { appointment, patient } = await requireAppointment(tx, appointmentId);
      requireDecidedOn(caller, patient.healthId);
      if (appointment.facilityId !== facilityId) throw failure('FORBIDDEN');
      return move(tx, appointment, patient, { to, words }, { actor: actorOf(caller), now: context.now });
    });
    return payload(context, id);
  },

  /** The patient, and who speaks for the patient. */
  async cancelOwnAppointment(_: unknown, { input }: Input<{ appointmentId: string }>, context: HealthIdContext) {
    const { loaders } = context;
    const known = await loaders.appointment.load(input.appointmentId);
    const person = known && (await loaders.patient.load(known.healthId));
    if (!person || !(await loaders.speaksFor(person))) throw failure('NOT_FOUND');
    const id = await context.writeOnce('cancelOwnAppointment', input, async (tx, caller) => {
      const { appointment, patient } = await requireAppointment(tx, input.appointmentId);
      requireDecidedOn(caller, patient.healthId);
      return cancelOwn(tx, appointment, { actor: actorOf(caller), now: context.now });
    });
    return payload(context, id);
  },
};

async function payload({ loaders }: HealthIdContext, id: string) {
  return { appointment: await loaders.appointment.load(id) };
}
