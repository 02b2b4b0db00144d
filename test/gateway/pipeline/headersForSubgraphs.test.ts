import { askerOf, headersForSubgraphs } from '@wasl/gateway/pipeline/headersForSubgraphs';
import { describe, expect, it } from 'vitest';
import { callerWith } from '../../authorization/rules/testRules.ts';

const sent = (headers: Record<string, string> = {}) => ({ query: '{ a }', headers });

describe('what subgraphs are told', () => {
  it('is the language and the trace, and nothing else', () => {
    const told = { 'accept-language': 'ar', traceparent: '00-1-2-01', tracestate: 'a=b' };
    expect(
      headersForSubgraphs(sent({ ...told, authorization: 'Bearer x', cookie: 'c', 'x-wasl-caller': 'me' })),
    ).toEqual(told);
    expect(headersForSubgraphs(sent({ tracestate: '' }))).toEqual({ tracestate: '' });
  });

  it('is the same object for all who say nothing', () => {
    expect(headersForSubgraphs(sent({ cookie: 'c' }))).toEqual({});
    expect(headersForSubgraphs(sent())).toBe(headersForSubgraphs(sent({ cookie: 'c' })));
  });

  it.each<[unknown, string | undefined]>([
    [['nurse'], 'nurse'],
    [['nurse', 'physician'], undefined],
    [[], undefined],
    [[7], undefined],
    ['nurse', undefined],
    [{ 0: 'nurse', length: 1 }, undefined],
    [undefined, undefined],
  ])('is the one role of who asks: %j', (roles, role) => {
    const caller = callerWith([], { claims: { roles } });
    expect(askerOf(sent(), caller)).toEqual({ caller, decision: { role, purpose: undefined } });
  });

  it('is why they ask', () => {
    const asked = askerOf(sent({ 'x-purpose-of-use': 'TREAT' }), callerWith());
    expect(asked.decision).toEqual({ role: undefined, purpose: 'TREAT' });
    expect(() => askerOf(sent({ 'x-purpose-of-use': 'FUN' }), callerWith())).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST' }),
    );
  });
});
