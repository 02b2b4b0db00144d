import { expect, test } from 'vitest';
import { sayAccess } from '@wasl/audit/sentences';
import type { AccessEntry, AccessEvent } from '@wasl/audit/stores/accessLogStore';

const entryOf = (change: Partial<AccessEvent>): AccessEntry =>
  ({
    isWithheld: false,
    event: {
      outcome: 'released',
      caller: { subject: 'b7c1' },
      role: 'citizen',
      purpose: 'PATRQT',
      categories: ['MEDICATIONS'],
      ...change,
    },
  }) as unknown as AccessEntry;

test.each([
  [
    'who reads the own record',
    { ground: 'OWN_RECORD' },
    'The person whose record it is (Citizen)',
    'صاحب السجل (مواطن)',
  ],
  ['who is named', { ground: 'OWN_RECORD', caller: { subject: 'b7c1', name: 'رهف' } }, 'رهف (Citizen)', 'رهف (مواطن)'],
  ['a parent', { ground: 'GUARDIAN', role: 'guardian' }, 'b7c1 (Guardian)', 'b7c1 (ولي'],
  ['nobody', { caller: {} }, 'Somebody who had not signed in', 'شخص لم يسجّل الدخول'],
])('%s is called so in both languages', (_, change, english, arabic) => {
  const entry = entryOf(change as Partial<AccessEvent>);
  expect(sayAccess(entry, 'en').startsWith(english)).toBe(true);
  expect(sayAccess(entry, 'ar').startsWith(arabic)).toBe(true);
});
