import type { Resource } from '../exchange.ts';
import {
  dateTime,
  type FacilityRow,
  locationReference,
  type MapContext,
  metaOf,
  patientReference,
  type PractitionerRow,
  practitionerReference,
} from './parts.ts';

export interface AppointmentRow {
  id: string;
  status?: 'PROPOSED' | 'BOOKED' | 'ARRIVED' | 'FULFILLED' | 'CANCELLED' | 'NOSHOW' | null;
  startsAt?: string | null;
  endsAt?: string | null;
  reason?: string | null;
  bookedAt?: string | null;
  movedAt?: string | null;
  cancelledBecause?: string | null;
  practitioner?: PractitionerRow | null;
  facility?: FacilityRow | null;
  confidentiality?: string | null;
  sensitivities?: string[] | null;
}

export function appointment(row: AppointmentRow, context: MapContext): Resource {
  const { language } = context;
  const { confidentiality = null, sensitivities = null } = row;
  const who = [
    patientReference(context),
    practitionerReference(row.practitioner, language),
    locationReference(row.facility, language),
  ];
  // What is proposed waits for the patient's answer; whoever else takes part has made it.
  const isAgreed = row.status !== 'PROPOSED';
  return {
    resourceType: 'Appointment',
    id: row.id,
    meta: metaOf({ recordedAt: row.movedAt ?? row.bookedAt ?? null, confidentiality, sensitivities }),
    status: row.status?.toLowerCase(),
    cancelationReason: row.cancelledBecause ? { text: row.cancelledBecause } : undefined,
    reasonCode: row.reason ? [{ text: row.reason }] : [],
    start: dateTime(row.startsAt),
    end: dateTime(row.endsAt),
    created: dateTime(row.bookedAt),
    participant: who.flatMap((actor, index) =>
      actor ? [{ actor, status: index === 0 && !isAgreed ? 'needs-action' : 'accepted' }] : [],
    ),
  };
}
