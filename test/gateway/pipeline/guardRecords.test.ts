import { Cancellation } from '@wasl/gateway/core/cancellation';
import type { AllowedOperation } from '@wasl/gateway/pipeline/authorize';
import type { Exchange } from '@wasl/gateway/pipeline/exchange';
import { guardRecords } from '@wasl/gateway/pipeline/guardRecords';
import { createRecordGuard, type RecordGuardOptions } from '@wasl/gateway/records/recordGuard';
import { describe, expect, it, vi } from 'vitest';
import { callerWith } from '../../authorization/rules/testRules.ts';

vi.mock('@wasl/gateway/records/recordGuard', async (original) => ({
  ...(await original<object>()),
  createRecordGuard: vi.fn(() => ({ isGuard: true })),
}));

const decideRecord = vi.fn(() => ({ isPermitted: false }));
const [facts, types] = [{ readFacts: vi.fn<() => void>(), registry: 'registry' }, {}];
function start(claims: Record<string, unknown>, headers: Record<string, string> = {}, change: object = {}) {
  const caller = callerWith([], { claims });
  const records = { hasRecords: true, ...change };
  const supergraph = { records, facts, executor: { types }, ...change };
  const gateway = { decideRecord, signsRequests: false, facts: { generation: () => 0 }, ...change };
  const request = { query: '', headers, cancellation: new Cancellation() };
  vi.mocked(createRecordGuard).mockClear();
  const allowed = { caller } as AllowedOperation;
  const { guard, asker } = guardRecords(allowed, { request, gateway, supergraph } as unknown as Exchange);
  const options = vi.mocked(createRecordGuard).mock.calls[0]?.[0] as RecordGuardOptions;
  return { guard, asker, options, caller, records, acting: () => options.readActing() };
}

describe('what decides record by record', () => {
  it('is made of the supergraph’s records and the policies in force', () => {
    const { guard, options, records } = start({});
    expect(guard).toEqual({ isGuard: true });
    expect(options).toMatchObject({ records });
    expect([options.types, options.registry, options.decide]).toEqual([types, 'registry', decideRecord]);
  });

  it.each([
    ['there are no records', { hasRecords: false }],
    ['nobody tells facts', { facts: undefined }],
    ['no policies are in force', { decideRecord: undefined }],
  ])('is nothing where %s', (_, change) => expect(start({}, {}, change).guard).toBeUndefined());
});

describe('as whom a caller asks', () => {
  const refused = (header: string, expected: unknown) =>
    expect.objectContaining({ code: 'BAD_REQUEST', details: { header, expected } });

  it('is told with the facility and what subgraphs are told', () => {
    const claims = { roles: ['nurse'], facility_id: 'f1' };
    const { acting, caller } = start(claims, { traceparent: 't', cookie: 'c' });
    expect(acting()).toEqual({
      caller,
      role: 'nurse',
      facilityId: 'f1',
      purpose: 'TREAT',
      practitionerId: undefined,
      headers: { traceparent: 't' },
      seen: {},
      asker: undefined,
    });
    expect(start({ roles: ['nurse'], facility_id: 7 }).acting().facilityId).toBeUndefined();
    const signed = start(claims, {}, { signsRequests: true });
    expect(signed.acting().asker).toMatchObject({
      caller: signed.caller,
      decision: { role: 'nurse', purpose: 'TREAT' },
    });
    expect(signed.asker).toBe(signed.acting().asker);
  });

  it.each<[unknown, string | undefined, string]>([
    [['nurse'], undefined, 'nurse'],
    [['nurse', 'no role'], undefined, 'nurse'],
    [['nurse', 'physician'], 'physician', 'physician'],
    [['citizen', 'guardian'], undefined, 'citizen'],
    [['guardian', 'citizen'], undefined, 'guardian'],
    [['nurse', 'citizen'], 'citizen', 'citizen'],
  ])('is one role: of %j, naming %s', (roles, named, role) =>
    expect(start({ roles }, named === undefined ? {} : { 'x-wasl-role': named }).acting().role).toBe(role),
  );

  it.each<[unknown, string | undefined, string[]]>([
    [['nurse', 'physician'], undefined, ['nurse', 'physician']],
    [['citizen', 'guardian', 'nurse'], undefined, ['citizen', 'guardian', 'nurse']],
    [['nurse'], 'physician', ['nurse']],
    [['nurse'], '', ['nurse']],
    [[], undefined, []],
    ['nurse', undefined, []],
    [undefined, 'nurse', []],
  ])('is refused where no role fits: of %j, naming %s', (roles, named, held) =>
    expect(() => start({ roles }, named === undefined ? {} : { 'x-wasl-role': named }).acting()).toThrow(
      refused('x-wasl-role', held),
    ),
  );

  it('is for a purpose that the header tells, or the usual one of the role', () => {
    expect(start({ roles: ['citizen'] }).acting().purpose).toBe('PATRQT');
    expect(start({ roles: ['nurse'] }, { 'x-purpose-of-use': 'BTG' }).acting().purpose).toBe('BTG');
    expect(() => start({ roles: ['nurse'] }, { 'x-purpose-of-use': 'FUN' }).acting()).toThrow(
      refused('x-purpose-of-use', expect.arrayContaining(['TREAT', 'BTG'])),
    );
  });
});
