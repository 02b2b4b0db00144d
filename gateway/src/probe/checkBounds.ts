import { ask, bodyOf, cameOf, type Probed, send, signed } from './ask.ts';
import { fault, type Finding, pass } from './findings.ts';

/** Time that is enough, and what is no number: neither keeps a question from its answer. */
const enough = ['30000', 'soon', '-1', '1.5', ''];

/** Whether a question for which no time is left is refused, and every other is answered. */
export async function checkDeadline(probed: Probed): Promise<Finding> {
  const asking = (timeLeft: string) => {
    const body = bodyOf('{ __typename }');
    return send(probed, body, { ...signed(probed, body), 'x-wasl-time-left': timeLeft });
  };
  const late = await asking('0');
  const isRefused = late.kind === 'answer' && late.errors.some(({ code }) => code === 'DEADLINE_EXCEEDED');
  if (!isRefused || late.data !== undefined) return fault('deadline', cameOf(late));
  for (const timeLeft of enough) {
    const reply = await asking(timeLeft);
    if (reply.kind !== 'answer' || reply.data === undefined) return fault('deadline', cameOf(reply));
  }
  return pass('deadline');
}

/** Whether a body beyond the limit, in bytes, is refused, and the subgraph answers on. */
export async function checkLargeBody(probed: Probed, mostBytes: number): Promise<Finding> {
  const start = bodyOf('{ __typename }', { padding: '' }).length;
  const body = bodyOf('{ __typename }', { padding: 'x'.repeat(Math.max(0, mostBytes - start + 1)) });
  const reply = await send(probed, body, signed(probed, body));
  const after = await ask(probed, '{ __typename }');
  if (after.kind !== 'answer' || after.data === undefined) return fault('large_body', { kind: 'gone' });
  return reply.kind === 'answer' && reply.status === 413 ? pass('large_body') : fault('large_body', cameOf(reply));
}

/** Whether it says that it lives and is ready. `origin` is where its health is served. */
export async function checkHealth(origin: string): Promise<Finding[]> {
  const states = ['live', 'ready'] as const;
  return Promise.all(
    states.map(async (state) => {
      const signal = AbortSignal.timeout(10_000);
      const response = await fetch(new URL(`/health/${state}`, origin), { signal }).catch(() => undefined);
      await response?.arrayBuffer().catch(() => undefined);
      if (response?.status === 200) return pass(state);
      if (!response) return fault(state, { kind: 'no_answer' });
      return fault(state, { kind: 'answer', status: response.status, codes: [], hasData: false });
    }),
  );
}
