import { subgraph } from '@wasl/identity/main';
import { accountColumns, personColumns } from '@wasl/identity/seed';
import { toHealthId } from '@wasl/kit/healthId';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testCaller, type TestSubgraph } from '../../support/startTestSubgraph.ts';
import { databaseKinds, startTestSubgraphOn } from '../../support/testPostgres.ts';
import { personRow } from './accounts.ts';

const mother = '99070000001';
const child = '99070000002';
const stranger = '99070000003';
const [motherHealthId, childHealthId] = [toHealthId('1234567890'), toHealthId('2345678901')];
const citizen = testCaller(['guardian'], {
  subject: 'u-mother',
  nationalId: mother,
  healthId: motherHealthId,
});
const registrar = testCaller(['registrar'], { subject: 'u-registrar' });

const personQuery = `query ($id: ID!) { person(nationalId: $id) {
  nationalId birthDate verificationLevel name { given { ar latin } } registryPlace { governorate office entryNumber } patient { healthId } } }`;
const raise = `mutation ($input: RaiseVerificationLevelInput!) { raiseVerificationLevel(input: $input) { person { verificationLevel verifiedAt } } }`;

/** The code of an answer's first error. */
const codeOf = (answer: { errors?: readonly { extensions?: Record<string, unknown> }[] }) =>
  answer.errors?.[0]?.extensions?.['code'];

describe.each(databaseKinds)('the identity subgraph, on %s', (kind) => {
  let running: TestSubgraph;

  beforeAll(async () => {
    running = await startTestSubgraphOn(kind, subgraph);
    const { database } = running;
    const people = [personRow(mother, motherHealthId), personRow(child, childHealthId), personRow(stranger, null)];
    await database.bulkInsert('person', personColumns, people);
    const level = 'DOCUMENT_CHECKED';
    await database.bulkInsert('account', accountColumns, [
      ['u-mother', 'salma', 'سلمى', 'Salma', ['guardian'], level, mother, motherHealthId, null, null, false],
      ['u-new', 'new', 'جديد', 'New', ['nurse'], level, null, null, null, null, false],
    ]);
  });
  afterAll(() => running?.stop());

  it('tells a caller who they are', async () => {
    const query = '{ me { username roles scopes person { nationalId } patient { healthId } practitioner { id } } }';
    const { data, errors } = await running.ask(query, {}, citizen);
    expect(errors).toBeUndefined();
    expect(data?.['me']).toMatchObject({
      username: 'salma',
      roles: ['guardian'],
      person: { nationalId: mother },
      patient: { healthId: motherHealthId },
      practitioner: null,
    });
  });

  it('asks who is there before it answers me', async () => {
    expect(codeOf(await running.ask('{ me { id } }'))).toBe('UNAUTHENTICATED');
  });

  it('reads a number with spaces and Arabic-Indic digits', async () => {
    const { data } = await running.ask(personQuery, { id: '٩٩٠٧ ٠٠٠٠٠٠١' }, registrar);
    expect(data?.['person']).toMatchObject({
      nationalId: mother,
      birthDate: '1990-05-17',
      name: { given: { ar: 'سلمى', latin: 'Salma' } },
      registryPlace: { governorate: 'DI', office: '07', entryNumber: '1042' },
    });
  });

  it('refuses a number that has not 11 digits, in the language asked for', async () => {
    const answer = await running.ask(personQuery, { id: '123' }, registrar, 'ar');
    expect(codeOf(answer)).toBe('NATIONAL_NUMBER_INVALID');
    expect(answer.errors?.[0]?.message).toContain('11 رقماً');
  });

  it('shows a citizen herself, and of a stranger not even that he exists', async () => {
    expect((await running.ask(personQuery, { id: mother }, citizen)).data?.['person']).toMatchObject({
      nationalId: mother,
    });
    const [known, unknown] = [stranger, '99079999999'].map((id) => running.ask(personQuery, { id }, citizen));
    expect(await known).toEqual(await unknown);
    expect((await known)?.data).toEqual({ person: null });
  });

  it('keeps the registry place from staff who only read', async () => {
    const reader = { ...registrar, scopes: ['user/Person.rs'] };
    const { data } = await running.ask(personQuery, { id: mother }, reader);
    expect(data?.['person']).toMatchObject({ nationalId: mother, registryPlace: null });
  });

  it('shows a registrar who asks as a citizen no more than a citizen', async () => {
    const asCitizen = testCaller(['citizen', 'registrar'], { nationalId: mother });
    expect((await running.ask(personQuery, { id: stranger }, asCitizen)).data).toEqual({ person: null });
    expect((await running.ask(personQuery, { id: mother }, asCitizen)).data?.['person']).toMatchObject({
      nationalId: mother,
    });
    const input = {
      idempotencyKey: 'raise-citizen',
      nationalId: stranger,
      level: 'IN_PERSON',
      evidence: 'none at all',
    };
    const { errors } = await running.ask(raise, { input }, asCitizen);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('resolves references to many persons with one statement', async () => {
    const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Person { birthDate } } }';
    const r = [mother, child, stranger].map((nationalId) => ({ __typename: 'Person', nationalId }));
    const before = running.database.countStatements();
    const { data } = await running.ask(query, { r }, registrar);
    expect(data?.['_entities']).toHaveLength(3);
    expect(running.database.countStatements() - before).toBe(1);
  });

  it('raises a level once per key, keeps the proof, and never lowers it', async () => {
    const input = {
      idempotencyKey: 'raise-0001',
      nationalId: child,
      level: 'IN_PERSON',
      evidence: 'Identity card seen',
    };
    const [first, second] = await Promise.all([
      running.ask(raise, { input }, registrar),
      running.ask(raise, { input }, registrar),
    ]);
    expect(first.errors).toBeUndefined();
    expect(second.data).toEqual(first.data);
    expect(first.data?.['raiseVerificationLevel']).toMatchObject({ person: { verificationLevel: 'IN_PERSON' } });
    const proofs = await running.database.query('SELECT recorded_by FROM verification_event WHERE national_id = $1', [
      child,
    ]);
    expect(proofs).toEqual([{ recorded_by: 'u-registrar' }]);
    const lower = { ...input, idempotencyKey: 'raise-0002', level: 'SELF_DECLARED' };
    expect(codeOf(await running.ask(raise, { input: lower }, registrar))).toBe('BAD_USER_INPUT');
    const reused = { ...input, level: 'BIOMETRIC' };
    expect(codeOf(await running.ask(raise, { input: reused }, registrar))).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('lets nobody but a registrar raise a level', async () => {
    const input = { idempotencyKey: 'raise-0003', nationalId: mother, level: 'BIOMETRIC', evidence: 'I say so' };
    expect(codeOf(await running.ask(raise, { input }, citizen))).toBe('FORBIDDEN');
  });
});
