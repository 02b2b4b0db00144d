import { openAmong, patientRecordsLoader, recordLoader } from '@wasl/kit/loaders';
import type { Page } from '@wasl/kit/pagination';
import { labelFilterOf } from '@wasl/kit/recordAccess';
import type DataLoader from 'dataloader';
import type { ReferralAccess } from './referralLoaders.ts';
import {
  type AppointmentFilter,
  findAppointments,
  listAppointments,
  listOfFacility,
} from './stores/appointmentLists.ts';
import { type Appointment, type AppointmentStatus, statusOf } from './stores/appointmentStore.ts';
import type { Db } from './stores/client.ts';

/** Visits and who treats: an appointment is a visit to come. */
const category = 'Encounter';

/** What reads appointments: of a patient, and of the caller's facility. */
export function createAppointmentLoaders(db: Db, { caller, registry, mayRead }: Omit<ReferralAccess, 'now'>) {
  const labelsOf = ({ confidentiality, sensitivities, authorId }: Appointment) => ({
    labels: [confidentiality, ...sensitivities],
    author: authorId,
  });
  const mayOpen = async (row: Appointment) => {
    const person = await registry.patient.load(row.healthId);
    return mayRead({ healthIds: [person?.healthId ?? row.healthId], category, ...labelsOf(row) });
  };
  const lists = new Map<string, DataLoader<readonly string[], Appointment[], string>>();
  const listOf = (page: Page, filter: AppointmentFilter) =>
    patientRecordsLoader<Appointment>({
      mayRead,
      category,
      factsOf: labelsOf,
      async find(people) {
        const former = await Promise.all(people.map(([healthId = '']) => registry.formerIds.load(healthId)));
        const everyId = people.map((ids, index) => [...ids, ...(former[index] ?? [])]);
        return listAppointments(db, everyId, { page, filter }, labelFilterOf(caller));
      },
    });
  return {
    appointment: recordLoader((ids) => findAppointments(db, ids), mayOpen),
    appointmentStatus: async (row: Appointment): Promise<AppointmentStatus> =>
      statusOf(row, await registry.patient.load(row.healthId)),
    /** A patient's appointments, by the survivor's health ID. */
    appointments(healthId: string, page: Page, filter: AppointmentFilter): Promise<Appointment[]> {
      const key = JSON.stringify([page, filter]);
      const loader = lists.get(key) ?? listOf(page, filter);
      lists.set(key, loader);
      return loader.load([healthId]);
    },
    /** Those of the caller's facility; none for who works at none. */
    facilityAppointments: async (page: Page, filter: AppointmentFilter): Promise<Appointment[]> =>
      caller?.facilityId === undefined
        ? []
        : openAmong(await listOfFacility(db, caller.facilityId, { page, filter }, labelFilterOf(caller)), mayOpen),
  };
}
