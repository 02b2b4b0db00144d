import { idsOf } from '@wasl/kit/patientReference';
import { expect, it } from 'vitest';

it('knows a patient by every ID that the registry names, and by the one where none was asked for', () => {
  expect(idsOf({ healthId: '1', healthIds: ['1', '2'] })).toEqual(['1', '2']);
  expect(idsOf({ healthId: '1' })).toEqual(['1']);
  expect(idsOf({ healthId: '1', healthIds: [] })).toEqual(['1']);
});

it('gives no half of a record where the registry could not say which IDs there are', () => {
  expect(() => idsOf({ healthId: '1', healthIds: null })).toThrow(
    expect.objectContaining({ code: 'DATABASE_UNAVAILABLE' }),
  );
});
