import { type Actor, readActor } from '@wasl/kit/actor';
import { dayAfter, startOfDay } from '@wasl/kit/calendar';
import { failure } from '@wasl/kit/errors';
import { readPage, toConnection } from '@wasl/kit/pagination';
import type { HealthIdContext } from '../context.ts';
import { positionOf } from '../stores/appointmentLists.ts';
import type { Appointment as AppointmentRow } from '../stores/appointmentStore.ts';

interface ListArguments {
  status?: string | null;
  first?: number | null;
  after?: string | null;
}

/** Who is registered, or the number alone. */
const practitioner = async (id: string, { loaders }: HealthIdContext) =>
  (await loaders.practitioner.load(id)) ?? { id };

export const Appointment = {
  __resolveReference: ({ id }: { id: string }, { loaders }: HealthIdContext) => loaders.appointment.load(id),
  patient: ({ healthId }: AppointmentRow, _: unknown, { loaders }: HealthIdContext) => loaders.patient.load(healthId),
  status: (row: AppointmentRow, _: unknown, { loaders }: HealthIdContext) => loaders.appointmentStatus(row),
  facility: ({ facilityId }: AppointmentRow, _: unknown, { loaders }: HealthIdContext) =>
    loaders.facility.load(facilityId),
  practitioner: ({ practitionerId }: AppointmentRow, _: unknown, context: HealthIdContext) =>
    practitionerId === null ? null : practitioner(practitionerId, context),
  author: ({ authorId }: AppointmentRow, _: unknown, context: HealthIdContext) => practitioner(authorId, context),
  /** By what the caller may read: the facility that was asked reads it too. After a merge was taken back it may be another person's. */
  async referral({ referralId, healthId }: AppointmentRow, _: unknown, { loaders }: HealthIdContext) {
    const referral = referralId === null ? null : await loaders.referral.load(referralId);
    if (referral === null || referral.healthId === healthId) return referral;
    const [one, other] = await Promise.all([healthId, referral.healthId].map((id) => loaders.patient.load(id)));
    const isOne = one?.healthId !== undefined && one.healthId === other?.healthId;
    return isOne ? referral : null;
  },
  bookedBy: ({ bookedBy }: AppointmentRow): Actor | null => readActor(bookedBy),
  movedBy: ({ movedBy }: AppointmentRow): Actor | null => readActor(movedBy),
  cancelledBecause: ({ status, words }: AppointmentRow) => (status === 'CANCELLED' ? words : null),
};

/** `Patient.appointments` */
export async function appointmentsOf(
  { healthId }: { healthId: string },
  { first, after, status, from, to }: ListArguments & { from?: string | null; to?: string | null },
  { loaders }: HealthIdContext,
) {
  const page = readPage(first, after);
  if (from != null && to != null && from > to) throw failure('BAD_USER_INPUT', { argument: 'to' });
  const between = { from: startOf(from), until: to == null ? null : startOf(dayAfter(to, 1)) };
  const filter = { status: status ?? null, practitionerId: null, ...between };
  return toConnection(await loaders.appointments(healthId, page, filter), page, positionOf);
}

/** `Query.facilityAppointments` */
export async function facilityAppointments(
  _: unknown,
  { first, after, status, day, practitionerId }: ListArguments & { day: string; practitionerId?: string | null },
  { loaders }: HealthIdContext,
) {
  const page = readPage(first, after);
  const between = { from: startOf(day), until: startOf(dayAfter(day, 1)) };
  const filter = { status: status ?? null, practitionerId: practitionerId ?? null, ...between };
  return toConnection(await loaders.facilityAppointments(page, filter), page, positionOf);
}

/** The databases hold no day before, and nothing is booked after: not every day of a calendar is one that they read. */
const [earliest, latest] = ['1900-01-01', '9000-01-01'];

/** The first instant of a day in Damascus. */
function startOf(day: string | null | undefined): Date | null {
  if (day == null) return null;
  const known = day < earliest ? earliest : day > latest ? latest : day;
  return startOfDay(known);
}
