import { type Caller, closedLabels, mayRead } from '@wasl/subgraph-sdk';
import { expect, test } from 'vitest';

const caller = (decision?: Caller['decision'], more: Partial<Caller> = {}): Caller => ({
  subject: 's',
  roles: ['physician'],
  scopes: ['user/Condition.rs', 'user/Patient.rs'],
  ...(decision && { decision }),
  ...more,
});

test('without a decision nobody reads anything, whatever their scopes and roles', () => {
  expect(mayRead(null, 'CONDITIONS')).toBe(false);
  expect(mayRead(caller(), 'CONDITIONS')).toBe(false);
  expect(mayRead(caller({ role: 'physician', purpose: 'TREAT' }), 'CONDITIONS')).toBe(false);
});

test('a category is open that the decision names, and no other', () => {
  const asked = caller({ categories: ['CONDITIONS'] });
  expect(['CONDITIONS', 'ALLERGIES', ''].map((category) => mayRead(asked, category))).toEqual([true, false, false]);
});

test.each([
  [[], ['N'], true],
  [[], ['U', 'L', 'M'], true],
  [[], ['R'], false],
  [['R'], ['R', 'HIV'], false],
  [['R', 'HIV'], ['R', 'HIV'], true],
  [['*'], ['V', 'NEW'], true],
  [['HIV'], ['NEW'], false],
])('labels %j open a record with %j: %j', (labels, of, isOpen) => {
  expect(mayRead(caller({ categories: ['CONDITIONS'], labels }), 'CONDITIONS', { labels: of })).toBe(isOpen);
});

test('what is hidden is there for its author alone', () => {
  const decision = { categories: ['CONDITIONS'], labels: ['*'], hiddenLabels: ['V'] };
  const record = { labels: ['V'], author: 'P-1' };
  expect(mayRead(caller(decision, { practitionerId: 'P-1' }), 'CONDITIONS', record)).toBe(true);
  expect(mayRead(caller(decision, { practitionerId: 'P-2' }), 'CONDITIONS', record)).toBe(false);
  expect(mayRead(caller(decision), 'CONDITIONS', { labels: ['V'], author: null })).toBe(false);
  expect(mayRead(caller(decision), 'CONDITIONS', { labels: ['R'] })).toBe(true);
});

test('a store is told what to leave out', () => {
  expect(closedLabels(caller({ labels: ['*'], hiddenLabels: ['V'] }))).toEqual({ hidden: ['V'], open: 'every' });
  expect(closedLabels(caller({ labels: ['GDIS'] }))).toEqual({ hidden: [], open: ['U', 'L', 'M', 'N', 'GDIS'] });
  expect(closedLabels(null)).toEqual({ hidden: [], open: ['U', 'L', 'M', 'N'] });
});
