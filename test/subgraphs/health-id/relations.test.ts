import { personas } from '@wasl/demo/personas';
import { person } from '@wasl/demo/population';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testCaller } from '../../support/startTestSubgraph.ts';
import { databaseKinds } from '../../support/testPostgres.ts';
import { registrar, someone, startTestRegistry, type TestRegistry } from './startTestRegistry.ts';

const citizenOf = (healthId: string) => testCaller(['citizen'], { subject: `citizen-${healthId}`, healthId });
const unknownId = person(900_000).healthId;

describe.each(databaseKinds)('who may act, treat and read, on %s', (kind) => {
  let registry: TestRegistry;
  beforeAll(async () => {
    registry = await startTestRegistry(kind);
  });
  afterAll(() => registry.stop());

  const standing = 'patient { healthId consents { id decision category until } }';
  const consent = (input: Record<string, unknown>, caller = registrar) =>
    registry.write('recordConsent', { decision: 'DENY', ...input }, standing, caller);

  it('does not open one guardian to another through the child', async () => {
    const { healthId } = personas.citizen;
    const child = personas.citizen.dependants[0]!;
    const both = await registry.read(child, 'guardians { healthId }');
    expect(both.guardians).toHaveLength(2);
    const seen = await registry.read(healthId!, 'dependants { guardians { healthId phone } }', citizenOf(healthId!));
    const guardians = seen.dependants.flatMap((item: { guardians: { healthId: string }[] }) => item.guardians);
    expect(new Set(guardians.map((guardian: { healthId: string }) => guardian.healthId))).toEqual(new Set([healthId]));
  });

  it('records and withdraws consent; what was withdrawn stays on record', async () => {
    const healthId = await registry.issue();
    const self = citizenOf(healthId);
    const { data } = await consent({ healthId, category: 'CONDITIONS' }, self);
    const [directive] = data.recordConsent.patient.consents;
    expect(directive).toEqual({ id: expect.any(String), decision: 'DENY', category: 'CONDITIONS', until: null });
    const withdraw = (caller = self) =>
      registry.write('withdrawConsent', { consentId: directive.id }, standing, caller);
    expect((await withdraw(citizenOf(await registry.issue()))).code).toBe('NOT_FOUND');
    expect((await withdraw()).data).toEqual({ withdrawConsent: { patient: { healthId, consents: [] } } });
    expect((await withdraw()).code).toBe('NOT_FOUND');
    const history = 'consents(includeWithdrawn: true) { decision withdrawnAt withdrawnBy { account } }';
    expect(await registry.read(healthId, history, self)).toEqual({
      consents: [{ decision: 'DENY', withdrawnAt: expect.any(String), withdrawnBy: { account: self.subject } }],
    });
  });

  it.each([
    [{ healthId: unknownId }, 'NOT_FOUND'],
    [{ category: 'Observations' }, 'BAD_USER_INPUT'],
    [{ role: 'plumber' }, 'BAD_USER_INPUT'],
    [{ until: '2020-01-01T00:00:00Z' }, 'BAD_USER_INPUT'],
    [{ facilityId: 'F-XX-999' }, 'NOT_FOUND'],
  ])('refuses consent %j', async (change, code) => {
    expect((await consent({ healthId: person(3).healthId, ...change })).code).toBe(code);
  });

  it("does not let a physician write a patient's consent, even one who is a citizen too", async () => {
    const more = { healthId: person(20).healthId, facilityId: 'F-DI-001' };
    const codeOf = async (roles: string[]) =>
      (await consent({ healthId: person(3).healthId }, testCaller(roles, more))).code;
    expect(await codeOf(['physician', 'citizen'])).toBe('FORBIDDEN');
    for (const other of ['physician', 'registrar']) expect(await codeOf(['citizen', other])).toBe('NOT_FOUND');
    const asHerself = testCaller(['citizen', 'physician'], more);
    expect((await consent({ healthId: person(20).healthId }, asHerself)).code).toBeUndefined();
  });

  it('gives one national number to one of two people who claim it at once', async () => {
    for (let round = 0; round < 4; round += 1) {
      const people = await Promise.all([registry.issue(), registry.issue(), registry.issue()]);
      const value = `9900000000${round}`;
      const outcomes = await Promise.all(
        people.map((healthId) => registry.act('linkIdentifier', { healthId, issuer: 'SY-CIVIL-REGISTRY', value })),
      );
      expect(outcomes.map(({ code }) => code).toSorted()).toEqual(['CONFLICT', 'CONFLICT', undefined]);
    }
  });

  it.each([
    { givenName: '   ' },
    { motherName: '...' },
    { givenName: 'ا'.repeat(101) },
    { governorate: 'XX' },
    { governorate: 'SY-DI' },
    { governorate: 'toString' },
    { birthDate: '1800-01-01' },
  ])('issues no health ID for %j', async (change) => {
    const { code } = await registry.write('issueHealthId', { ...someone(), ...change }, 'patient { healthId }');
    expect(code).toBe('BAD_USER_INPUT');
  });

  it.each([{ fatherName: '' }, { familyName: '\u200f\u00a0' }])('takes %j for what was not given', async (change) => {
    const { data, code } = await registry.write(
      'issueHealthId',
      { ...someone(), ...change },
      'patient { fatherName { ar } familyName { ar } }',
    );
    const [name = ''] = Object.keys(change);
    expect({ code, name: data.issueHealthId.patient[name] }).toEqual({ code: undefined, name: null });
  });

  it('accepts the codes of all 14 governorates', async () => {
    const codes = 'DI RD HL HI HM LA TA ID RA DY HA DR SU QU'.split(' ');
    for (const governorate of codes) {
      const { data } = await registry.query(
        'query ($g: String) { facilities(governorate: $g, first: 1) { edges { node { governorate } } } }',
        { g: governorate },
      );
      expect(data.facilities.edges).toEqual([{ node: { governorate } }]);
    }
    const wrong = await registry.query('{ facilities(governorate: "XX") { edges { cursor } } }');
    expect(wrong.code).toBe('BAD_USER_INPUT');
  });

  it('reads one facility, one practitioner, and the practitioners of a facility page by page', async () => {
    const facility = '{ facility(id: "F-DI-001") { id governorate } none: facility(id: "F-XX-000") { id } }';
    expect((await registry.query(facility)).data).toEqual({
      facility: { id: 'F-DI-001', governorate: 'DI' },
      none: null,
    });
    const page = async (after: string | null) =>
      (
        await registry.query(
          `query ($after: String) { practitioners(facilityId: "F-DI-001", first: 2, after: $after) {
             edges { node { id facility { id } } } pageInfo { hasNextPage endCursor } } }`,
          { after },
        )
      ).data.practitioners;
    const seen: { id: string; facility: { id: string } }[] = [];
    for (let after: string | null = null, more = true; more;) {
      const { edges, pageInfo } = await page(after);
      seen.push(...edges.map(({ node }: { node: (typeof seen)[number] }) => node));
      [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
    }
    expect(seen.length).toBeGreaterThan(2);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
    expect(seen.every((item) => item.facility.id === 'F-DI-001')).toBe(true);
    const one = await registry.query('query ($id: ID!) { practitioner(id: $id) { id } }', { id: seen[0]?.id });
    expect(one.data).toEqual({ practitioner: { id: seen[0]?.id } });
  });
});
