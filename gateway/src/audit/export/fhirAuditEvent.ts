import type { EntryPlace } from '../chain/chainEntry.ts';
import type { AuditEvent } from '../events/auditEvent.ts';

/** Of an event, what leaves: what the log of a patient tells of it, and what the audit itself knows besides. */
export interface ExportedEvent {
  at: string;
  action: AuditEvent['action'];
  outcome: AuditEvent['outcome'];
  caller: { subject?: string | undefined; name?: string | undefined; practitionerId?: string | undefined };
  role?: string | undefined;
  facilityId?: string | undefined;
  facilityName?: AuditEvent['facilityName'];
  purpose?: string | undefined;
  patient?: string | undefined;
  categories: readonly string[];
  fields: readonly string[];
  consulted?: readonly string[] | undefined;
  ground?: string | undefined;
  policy?: string | undefined;
  code?: string | undefined;
  operation?: AuditEvent['operation'] | undefined;
  requestId?: string | undefined;
  traceId?: string | undefined;
}

const codes = 'http://terminology.hl7.org/CodeSystem';
const ours = 'https://specs.wasl.sy/audit/v1.0';

/** An event as a FHIR R4 AuditEvent; its place in the audit is in it where it is known, so that it can be found and verified there. */
export function fhirAuditEvent(
  event: ExportedEvent,
  place: EntryPlace | undefined,
  /** What it announces came to nothing: whether it was kept was not known in time. */
  isWithheld = false,
): object {
  const isRefused = event.outcome === 'refused';
  const code = isWithheld ? 'AUDIT_UNAVAILABLE' : event.code;
  return {
    resourceType: 'AuditEvent',
    ...(place && { id: `${place.chain}-${place.sequence}` }),
    type: { system: `${codes}/audit-event-type`, code: 'rest', display: 'RESTful Operation' },
    subtype: [{ system: `${ours}/outcome`, code: isWithheld ? 'withheld' : event.outcome }],
    action: event.action === 'read' ? 'R' : 'U',
    recorded: event.at,
    outcome: isRefused ? '4' : isWithheld || event.outcome === 'failed' ? '8' : '0',
    ...(code !== undefined && { outcomeDesc: code }),
    ...(event.purpose !== undefined && {
      purposeOfEvent: [{ coding: [{ system: `${codes}/v3-ActReason`, code: event.purpose }] }],
    }),
    agent: [agentOf(event)],
    source: {
      site: 'wasl',
      observer: { display: 'Wasl gateway' },
      type: [{ system: `${codes}/security-source-type`, code: '4', display: 'Application Server' }],
    },
    entity: [
      ...(event.patient === undefined ? [] : [patientOf(event.patient)]),
      {
        type: { system: `${codes}/audit-entity-type`, code: '2', display: 'System Object' },
        role: { system: `${codes}/object-role`, code: '24', display: 'Query' },
        ...(event.operation && { name: event.operation.name ?? event.operation.hash }),
        detail: detailsOf(event, place),
      },
    ],
  };
}

function agentOf({ caller, role, facilityId, facilityName, policy }: ExportedEvent): object {
  const { subject, name, practitionerId } = caller;
  return {
    ...(role !== undefined && { role: [{ coding: [{ system: `${ours}/role`, code: role }] }] }),
    who: {
      ...(practitionerId === undefined
        ? { identifier: { system: `${ours}/subject`, value: subject ?? 'anonymous' } }
        : { type: 'Practitioner', identifier: { system: `${ours}/practitioner`, value: practitionerId } }),
      ...(name !== undefined && { display: name }),
    },
    ...(subject !== undefined && { altId: subject }),
    ...(name !== undefined && { name }),
    requestor: true,
    ...(facilityId !== undefined && {
      location: {
        identifier: { system: `${ours}/facility`, value: facilityId },
        ...(facilityName !== undefined && { display: facilityName.ar }),
      },
    }),
    ...(policy !== undefined && { policy: [`${ours}/policy/${encodeURIComponent(policy)}`] }),
  };
}

function patientOf(healthId: string): object {
  return {
    what: { type: 'Patient', identifier: { system: 'https://specs.wasl.sy/health-id', value: healthId } },
    type: { system: `${codes}/audit-entity-type`, code: '1', display: 'Person' },
    role: { system: `${codes}/object-role`, code: '1', display: 'Patient' },
  };
}

function detailsOf(event: ExportedEvent, place: EntryPlace | undefined): { type: string; valueString: string }[] {
  const { categories, consulted, fields, ground, operation, requestId, traceId } = event;
  const said: Record<string, string | undefined> = {
    categories: categories.join(' '),
    consulted: consulted?.join(' '),
    fields: fields.join(' '),
    ground,
    operation: operation?.hash,
    requestId,
    traceId,
    chain: place?.chain,
    sequence: place && String(place.sequence),
    hash: place?.hash,
  };
  // FHIR knows no empty text.
  return Object.entries(said).flatMap(([type, valueString]) => (valueString ? [{ type, valueString }] : []));
}
