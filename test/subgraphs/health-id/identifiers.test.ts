import { readIdentifier } from '@wasl/health-id/matching/identifiers';
import { testCaller } from '../../support/startTestSubgraph.ts';
import { databaseKinds } from '../../support/testPostgres.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestRegistry, type TestRegistry } from './startTestRegistry.ts';

const civilRegistry = 'SY-CIVIL-REGISTRY';
const codeOf = (issuer: string, value: string) => {
  try {
    return readIdentifier({ issuer, value }).value;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('an identifier', () => {
  it.each([
    [civilRegistry, '99010000031', '99010000031'],
    [civilRegistry, '٩٩٠١٠٠٠٠٠٣١', '99010000031'],
    [civilRegistry, '۹۹۰۱۰۰۰۰۰۳۱', '99010000031'],
    [civilRegistry, '९९०१००००０３１', '99010000031'],
    [civilRegistry, ' 990 1000-0031 ', '99010000031'],
    [civilRegistry, '\u200f99010000031\u200e', '99010000031'],
    [civilRegistry, '990\u200b10000\u2069031\ufeff', '99010000031'],
    [civilRegistry, '1010000031', '01010000031'],
    [civilRegistry, '01010000031', '01010000031'],
    ['UNHCR', 'syr–12 c00345', 'SYR-12C00345'],
    ['UNHCR', 'SYR\u00ad-12C٠٠٣٤٥', 'SYR-12C00345'],
    ['CAMP-7', '00718', '00718'],
    ['CAMP-7', '7', '7'],
    ['CAMP-7', '11', '11'],
    ['CAMP-7', 'ب/١٢', 'ب/12'],
  ])('of %s written %j is %s', (issuer, written, value) => expect(codeOf(issuer, written)).toBe(value));

  it('is of an issuer whatever its capitals', () =>
    expect(readIdentifier({ issuer: ' sy-civil\u200b-registry', value: '99010000031' }).issuer).toBe(civilRegistry));

  it.each([
    [civilRegistry, '99999999999', 'BAD_USER_INPUT'],
    [civilRegistry, '00000000000', 'BAD_USER_INPUT'],
    [civilRegistry, '12345678901', 'BAD_USER_INPUT'],
    [civilRegistry, '01234567890', 'BAD_USER_INPUT'],
    [civilRegistry, '1234567890', 'BAD_USER_INPUT'],
    [civilRegistry, '98765432109', 'BAD_USER_INPUT'],
    [civilRegistry, '123456789', 'NATIONAL_NUMBER_INVALID'],
    [civilRegistry, '990100000310', 'NATIONAL_NUMBER_INVALID'],
    [civilRegistry, '9901000003A', 'NATIONAL_NUMBER_INVALID'],
    [civilRegistry, '', 'NATIONAL_NUMBER_INVALID'],
    ['UNHCR', '0', 'BAD_USER_INPUT'],
    ['UNHCR', '000-000', 'BAD_USER_INPUT'],
    ['UNHCR', '٩٩٩٩٩', 'BAD_USER_INPUT'],
    ['UNHCR', '123456789', 'BAD_USER_INPUT'],
    ['UNHCR', '987654321', 'BAD_USER_INPUT'],
    ['UNHCR', 'xxxx', 'BAD_USER_INPUT'],
    ['UNHCR', 'unknown', 'BAD_USER_INPUT'],
    ['UNHCR', 'لا يوجد', 'BAD_USER_INPUT'],
    ['UNHCR', '\u200f', 'BAD_USER_INPUT'],
    ['UNHCR', 'A\u0000B', 'BAD_USER_INPUT'],
    ['UNHCR', 'A'.repeat(30) + 'B'.repeat(31), 'BAD_USER_INPUT'],
    ['U', 'A-17', 'BAD_USER_INPUT'],
  ])('of %s written %j is refused', (issuer, written, code) => expect(codeOf(issuer, written)).toBe(code));
});

describe.each(databaseKinds)('numbers in the registry, on %s', (kind) => {
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await startTestRegistry(kind, 5);
  });
  afterAll(() => registry.stop());
  const numbersOf = async (healthId: string) =>
    (await registry.read(healthId, 'identifiers { issuer value }')).identifiers;
  const ask = (healthId: string, issuer: string, value: string) =>
    registry.request('linkIdentifier', { healthId, issuer, value });

  it('are stored and compared in one form, however they are written', async () => {
    const [one, other] = [await registry.issue({ nationalNumber: '\u200f٩٩٠٢ ٠٠٠٠٠٤١' }), await registry.issue()];
    expect(await numbersOf(one)).toEqual([{ issuer: civilRegistry, value: '99020000041' }]);
    expect((await ask(other, 'sy-civil-registry', '9902-0000041')).code).toBe('CONFLICT');
    await registry.act('linkIdentifier', { healthId: one, issuer: 'UNHCR', value: 'syr-12c 00041' });
    expect((await ask(other, 'UNHCR', 'SYR\u200b-12C٠٠٠٤١')).code).toBe('CONFLICT');
  });

  it('that are obviously nobody’s are tied to nobody', async () => {
    const healthId = await registry.issue();
    for (const value of ['99999999999', '12345678901']) {
      expect((await ask(healthId, civilRegistry, value)).code).toBe('BAD_USER_INPUT');
      await expect(registry.issue({ nationalNumber: value })).rejects.toThrow('BAD_USER_INPUT');
    }
    expect(await numbersOf(healthId)).toEqual([]);
  });

  it('of the civil registry are one per person, also where two are confirmed at once', async () => {
    const third = testCaller(['registrar'], { subject: 'third-registrar', facilityId: 'F-HL-001' });
    for (let round = 0; round < 3; round += 1) {
      const healthId = await registry.issue();
      const [one, two] = [
        await ask(healthId, civilRegistry, `9903000010${round}`),
        await ask(healthId, civilRegistry, `9903000020${round}`),
      ];
      const outcomes = await Promise.all([registry.confirm(one.actId), registry.confirm(two.actId, third)]);
      expect(outcomes.map(({ code }) => code).toSorted()).toEqual(['CONFLICT', undefined]);
      expect(await numbersOf(healthId)).toHaveLength(1);
    }
  });
});
