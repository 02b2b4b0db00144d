import { SubgraphErrorReport } from '@wasl/gateway/pipeline/subgraphErrorReport';
import { ToldBySubgraph } from '@wasl/gateway/core/toldBySubgraph';
import { expect, it } from 'vitest';

const id = '01234567-89ab-4cde-8f01-23456789abcd';
const about = (told: Record<string, unknown>, ...more: [path?: (string | number)[], trace?: string]) =>
  new SubgraphErrorReport(new ToldBySubgraph('bills', 'of patient 000000000017', told), ...more).about;

it('tells operators whose error it is, and where to look for it', () => {
  const trace = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  expect(about({ code: 'BILL_1234', errorId: id }, ['a', 0, 'b000000000017'], trace)).toEqual({
    subgraph: 'bills',
    code: 'BILL_#',
    path: ['a', 'b#'],
    messageLength: 23,
    messageDigest: expect.stringMatching(/^[0-9a-f]{12}$/),
    traceId: 'a'.repeat(32),
    subgraphErrorId: id,
  });
});

it.each<[Record<string, unknown>, string]>([
  [{ code: ['BILL'], errorId: [id] }, ''],
  [{ code: 'no code', errorId: `${id}0` }, '00-x'],
  [{}, `x00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`],
])('leaves out what is no code, no id and no trace: %j', (told, trace) => {
  const { code, subgraphErrorId, traceId, path } = about(told, undefined, trace);
  expect([code, subgraphErrorId, traceId, path]).toEqual([undefined, undefined, undefined, []]);
  expect(about(told).traceId).toBeUndefined();
});
