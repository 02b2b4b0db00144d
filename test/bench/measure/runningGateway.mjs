import { freePort, startGatewayProcess, stop } from './processes.mjs';

const startDeadlineMs = 120_000;

/**
 * Starts a gateway and waits until it answers.
 * @returns a gateway with its process, the `headers` that its callers send, `startMs` from the start of the process to the
 *   first answer, and `ask`, which sends one operation and answers the whole JSON
 */
export async function startGateway(gateway, { scenario, subgraphs, issuer, guarding, profile }) {
  // Without rules Wasl knows no issuer, and refuses a token that it cannot verify.
  const { headers, environment } = gateway.isOpen || !issuer ? { headers: [{}], environment: {} } : issuer;
  const port = await freePort();
  const startedAt = performance.now();
  const program = gateway.program ? [gateway.program] : nodeCommand(profile);
  const programArguments = gateway.argumentsOf({ scenario, port, ...subgraphs });
  const started = startGatewayProcess([...program, ...programArguments], {
    ...environment,
    ...gateway.environmentOf?.(guarding),
  });
  const url = `http://127.0.0.1:${port}/graphql`;
  const ask = (operation) => post(url, operation, headers[0]);
  const ready = gateway.id === 'floor' ? firstRequest(scenario) : { query: '{ __typename }' };
  try {
    await untilAnswered(() => ask(ready), started);
  } catch (error) {
    await stop(started.child);
    throw error;
  }
  return {
    url,
    ask,
    headers,
    pid: started.pid,
    startMs: performance.now() - startedAt,
    stop: () => stop(started.child),
  };
}

/** The first request of a scenario. */
export function firstRequest({ query, variablesOf }) {
  return { query, variables: variablesOf(0) };
}

function nodeCommand(profile) {
  return [process.execPath, ...(profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`])];
}

async function untilAnswered(ask, { child, output }) {
  const deadline = performance.now() + startDeadlineMs;
  for (;;) {
    const answer = await ask().catch((error) => ({ error }));
    if (answer.data) return;
    if (child.exitCode !== null || performance.now() > deadline) {
      throw new Error(`A gateway did not start.\n${JSON.stringify(answer)}\n${output()}`);
    }
    await new Promise((done) => setTimeout(done, 10));
  }
}

async function post(url, operation, headers) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(operation),
  });
  return response.json();
}
