import { Agent, type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startClinicAndPharmacy } from './support/clinicAndPharmacy.ts';
import { runWasl, startGateway } from './support/startGateway.ts';

let subgraphs: Awaited<ReturnType<typeof startClinicAndPharmacy>>;

beforeAll(async () => {
  subgraphs = await startClinicAndPharmacy();
});

afterAll(() => subgraphs?.stop());

interface Answered {
  status: number | undefined;
  connection: string | undefined;
  body: unknown;
}

function get(url: string, agent?: Agent): Promise<Answered> {
  return new Promise((resolve, reject) => {
    request(url, { agent, headers: { accept: 'application/graphql-response+json' } }, (response: IncomingMessage) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.once('error', reject);
      response.once('end', () =>
        resolve({ status: response.statusCode, connection: response.headers.connection, body: JSON.parse(text) }),
      );
    })
      .once('error', reject)
      .end();
  });
}

async function untilUnready(origin: string): Promise<Answered> {
  for (;;) {
    const answered = await get(`${origin}/health/ready`);
    if (answered.status !== 200) return answered;
  }
}

describe('a gateway that stops', () => {
  test('is not ready, is live, and still answers who asks, letting go of the connection', async () => {
    const gateway = await startGateway(subgraphs.all, { WASL_DRAIN_MS: '600000' });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const query = `${gateway.graphqlUrl}?query=${encodeURIComponent('{ echo(text: "x") }')}`;
    expect(await get(query, agent)).toMatchObject({ status: 200, connection: 'keep-alive' });
    const stopped = gateway.stop();
    expect(await untilUnready(gateway.origin)).toEqual({ status: 503, connection: 'close', body: { status: 'fail' } });
    expect(await get(`${gateway.origin}/health/live`)).toMatchObject({ status: 200 });
    const answer = { status: 200, connection: 'close', body: { data: { echo: 'x' } } };
    expect(await get(query, agent)).toEqual(answer);
    expect(await get(query)).toEqual(answer);
    // A second signal does not wait.
    expect(await gateway.stop()).toBe(1);
    expect(await stopped).toBe(1);
    await expect(get(query)).rejects.toThrow('ECONNREFUSED');
    agent.destroy();
  });

  test('is not ready while the last answer is on its way, though it waits for nothing else', async () => {
    const gateway = await startGateway(subgraphs.all, {}, ['--drain-ms', '0']);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    await get(`${gateway.origin}/health/ready`, agent);
    const before = subgraphs.clinic.received.length;
    const last = get(`${gateway.graphqlUrl}?query=${encodeURIComponent('{ wait(ms: 500) }')}`);
    while (subgraphs.clinic.received.length === before) await new Promise((resolve) => setTimeout(resolve, 10));
    const stopped = gateway.stop();
    let isReady = true;
    while (isReady) {
      isReady = await get(`${gateway.origin}/health/ready`, agent).then(
        ({ status }) => status === 200,
        () => false,
      );
    }
    expect(await last).toEqual({ status: 200, connection: 'close', body: { data: { wait: 500 } } });
    expect(await stopped).toBe(0);
    agent.destroy();
  });

  test.each([
    ['WASL_DRAIN_MS', { WASL_DRAIN_MS: 'soon' }, []],
    ['--drain-ms', {}, ['--drain-ms', '-1']],
  ] as const)('refuses a %s that is no number', async (name, environment, flags) => {
    const { code, output } = await runWasl(['gateway', '--supergraph', 'x.graphql', ...flags], environment);
    expect(code).toBe(1);
    expect(output).toContain(name);
    expect(output).toContain('must be a whole number from 0 to 600000.');
  });
});
