import { canonicalJson } from '@wasl/gateway/audit/chain/canonicalJson';
import { eventText } from '@wasl/gateway/audit/chain/eventText';
import type { AuditEvent } from '@wasl/gateway/audit/events/auditEvent';
import { nothingTold } from '@wasl/gateway/audit/told';
import type { SelectedField } from '@wasl/gateway/records/fetchSelections';
import {
  type Arbitrary,
  array,
  assert,
  constant,
  constantFrom,
  property,
  record,
  string,
  stringMatching,
} from 'fast-check';
import { expect, test } from 'vitest';

const word = string({ unit: 'binary' });
const words = array(word, { maxLength: 3 });
const events = record(
  {
    at: word,
    action: constantFrom('read', 'write'),
    outcome: constantFrom('released', 'refused'),
    caller: record({ subject: word, name: word, practitionerId: word, clientId: word }, { requiredKeys: [] }),
    role: word,
    facilityId: word,
    facilityName: record({ ar: word, en: word }),
    purpose: word,
    patient: word,
    categories: words,
    fields: words,
    consulted: words,
    ground: constantFrom('OWN', 'TREATMENT'),
    policy: word,
    code: word,
    operation: record({ hash: word, name: word, kind: constant('query') }, { requiredKeys: ['hash', 'kind'] }),
    requestId: word,
    traceId: stringMatching(/^[\da-f]{32}$/),
  },
  { requiredKeys: ['at', 'action', 'outcome', 'caller', 'categories', 'fields', 'operation'] },
) as Arbitrary<AuditEvent>;

test('is the canonical JSON of an event and its place, whatever it says and leaves out', () => {
  const place = { chain: '0b9c8f1e-8a57-4b5c-9f0e-3d7a1c2b4e6f', sequence: 6, hash: 'h' };
  assert(
    property(events, (event) => {
      const { chain, hash: previous } = place;
      const whole = canonicalJson({ kind: 'event', ...event, chain, sequence: 7, previous });
      expect(eventText(event, 7, place)).toBe(whole);
    }),
  );
});

test('what is told of a patient is the same object for the same, in whatever order answers come a list', () => {
  const [names, births, notes] = [
    [{ name: 'names' }],
    [{ name: 'births' }],
    [{ name: 'notes' }],
  ] as unknown as readonly [SelectedField[], SelectedField[], SelectedField[]];
  const asked = new Map([
    [names, ['Patient.nameEn', 'Patient.nameAr']],
    [births, ['Patient.birthDate']],
  ]);
  const nothing = nothingTold((selected) => asked.get(selected as SelectedField[]) ?? []);
  const one = nothing.and(births, 'DEMOGRAPHICS').and(names, 'DEMOGRAPHICS').and(notes, 'ENCOUNTERS');
  expect([one.categories, one.consulted, one.fields]).toEqual([
    ['DEMOGRAPHICS'],
    ['ENCOUNTERS'],
    ['Patient.birthDate', 'Patient.nameAr', 'Patient.nameEn'],
  ]);
  expect(nothing.and(births, 'DEMOGRAPHICS').and(names, 'DEMOGRAPHICS').and(notes, 'ENCOUNTERS')).toBe(one);
  expect(one.and(names, 'DEMOGRAPHICS')).toBe(one);
  const other = nothing.and(notes, 'ENCOUNTERS').and(names, 'DEMOGRAPHICS').and(births, 'DEMOGRAPHICS');
  expect([other.categories, other.consulted, other.fields]).toEqual([one.categories, one.consulted, one.fields]);
  expect([nothing.categories, nothing.consulted, nothing.fields]).toEqual([[], undefined, []]);
});

test('what is told is right however many there are', () => {
  const nothing = nothingTold(([field]) => [`Patient.${field?.name}`]);
  for (let turn = 0; turn < 700; turn += 1) {
    const selected = [{ name: `field${turn}` }] as unknown as readonly SelectedField[];
    expect(nothing.and(selected, 'DEMOGRAPHICS').fields).toEqual([`Patient.field${turn}`]);
  }
});
