import { type ExportedEvent, fhirAuditEvent } from '@wasl/gateway/audit/export/fhirAuditEvent';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultsOf } from '../fhir/support/validate.ts';

const place = { chain: '7e1f8f7e-6a5f-4cf0-9d3e-0a1b2c3d4e5f', sequence: 12_345_678, hash: 'x'.repeat(43) };
const word = fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }).filter((text) => text.trim() === text);
const said = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

/** Whatever the audit may hold, what is absent included. */
const events: fc.Arbitrary<ExportedEvent> = fc.record({
  at: fc.constant('2026-11-21T09:30:00.000Z'),
  action: fc.constantFrom('read', 'write'),
  outcome: fc.constantFrom('released', 'refused', 'intended', 'done', 'failed'),
  caller: fc.record({ subject: said(word), name: said(word), practitionerId: said(word) }),
  role: said(fc.constantFrom('physician', 'citizen')),
  facilityId: said(word),
  facilityName: said(fc.record({ ar: word, en: word })),
  purpose: said(fc.constantFrom('TREAT', 'PATRQT', 'BTG')),
  patient: said(fc.constant('990012345678')),
  categories: fc.subarray(['CONDITIONS', 'MEDICATIONS']),
  fields: fc.subarray(['Patient.birthDate', 'Condition.code']),
  consulted: said(fc.subarray(['OBSERVATIONS'])),
  ground: said(fc.constantFrom('own', 'treatment')),
  policy: said(word),
  code: said(fc.constant('CONSENT_DENIED')),
  operation: said(
    fc.record({ hash: word, name: said(word), kind: fc.constantFrom('query', 'mutation', 'subscription') }),
  ),
  requestId: said(word),
  traceId: said(fc.constant('0af7651916cd43dd8448eb211c80319c')),
});

describe('an exported event', () => {
  it('is an AuditEvent that FHIR R4 takes, whatever of it is absent', () => {
    const isValid = (event: ExportedEvent, isPlaced: boolean, isWithheld: boolean) => {
      const resource = fhirAuditEvent(event, isPlaced ? place : undefined, isWithheld);
      // As it is printed.
      expect(faultsOf(JSON.parse(JSON.stringify(resource)))).toEqual([]);
    };
    fc.assert(fc.property(events, fc.boolean(), fc.boolean(), isValid), { numRuns: 150 });
  });

  it('is held against the definition: one without its agent is found', () => {
    const [event] = fc.sample(events, 1);
    const { agent, ...without } = fhirAuditEvent(event as ExportedEvent, place) as { agent: unknown };
    expect(agent).toBeDefined();
    expect(faultsOf(without).join()).toContain('agent');
  });
});
