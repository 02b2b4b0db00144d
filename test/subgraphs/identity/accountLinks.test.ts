import { randomUUID } from 'node:crypto';
import { createIdentity } from '@wasl/identity/main';
import { accountColumns, personColumns } from '@wasl/identity/seed';
import { toHealthId } from '@wasl/kit/healthId';
import type { Caller } from '@wasl/subgraph-sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testCaller, type TestSubgraph } from '../../support/startTestSubgraph.ts';
import { databaseKinds, startTestSubgraphOn } from '../../support/testPostgres.ts';
import { personRow } from './accounts.ts';

const [mother, child, refugee] = ['99070000001', '99070000002', '99070000003'] as const;
const [ofMother, ofChild, ofNobody] = ['1234567890', '2345678901', '3456789012'].map(toHealthId) as [
  string,
  string,
  string,
];
const registrar = testCaller(['registrar'], { subject: 'u-registrar' });
const second = testCaller(['registrar'], { subject: 'u-second' });
const third = testCaller(['registrar'], { subject: 'u-third' });
const evidence = { kind: 'IDENTITY_CARD', reference: '07-1042', words: 'The card was shown at the counter.' };
const fields = `link { id status evidenceWords requestedBy decidedBy } account { id person { nationalId } patient { healthId } practitioner { id } facility { id } }`;

