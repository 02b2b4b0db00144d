import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { composeSupergraph } from '@wasl/gateway/registry/composeSupergraph';

const command = fileURLToPath(new URL('../../../gateway/bin/wasl.js', import.meta.url));

export interface StartedGateway {
  /** Address of the server, without a trailing slash. */
  origin: string;
  graphqlUrl: string;
  supergraphFile: string;
  process: ChildProcess;
  /** What it has printed so far, both streams. */
  output(): string;
  /** Posts an operation and answers the whole response. */
  ask(body: unknown, headers?: Record<string, string>): Promise<{ status: number; body: Record<string, unknown> }>;
  /** Asks it to stop and waits; answers its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export interface CommandResult {
  code: number | null;
  output: string;
}

/** Composes subgraphs and serves them with `wasl gateway`, in a process of its own. */
export async function startGateway(
  subgraphs: readonly { name: string; sdl: string; url: string }[],
  environment: Record<string, string> = {},
  flags: string[] = [],
  /** `mostFiles`: most open files of each process. `registry`: a folder with a supergraph, instead of that of the subgraphs; it is kept. */
  {
    mostFiles,
    scheme = 'http',
    registry,
  }: { mostFiles?: number | undefined; scheme?: 'http' | 'https'; registry?: string } = {},
): Promise<StartedGateway> {
  const folder = registry ?? mkdtempSync(join(tmpdir(), 'wasl-gateway-'));
  const supergraphFile = join(folder, 'supergraph.graphql');
  if (registry === undefined) writeFileSync(supergraphFile, composeOrThrow(subgraphs));
  const child = spawnWasl(['gateway', '--supergraph', supergraphFile, '--port', '0', ...flags], environment, mostFiles);
  const output = collect(child);
  const exited = exitOf(child);
  if (registry === undefined) void exited.then(() => rmSync(folder, { recursive: true, force: true }));
  const origin = await waitForAddress(child, output, scheme);
  return {
    origin,
    graphqlUrl: `${origin}/graphql`,
    supergraphFile,
    process: child,
    output,
    async ask(body, headers = {}) {
      const response = await fetch(`${origin}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      return exited;
    },
  };
}

/** Runs one `wasl` command to its end. */
export async function runWasl(parameters: string[], environment: Record<string, string> = {}): Promise<CommandResult> {
  const child = spawnWasl(parameters, environment);
  const output = collect(child);
  const code = await exitOf(child);
  return { code, output: output() };
}

export function composeOrThrow(subgraphs: readonly { name: string; sdl: string; url: string }[]): string {
  const composition = composeSupergraph(subgraphs);
  if ('errors' in composition) throw new Error(composition.errors.join('\n'));
  return composition.supergraphSdl;
}

function spawnWasl(parameters: string[], environment: Record<string, string>, mostFiles?: number): ChildProcess {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('WASL_'));
  const own = [process.execPath, command, ...parameters];
  const bounded = ['sh', '-c', `ulimit -n ${mostFiles} && exec "$0" "$@"`, ...own];
  const [program = '', ...rest] = mostFiles === undefined ? own : bounded;
  return spawn(program, rest, {
    env: { ...Object.fromEntries(inherited), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function collect(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return () => text;
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('close', (code) => resolve(code)));
}

async function waitForAddress(child: ChildProcess, output: () => string, scheme: string): Promise<string> {
  for (;;) {
    const [, origin] = /answers at (\w+:\/\/[\w.[\]:-]+:\d+)/.exec(output()) ?? [];
    if (origin?.startsWith(`${scheme}:`)) return origin;
    if (child.exitCode !== null) throw new Error(`wasl gateway ended before it was ready:\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
