import type { Language } from '@wasl/schema/errors.ts';
import type { Resource } from '../exchange.ts';
import { coding, systems } from '../systems.ts';
import { dateTime, type FacilityRow, facilityReference, type MapContext, metaOf, patientReference } from './parts.ts';

export interface ConsentRow {
  id: string;
  decision?: 'PERMIT' | 'DENY' | null;
  category?: string | null;
  facility?: FacilityRow | null;
  role?: string | null;
  until?: string | null;
  recordedAt?: string | null;
  withdrawnAt?: string | null;
}

/** A directive of the patient's: whom they let read what, or not. */
export function consent(row: ConsentRow, context: MapContext): Resource {
  const { language } = context;
  const isPermit = row.decision === 'PERMIT';
  return {
    resourceType: 'Consent',
    id: row.id,
    meta: metaOf({ recordedAt: row.recordedAt ?? null }),
    status: row.withdrawnAt ? 'inactive' : 'active',
    scope: { coding: [coding(systems.consentScope, 'patient-privacy', 'Privacy Consent')] },
    category: [{ coding: [coding(systems.actCode, 'INFA', 'information access')] }],
    patient: patientReference(context),
    dateTime: dateTime(row.recordedAt),
    policyRule: { coding: [coding(systems.actCode, isPermit ? 'OPTIN' : 'OPTOUT')] },
    provision: {
      type: isPermit ? 'permit' : 'deny',
      period: { end: dateTime(row.until) },
      actor: actorsOf(row, language),
      class: row.category ? [coding(`${systems.ours}/category`, row.category)] : [],
    },
  };
}

function actorsOf({ facility, role }: ConsentRow, language: Language) {
  const receives = { coding: [coding('http://terminology.hl7.org/CodeSystem/v3-ParticipationType', 'IRCP')] };
  return [
    ...(facility ? [{ role: receives, reference: facilityReference(facility, language) }] : []),
    ...(role
      ? [{ role: receives, reference: { display: role, identifier: { system: systems.role, value: role } } }]
      : []),
  ];
}