describe.each(databaseKinds)('tying an account, on %s', (kind) => {
  let running: TestSubgraph;
  let now = Date.parse('2026-11-26T09:00:00Z');
  let accounts = 0;
  beforeAll(async () => {
    running = await startTestSubgraphOn(kind, createIdentity({ clock: () => now }));
    const people = [personRow(mother, ofMother), personRow(child, ofChild), personRow(refugee, null)];
    await running.database.bulkInsert('person', personColumns, people);
  });
  afterAll(() => running?.stop());

  /** A new account that is tied to nobody. */
  async function account(): Promise<string> {
    const name = `new-${(accounts += 1)}`;
    const row = [`u-${name}`, name, 'جديد', 'New', ['nurse'], 'DOCUMENT_CHECKED', null, null, null, null, false];
    await running.database.bulkInsert('account', accountColumns, [row]);
    return name;
  }
  async function write(name: string, input: Record<string, unknown>, caller: Caller) {
    const type = name === 'linkAccount' ? 'LinkAccountInput' : `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
    const text = `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} } }`;
    const { data, errors } = await running.ask(text, { input: { idempotencyKey: randomUUID(), ...input } }, caller);
    // What comes back is GraphQL's own JSON.
    // oxlint-disable-next-line typescript/no-explicit-any
    return { code: errors?.[0]?.extensions?.['code'] as string | undefined, answer: data?.[name] as any };
  }
  const ask = (input: Record<string, unknown>, caller = registrar) =>
    write('linkAccount', { evidence, ...input }, caller);
  const confirm = (linkId: string, caller = second) => write('confirmAccountLink', { linkId }, caller);
  const reject = (linkId: string, caller = second) =>
    write('rejectAccountLink', { linkId, words: 'The card is of somebody else.' }, caller);

  it('waits for a second registrar, and leaves what the input leaves out', async () => {
    const username = await account();
    const asked = await ask({ username, practitionerId: 'P-000007', facilityId: 'F-DI-001' });
    const untied = { id: `u-${username}`, person: null, patient: null, practitioner: null, facility: null };
    expect(asked.answer.account).toEqual(untied);
    const { answer } = await confirm(asked.answer.link.id);
    expect(answer).toEqual({
      link: {
        id: asked.answer.link.id,
        status: 'CONFIRMED',
        evidenceWords: evidence.words,
        requestedBy: 'u-registrar',
        decidedBy: 'u-second',
      },
      account: { ...untied, practitioner: { id: 'P-000007' }, facility: { id: 'F-DI-001' } },
    });
    const more = await ask({ username, nationalId: mother, healthId: ofMother });
    expect((await confirm(more.answer.link.id)).answer.account).toEqual({
      ...answer.account,
      person: { nationalId: mother },
      patient: { healthId: ofMother },
    });
  });

  it('is confirmed by nobody who asked, nor by whom it ties', async () => {
    const username = await account();
    const { answer } = await ask({ username, nationalId: mother });
    expect((await confirm(answer.link.id, registrar)).code).toBe('SECOND_PERSON_NEEDED');
    expect((await confirm(answer.link.id, { ...second, nationalId: mother })).code).toBe('FORBIDDEN');
    expect((await confirm(answer.link.id, { ...second, subject: `u-${username}` })).code).toBe('FORBIDDEN');
    expect((await ask({ username, nationalId: mother }, { ...registrar, nationalId: mother })).code).toBe('FORBIDDEN');
    const citizen = testCaller(['citizen']);
    expect((await confirm(answer.link.id, citizen)).code).toBe('FORBIDDEN');
    expect((await ask({ username, nationalId: mother }, citizen)).code).toBe('FORBIDDEN');
    expect((await confirm(answer.link.id)).code).toBeUndefined();
  });

  it('is decided once, by one of many at once', async () => {
    const { answer } = await ask({ username: await account(), nationalId: mother });
    const outcomes = await Promise.all([
      ...Array.from({ length: 3 }, () => confirm(answer.link.id)),
      ...Array.from({ length: 3 }, () => confirm(answer.link.id, third)),
      ...Array.from({ length: 3 }, () => reject(answer.link.id, third)),
    ]);
    expect(outcomes.map(({ code }) => code).toSorted()).toEqual([...Array(8).fill('ALREADY_DECIDED'), undefined]);
  });

  it('is one person’s: never two people’s number and health ID, nor another’s later', async () => {
    const username = await account();
    expect((await ask({ username, nationalId: mother, healthId: ofChild })).code).toBe('RECORDS_TOO_UNLIKE');
    expect((await ask({ username, nationalId: refugee, healthId: ofMother })).code).toBe('RECORDS_TOO_UNLIKE');
    expect((await ask({ username, healthId: ofMother })).code).toBe('RECORDS_TOO_UNLIKE');
    const [one, other] = [await ask({ username, nationalId: mother }), await ask({ username, nationalId: child })];
    expect((await confirm(one.answer.link.id)).code).toBeUndefined();
    expect((await confirm(other.answer.link.id)).code).toBe('CONFLICT');
    expect((await ask({ username, healthId: ofChild })).code).toBe('RECORDS_TOO_UNLIKE');
    expect((await ask({ username, nationalId: child })).code).toBe('CONFLICT');
    const stranger = await account();
    expect((await ask({ username: stranger, healthId: ofNobody })).code).toBeUndefined();
  });

  it('expires after seven days', async () => {
    const { answer } = await ask({ username: await account(), nationalId: mother });
    now += 7 * 86_400_000;
    expect((await confirm(answer.link.id)).code).toBe('REQUEST_EXPIRED');
    expect((await reject(answer.link.id)).code).toBe('REQUEST_EXPIRED');
    const waiting = await running.ask('{ accountLinks(first: 100) { edges { node { id } } } }', {}, second);
    expect(JSON.stringify(waiting.data)).not.toContain(answer.link.id);
  });

  it('is seen by its owner, with who asked and who decided, and by no stranger', async () => {
    const username = await account();
    const { answer } = await ask({ username, nationalId: mother });
    await reject(answer.link.id);
    const owner = testCaller(['citizen'], { subject: `u-${username}` });
    const { data } = await running.ask(
      '{ me { links { status evidenceWords requestedBy decidedBy decisionWords } } }',
      {},
      owner,
    );
    const link = {
      status: 'REJECTED',
      evidenceWords: evidence.words,
      requestedBy: 'u-registrar',
      decidedBy: 'u-second',
    };
    expect(data).toEqual({ me: { links: [{ ...link, decisionWords: 'The card is of somebody else.' }] } });
    const list = await running.ask('{ accountLinks { edges { cursor } } }', {}, owner);
    expect(list.errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
  });

  it.each([
    [{ healthId: '123456789012' }, 'HEALTH_ID_INVALID'],
    [{ username: 'nobody' }, 'NOT_FOUND'],
    [{ nationalId: '99079999999' }, 'NOT_FOUND'],
    [{ nationalId: null }, 'BAD_USER_INPUT'],
    [{ evidence: { ...evidence, words: 'seen' } }, 'BAD_USER_INPUT'],
    [{ evidence: { ...evidence, reference: null } }, 'BAD_USER_INPUT'],
  ])('refuses %j', async (change, code) => {
    expect((await ask({ username: await account(), nationalId: mother, ...change })).code).toBe(code);
  });
});
