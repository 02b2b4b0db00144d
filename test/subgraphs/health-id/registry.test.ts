import { subgraph } from '@wasl/health-id/main';
import { personas } from '@wasl/demo/personas';
import { person } from '@wasl/demo/population';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayFromNow } from '../../support/dayFromNow.ts';
import { testCaller, type TestSubgraph } from '../../support/startTestSubgraph.ts';
import { databaseKinds, startTestSubgraphOn } from '../../support/testPostgres.ts';

const registrar = testCaller(['registrar']);
const citizen = testCaller(['citizen'], {
  healthId: personas.citizen.healthId,
  dependants: personas.citizen.dependants,
});
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
    birthDate: '2026-11-20',
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

  it('finds two records of one woman, merges them, and takes the merge back', async () => {
    const woman = person(12);
    const second = await issue({
      ...newborn(),
      guardianHealthId: null,
      givenName: woman.givenName.latin,
      fatherName: woman.fatherName.ar,
      familyName: woman.familyName.ar,
      birthDate: woman.birthDate,
      sex: woman.sex,
      governorate: woman.governorate,
    });
    const { patient, possibleDuplicates } = (
      second.data as never as Record<
        string,
        { patient: { healthId: string }; possibleDuplicates: { patient: { healthId: string } }[] }
      >
    )['issueHealthId']!;
    expect(possibleDuplicates.map((item) => item.patient.healthId)).toContain(woman.healthId);

    const queue = await registry.ask(
      '{ duplicateReviews(first: 100) { edges { node { id left { healthId } right { healthId } } } } }',
      {},
      registrar,
    );
    const reviews = (
      queue.data as never as {
        duplicateReviews: {
          edges: { node: { id: string; left: { healthId: string }; right: { healthId: string } } }[];
        };
      }
    ).duplicateReviews.edges;
    const review = reviews.find(
      ({ node }) => node.right.healthId === patient.healthId && node.left.healthId === woman.healthId,
    );
    const decided = await registry.ask(
      'mutation ($input: DecideDuplicateInput!) { decideDuplicate(input: $input) { review { status } } }',
      { input: { idempotencyKey: idempotencyKey(), reviewId: review?.node.id, isSamePerson: true } },
      registrar,
    );
    expect(decided).toEqual({ data: { decideDuplicate: { review: { status: 'SAME_PERSON' } } } });
    expect(await read(patient.healthId)).toEqual({
      data: { patient: { healthId: woman.healthId, formerHealthIds: [patient.healthId] } },
    });

    await registry.ask(
      'mutation ($input: UnmergePatientInput!) { unmergePatient(input: $input) { patient { healthId } } }',
      { input: { idempotencyKey: idempotencyKey(), healthId: patient.healthId } },
      registrar,
    );
    expect(await read(patient.healthId)).toEqual({
      data: { patient: { healthId: patient.healthId, formerHealthIds: [] } },
    });
  });

  it('does not merge a record into itself, through a chain either', async () => {
    const merge = (from: string, into: string) =>
      registry.ask(
        'mutation ($input: MergePatientsInput!) { mergePatients(input: $input) { patient { healthId } } }',
        { input: { idempotencyKey: idempotencyKey(), from, into } },
        registrar,
      );
    const [a, b] = [person(200).healthId, person(201).healthId];
    expect(await merge(a, b)).toMatchObject({ data: { mergePatients: { patient: { healthId: b } } } });
    expect(await merge(b, a)).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    expect(await merge(a, person(202).healthId)).toMatchObject({
      errors: [{ extensions: { code: 'PATIENT_ALREADY_MERGED' } }],
    });
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
