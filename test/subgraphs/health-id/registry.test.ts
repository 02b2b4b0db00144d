import { subgraph } from '@wasl/health-id/main';
import { personas } from '@wasl/demo/personas';
import { person } from '@wasl/demo/population';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayFromNow } from '../../support/dayFromNow.ts';
import { testCaller, type TestSubgraph } from '../../support/startTestSubgraph.ts';
import { databaseKinds, startTestSubgraphOn } from '../../support/testPostgres.ts';

const registrar = testCaller(['registrar']);
const citizen = testCaller(['citizen'], { healthId: personas.citizen.healthId });
let keys = 0;
const idempotencyKey = () => `test-key-${(keys += 1)}`;

describe.each(databaseKinds)('the health ID registry, on %s', (kind) => {
  let registry: TestSubgraph;
  beforeAll(async () => {
    registry = await startTestSubgraphOn(kind, subgraph, { demoPatients: 600 });
  });
  afterAll(() => registry.stop());

  const issue = (input: Record<string, unknown>) =>
    registry.ask(
      `mutation ($input: IssueHealthIdInput!) { issueHealthId(input: $input) {
         patient { healthId givenName { ar } guardians { healthId } identityAssurance } possibleDuplicates { score patient { healthId } } } }`,
      { input },
      registrar,
    );
  const newborn = () => ({
    idempotencyKey: idempotencyKey(),
    givenName: 'تالا',
    fatherName: 'سامر',
    familyName: 'الحلبي',
    birthDate: dayFromNow(-6),
    sex: 'FEMALE',
    governorate: 'DI',
    guardianHealthId: personas.citizen.healthId,
  });
  const read = (healthId: string, caller = registrar, fields = 'healthId formerHealthIds') =>
    registry.ask(`query ($healthId: ID!) { patient(healthId: $healthId) { ${fields} } }`, { healthId }, caller);

  it('issues an ID to a newborn, once for each key, also when it is sent five times at once', async () => {
    const input = newborn();
    const answers = await Promise.all(Array.from({ length: 5 }, () => issue(input)));
    expect(answers[0]).toMatchObject({
      data: {
        issueHealthId: {
          patient: { guardians: [{ healthId: personas.citizen.healthId }], identityAssurance: 'DECLARED' },
        },
      },
    });
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  it('refuses a key that comes back with another input', async () => {
    const input = newborn();
    await issue(input);
    expect(await issue({ ...input, givenName: 'لين' })).toMatchObject({
      errors: [{ extensions: { code: 'IDEMPOTENCY_KEY_REUSED' } }],
    });
  });

  it.each([
    [{ birthDate: dayFromNow(30) }, 'DATE_IN_FUTURE'],
    [{ nationalNumber: '123' }, 'NATIONAL_NUMBER_INVALID'],
    [{ guardianHealthId: '123456789012' }, 'HEALTH_ID_INVALID'],
    [{ nationalNumber: person(1).nationalNumber ?? person(3).nationalNumber }, 'CONFLICT'],
  ])('refuses %j', async (change, code) => {
    expect(await issue({ ...newborn(), ...change })).toMatchObject({ errors: [{ extensions: { code } }] });
  });

  it('reads an ID with spaces and Arabic digits, and refuses a mistyped one before any look-up', async () => {
    const { healthId } = person(5);
    const arabic = healthId
      .replaceAll(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)))
      .replace(/(....)/g, '$1 ');
    expect(await read(arabic)).toEqual({ data: { patient: { healthId, formerHealthIds: [] } } });
    const before = registry.database.countStatements();
    const wrong = healthId.slice(0, 11) + ((Number(healthId[11]) + 1) % 10);
    expect(await read(wrong)).toMatchObject({
      data: { patient: null },
      errors: [{ extensions: { code: 'HEALTH_ID_INVALID' } }],
    });
    expect(registry.database.countStatements()).toBe(before);
  });

  it('shows a citizen her own record and her child, and nobody else', async () => {
    const child = personas.citizen.dependants[0] ?? '';
    expect(await read(child, citizen, 'healthId guardians { healthId }')).toMatchObject({
      data: { patient: { healthId: child } },
    });
    expect(await read(person(100).healthId, citizen)).toEqual({ data: { patient: null } });
  });

  it('refuses pages of 100,000 and cursors that nobody gave', async () => {
    for (const page of ['first: 100000', 'first: 0', 'after: "x"']) {
      const answer = await registry.ask(`{ facilities(${page}) { edges { node { id } } } }`, {}, registrar, 'ar');
      expect(answer).toMatchObject({
        errors: [{ message: 'إحدى قيم الطلب غير صالحة.', extensions: { code: 'BAD_USER_INPUT' } }],
      });
    }
  });

  it('pages through all facilities', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const answer = await registry.ask(
        'query ($after: String) { facilities(first: 25, after: $after) { edges { node { id } } pageInfo { hasNextPage endCursor } } }',
        { after },
        registrar,
      );
      const list = (
        answer.data as never as {
          facilities: { edges: { node: { id: string } }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
        }
      ).facilities;
      seen.push(...list.edges.map(({ node }) => node.id));
      after = list.pageInfo.hasNextPage ? list.pageInfo.endCursor : null;
    } while (after !== null);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThanOrEqual(58);
  });

  it('does not answer a caller for whom no gateway vouches', async () => {
    const response = await fetch(registry.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ __typename }"}',
    });
    expect(response.status).toBe(401);
  });
});
