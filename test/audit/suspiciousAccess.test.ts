import { findSuspiciousAccess } from '@wasl/gateway/audit/report/suspiciousAccess';
import { sayFinding } from '@wasl/gateway/audit/report/sayFinding';
import type { AuditEvent } from '@wasl/gateway/audit/events/auditEvent';
import { expect, test } from 'vitest';
import { readEvent } from './support/auditEvents.ts';

const event = (patient: string, more: Partial<AuditEvent> = {}) => ({
  kind: 'event' as const,
  ...readEvent(patient, more),
});
const patients = (count: number, more: Partial<AuditEvent> = {}) =>
  Array.from({ length: count }, (_, index) => event(String(index), more));
const kinds = async (...given: Parameters<typeof findSuspiciousAccess>) =>
  (await findSuspiciousAccess(...given)).map(({ kind, count }) => [kind, count]);

test('many patients on one day, and many by one operation within an hour', async () => {
  const hours = (index: number) => `2026-11-20T${String(5 + (index % 10)).padStart(2, '0')}:30:00.000Z`;
  const spread = Array.from({ length: 60 }, (_, index) => event(String(index), { at: hours(index) }));
  expect(await kinds(spread)).toEqual([['manyPatients', 60]]);
  expect(await kinds(patients(40))).toEqual([['harvest', 40]]);
  expect(await kinds([...patients(20), ...patients(20)])).toEqual([]);
});

test('who is refused again and again', async () => {
  const refused = patients(6, { outcome: 'refused', code: 'NO_TREATMENT_RELATIONSHIP' });
  expect(await kinds(refused)).toEqual([['refusals', 6]]);
  expect(await kinds(refused.slice(1))).toEqual([]);
});

test('a registrar at night in Damascus, not an emergency doctor', async () => {
  const at = '2026-11-20T21:30:00.000Z';
  const [finding] = await findSuspiciousAccess([event('1', { at, role: 'registrar' })]);
  expect(finding).toMatchObject({ kind: 'offShift', day: '2026-11-21', count: 1 });
  expect(await kinds([event('1', { at, role: 'emergency' })])).toEqual([]);
});

test('relatives, where they are known; a patient’s own reading never counts', async () => {
  const relatives = new Map([['dr-rana', new Set(['7'])]]);
  expect(await kinds([event('7'), event('8')], { relatives })).toEqual([['ownRelative', 1]]);
  expect(await kinds([event('7', { role: 'citizen' })], { relatives })).toEqual([]);
});

test('a patient whom many look at', async () => {
  const readers = Array.from({ length: 16 }, (_, index) => event('7', { caller: { subject: `s${index}` } }));
  const [finding] = await findSuspiciousAccess(readers);
  expect(sayFinding(finding!, 'en')).toBe('2026-11-20  the patient’s record was read by 16 people on one day (7)');
  expect(sayFinding(finding!, 'ar')).toBe('2026-11-20  اطّلع على سجل المريض 16 من الأشخاص في يوم واحد (7)');
});
