import { ConfigError } from '../../core/configError.ts';

const deadlineMs = 10_000;
const largestBytes = 8 * 1024 * 1024;

/** Asks a running subgraph for its SDL, `{ _service { sdl } }`. @throws ConfigError that names the subgraph, and nothing of its answer */
export async function introspectSubgraph(name: string, url: string): Promise<string> {
  const sdl = await ask(url).catch((cause: unknown) => {
    const why = cause instanceof Error && cause.name === 'TimeoutError' ? ` within ${deadlineMs / 1000} s` : '';
    throw new ConfigError(`The subgraph ${name} does not answer { _service { sdl } }${why}.`, { cause });
  });
  if (sdl === undefined)
    throw new ConfigError(
      `The subgraph ${name} answers { _service { sdl } } without an SDL: it is no federation subgraph.`,
    );
  return sdl;
}

async function ask(url: string): Promise<string | undefined> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query: '{ _service { sdl } }' }),
    redirect: 'error',
    signal: AbortSignal.timeout(deadlineMs),
  });
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += (part as Uint8Array).length;
    if (size > largestBytes) throw new Error('the answer is too large');
    parts.push(part as Uint8Array);
  }
  const answer = JSON.parse(Buffer.concat(parts).toString('utf8')) as { data?: { _service?: { sdl?: unknown } } };
  const sdl = answer.data?._service?.sdl;
  return typeof sdl === 'string' && sdl.trim() !== '' ? sdl : undefined;
}
