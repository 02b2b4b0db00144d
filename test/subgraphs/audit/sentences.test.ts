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
  [
    'who has a name in either language',
    { role: 'physician', caller: { name: 'سامر حداد', nameEn: 'Samer Haddad', practitionerId: 'P-000001' } },
    'Samer Haddad (Physician)',
    'سامر حداد (طبيب)',
  ],
  ['a parent', { ground: 'GUARDIAN', role: 'guardian' }, 'b7c1 (Guardian)', 'b7c1 (ولي'],
  ['nobody', { caller: {} }, 'Somebody who had not signed in', 'شخص لم يسجّل الدخول'],
])('%s is called so in both languages', (_, change, english, arabic) => {
  const entry = entryOf(change as Partial<AccessEvent>);
  expect(sayAccess(entry, 'en').startsWith(english)).toBe(true);
  expect(sayAccess(entry, 'ar').startsWith(arabic)).toBe(true);
});

test.each([
  ['nothing was broken', { purpose: 'BTG' }, 'claiming to have broken the glass', 'بدعوى كسر الزجاج'],
  ['no emergency is shown', { purpose: 'ETREAT' }, 'claiming an emergency', 'بدعوى حالة إسعاف'],
  ['a role is not theirs', { code: 'BAD_REQUEST' }, 'They named a role or a purpose', 'ذُكر في الطلب دور'],
  ['nobody could decide', { code: 'SUBGRAPH_UNAVAILABLE' }, 'It could not be decided', 'تعذّر البتّ'],
])(
  'a patient reads of who was refused, where %s, no more than is true, in words of everyday',
  (_, change, english, arabic) => {
    const entry = entryOf({ outcome: 'refused', ...change });
    expect(sayAccess(entry, 'en')).toContain(english);
    expect(sayAccess(entry, 'ar')).toContain(arabic);
  },
);

test('who broke the glass is said to have', () => {
  expect(sayAccess(entryOf({ purpose: 'BTG', ground: 'EMERGENCY' }), 'en')).toContain('after breaking the glass');
});

test.each([
  ['breakGlass', 'done', 'asked to break the glass to treat in an emergency.', 'طلب كسر الزجاج، لغرض العلاج الإسعافي.'],
  ['confirmBreakGlass', 'intended', 'set out to break the glass to treat', 'شروع في كسر الزجاج، لغرض'],
  ['endBreakGlass', 'failed', 'tried to end the session of the broken glass', 'محاولة إنهاء جلسة كسر الزجاج لم تتمّ'],
  ['reviewBreakGlass', 'refused', 'wanted to decide on the broken glass', 'محاولة البتّ في كسر الزجاج ومنعٌ منها'],
])('a step of breaking the glass is told as what it is: %s, %s', (name, outcome, english, arabic) => {
  const step = { action: 'write', categories: ['BREAK_GLASS'], fields: [`Mutation.${name}`], purpose: 'ETREAT' };
  const entry = entryOf({ ...step, outcome } as Partial<AccessEvent>);
  expect(sayAccess(entry, 'en')).toContain(english);
  expect(sayAccess(entry, 'ar')).toContain(arabic);
  const claiming = entryOf({ ...step, outcome: 'done', purpose: 'BTG' } as Partial<AccessEvent>);
  expect(sayAccess(claiming, 'en')).not.toContain('after');
});
