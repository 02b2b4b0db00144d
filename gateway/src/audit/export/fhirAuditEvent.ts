import type { EntryContent, EntryPlace } from '../chain/chainEntry.ts';

type EventContent = EntryContent & { kind: 'event' };

const codes = 'http://terminology.hl7.org/CodeSystem';
const ours = 'https://specs.wasl.sy/audit/v1.0';

/** An event as a FHIR R4 AuditEvent; its place in the audit is in it, so that it can be found and verified there. */
export function fhirAuditEvent(
  event: EventContent,
  { chain, sequence, hash }: EntryPlace,
  /** What it announces came to nothing: whether it was kept was not known in time. */
  isWithheld = false,
): object {
  const isRefused = event.outcome === 'refused';
  const code = isWithheld ? 'AUDIT_UNAVAILABLE' : event.code;
  return {
    resourceType: 'AuditEvent',
    id: `${chain}-${sequence}`,
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
        name: event.operation.name ?? event.operation.hash,
        detail: detailsOf(event, { chain, sequence, hash }),
      },
    ],
  };
}

function agentOf({ caller, role, facilityId, facilityName, policy }: EventContent): object {
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
    ...(policy !== undefined && { policy: [`${ours}/policy/${policy}`] }),
  };
}

function patientOf(healthId: string): object {
  return {
    what: { type: 'Patient', identifier: { system: 'https://specs.wasl.sy/health-id', value: healthId } },
    type: { system: `${codes}/audit-entity-type`, code: '1', display: 'Person' },
    role: { system: `${codes}/object-role`, code: '1', display: 'Patient' },
  };
}

function detailsOf(
  event: EventContent,
  { chain, sequence, hash }: EntryPlace,
): { type: string; valueString: string }[] {
  const { categories, consulted, fields, ground, operation, requestId, traceId } = event;
  const said: Record<string, string | undefined> = {
    categories: categories.join(' '),
    consulted: consulted?.join(' '),
    fields: fields.join(' '),
    ground,
    operation: operation.hash,
    requestId,
    traceId,
    chain,
    sequence: String(sequence),
    hash,
  };
  // FHIR knows no empty text.
  return Object.entries(said).flatMap(([type, valueString]) => (valueString ? [{ type, valueString }] : []));
}
