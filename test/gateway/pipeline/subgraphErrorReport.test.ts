import { SubgraphErrorReport } from '@wasl/gateway/pipeline/subgraphErrorReport';
import { ToldBySubgraph } from '@wasl/gateway/core/toldBySubgraph';
import { expect, it } from 'vitest';

const id = '01234567-89ab-4cde-8f01-23456789abcd';
const digest = expect.stringMatching(/^[0-9a-f]{12}$/) as string;
const about = (told: Record<string, unknown>, ...more: [path?: (string | number)[], traceId?: string]) =>
  new SubgraphErrorReport(new ToldBySubgraph('bills', 'of patient 000000000017', told), ...more).about;

it('tells operators whose error it is, and where to look for it', () => {
  const traceId = 'a'.repeat(32);
  expect(about({ code: 'NOT_FOUND', errorId: id }, ['a', 0, 'b000000000017'], traceId)).toEqual({
    subgraph: 'bills',
    code: 'NOT_FOUND',
    path: ['a', 'b#'],
    messageLength: 23,
    messageDigest: digest,
    traceId,
    subgraphErrorId: id,
  });
});

it('does not repeat a code that nobody knows: a subgraph may have written anything into it', () => {
  const { code, codeDigest } = about({ code: 'RIMA_HADDAD' });
  expect([code, codeDigest]).toEqual([undefined, digest]);
  expect(about({ code: 'RIMA_HADDAD' })['codeDigest']).toBe(codeDigest);
  expect(about({ code: 'OTHER' })['codeDigest']).not.toBe(codeDigest);
});

it.each<Record<string, unknown>>([{ code: ['BILL'], errorId: [id] }, { errorId: `${id}0` }, {}])(
  'leaves out what is no code, no id and no trace: %j',
  (told) => {
    const { code, codeDigest, subgraphErrorId, traceId, path } = about(told);
    expect([code, codeDigest, subgraphErrorId, traceId, path]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      [],
    ]);
  },
);
