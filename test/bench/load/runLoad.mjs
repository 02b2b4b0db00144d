import { Pool } from 'undici';
import { cpuMicros } from '../measure/processTree.mjs';

const wallPerCpu = 6;

/**
 * Keeps `connections` requests under way until the time is over, then waits for the last answers. The time is `seconds`; or,
 * with the `pid` of a gateway, as many seconds of that gateway's CPU time, in at most six times as long: so a machine that
 * is busy with other work measures over as many requests as an idle one.
 * @param {{ url: string, bodies: string[], headers: Record<string, string>[], connections: number, seconds: number,
 *   pid?: number, requestsPerSecond?: number }} load request number n takes body n and headers n, each list from its start again at its
 *   end; `requestsPerSecond` spaces the requests out instead of sending one as soon as another is answered
 */
export async function runLoad(load) {
  const { origin, pathname } = new URL(load.url);
  const pool = new Pool(origin, { connections: load.connections, pipelining: 1 });
  const seen = { latencies: [], failed: 0, firstFailure: undefined };
  const startedAt = performance.now();
  const clock = startClock(load);
  let sent = 0;

  async function send(number) {
    const begin = performance.now();
    const failure = await post(
      pool,
      pathname,
      load.bodies[number % load.bodies.length],
      load.headers[number % load.headers.length],
    );
    seen.latencies.push(performance.now() - begin);
    if (failure === undefined) return;
    seen.failed += 1;
    seen.firstFailure ??= failure;
  }

  async function keepSending() {
    while (!clock.isOver) {
      const number = sent++;
      if (load.requestsPerSecond !== undefined) await waitUntil(startedAt + (number * 1000) / load.requestsPerSecond);
      await send(number);
    }
  }

  await Promise.all(Array.from({ length: load.connections }, keepSending));
  const seconds = (performance.now() - startedAt) / 1000;
  clock.stop();
  await pool.close();
  return { ...summary(seen.latencies, seconds), failed: seen.failed, firstFailure: seen.firstFailure };
}

function startClock({ seconds, pid }) {
  const clock = { isOver: false, stop: () => clearInterval(timer) };
  const until = performance.now() + seconds * 1000 * (pid === undefined ? 1 : wallPerCpu);
  const cpuUntil = pid === undefined ? Infinity : cpuMicros(pid) + seconds * 1_000_000;
  const timer = setInterval(() => {
    clock.isOver = performance.now() >= until || (pid !== undefined && cpuMicros(pid) >= cpuUntil);
  }, 20);
  return clock;
}

/** Sends one request. Answers what was wrong with its answer, if anything. */
async function post(pool, path, body, headers) {
  try {
    const { statusCode, body: answer } = await pool.request({ method: 'POST', path, headers, body });
    const text = await answer.text();
    return statusCode === 200 && !text.includes('"errors"') ? undefined : `${statusCode} ${text.slice(0, 300)}`;
  } catch (error) {
    return String(error);
  }
}

async function waitUntil(time) {
  const ms = time - performance.now();
  if (ms > 1) await new Promise((done) => setTimeout(done, ms));
}

function summary(latencies, seconds) {
  const sorted = Float64Array.from(latencies).sort();
  const percentile = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const answered = sorted.length;
  return { answered, requestsPerSecond: answered / seconds, p50Ms: percentile(0.5), p99Ms: percentile(0.99) };
}
