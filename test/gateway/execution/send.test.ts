import { NumberText } from '@wasl/gateway/core/numberText';
import { sendWithin, variablesText } from '@wasl/gateway/execution/run/send';
import { runLimitsOf, Spending } from '@wasl/gateway/execution/run/spending';
import type { SubgraphCall, Transport } from '@wasl/gateway/subgraphs/transport';
import { expect, it } from 'vitest';

const headers = { 'x-wasl-caller': 'signed' };
const caller = {
  authenticated: true,
  subject: 's',
  scopes: new Set<string>(),
  policies: new Set<string>(),
  claims: {},
};
const asker = { caller, decision: { role: 'patient' } };

it.each([true, false])(
  'a question goes to its subgraph with the caller, until the request ends: mutation %s',
  async (isMutation) => {
    const calls: [string, SubgraphCall][] = [];
    const reply = { status: 200, body: '{}' };
    const transport: Transport = async (subgraph, call) => {
      calls.push([subgraph, call]);
      return reply;
    };
    const spending = new Spending(runLimitsOf({ maxReceivedBytes: 10 }));
    const send = sendWithin(spending, transport, { headers, asker, requestId: 'r-1' });
    expect(await send('bills', '{"query":"{a}"}', isMutation)).toBe(reply);
    const { cancellation } = spending;
    expect(calls).toEqual([
      [
        'bills',
        {
          body: '{"query":"{a}"}',
          headers,
          asker,
          cancellation,
          isRepeatable: !isMutation,
          mostBytes: 10,
          takes: expect.any(Function),
          holds: expect.any(Function),
          requestId: 'r-1',
          observer: undefined,
        },
      ],
    ]);
    const { takes } = calls[0]![1];
    expect([takes?.(10), takes?.(1)]).toEqual([true, false]);
    expect(spending.exceeded).toMatchObject({ code: 'ANSWER_TOO_LARGE', details: { maxReceivedBytes: 10 } });
  },
);

it('variables are sent as the client sent them, and none that it did not send', () => {
  const sent = ['a', 'b', 'c', 'toString'].map((name) => ({ name, label: `"${name}":` }));
  expect(variablesText(sent, { a: new NumberText('1.50'), b: null, d: 1 })).toBe('"a":1.50,"b":null,');
  expect(variablesText([], { a: 1 })).toBe('');
});
