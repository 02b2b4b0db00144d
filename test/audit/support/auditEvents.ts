import type { AuditEvent } from '@wasl/gateway/audit/events/auditEvent';

/** A physician who read a visit of a patient. */
export function readEvent(patient: string, more: Partial<AuditEvent> = {}): AuditEvent {
  return {
    at: '2026-11-20T09:30:00.000Z',
    action: 'read',
    outcome: 'released',
    caller: { subject: 'dr-rana', name: 'د. رنا' },
    role: 'physician',
    facilityId: 'F-DI-001',
    purpose: 'TREAT',
    patient,
    categories: ['ENCOUNTERS'],
    fields: ['Encounter.text'],
    ground: 'TREATMENT',
    policy: 'treating-facility',
    operation: { hash: 'h', name: 'Chart', kind: 'query' },
    ...more,
  };
}
