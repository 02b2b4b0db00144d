import { request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { isJsonObject } from '../core/jsonObject.ts';
import type { Came } from './findings.ts';
import { signSpecimen, type Specimen } from './specimen.ts';

/** Where a subgraph runs, and by what it knows its gateway. */
export interface Probed {
  url: URL;
  name: string;
  key: Uint8Array;
  epoch: number;
  /** What the caller of the questions may have: all that the subgraph's schema asks for. */
  claims: Readonly<Record<string, unknown>>;
}

/** An answer, or that there was none. */
export type Reply = { kind: 'closed' | 'no_answer' } | Answered;
interface Answered {
  kind: 'answer';
  status: number;
  data: Readonly<Record<string, unknown>> | undefined;
  errors: readonly { code: string; path: readonly unknown[] }[];
}

const waitMs = 15_000;
/** Bytes that are sent of a large body before a refusal is waited for. */
const firstBytes = 65_536;
const earlyMs = 500;

export function bodyOf(query: string, variables?: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(variables ? { query, variables } : { query });
}

/** Signs a body as the gateway would now; `other` is what is different. */
export function signed(probed: Probed, body: string, other: Partial<Specimen> = {}): Record<string, string> {
  const { name, key, epoch, claims, url } = probed;
  const target = url.pathname + url.search;
  const created = Math.floor(Date.now() / 1_000);
  return { ...signSpecimen({ name, key, epoch, target, body, claims, created, ...other }) };
}

/** Sends a body with these headers. Never rejects. */
export async function send({ url }: Probed, body: string, headers: Record<string, string> = {}): Promise<Reply> {
  const bytes = Buffer.from(body);
  const lengths = { 'content-type': 'application/json', 'content-length': bytes.length };
  const options = { method: 'POST', headers: { ...lengths, ...headers }, agent: false, timeout: waitMs } as const;
  return new Promise((resolve) => {
    const sent = (url.protocol === 'https:' ? requestTls : requestPlain)(url, options);
    sent.once('timeout', () => {
      resolve({ kind: 'no_answer' });
      sent.destroy();
    });
    let isAnswered = false;
    sent.once('response', (response) => {
      isAnswered = true;
      const chunks: Buffer[] = [];
      const end = () => resolve(readReply(response.statusCode ?? 0, Buffer.concat(chunks).toString()));
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', end);
      response.once('error', end);
    });
    sent.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (!isAnswered) resolve({ kind: code === 'ECONNREFUSED' ? 'no_answer' : 'closed' });
    });
    void write(sent, bytes, () => isAnswered);
  });
}

/** A server may refuse a large body by its head, and close: the rest is sent only where it waits for it. */
async function write(sent: ReturnType<typeof requestPlain>, bytes: Buffer, isAnswered: () => boolean): Promise<void> {
  if (bytes.length <= 2 * firstBytes) return void sent.end(bytes);
  sent.write(bytes.subarray(0, firstBytes));
  for (let waited = 0; waited < earlyMs && !isAnswered(); waited += 20) await sleep(20);
  if (!isAnswered() && !sent.destroyed) sent.end(bytes.subarray(firstBytes));
}

/** Asks as the gateway would. */
export async function ask(probed: Probed, query: string, variables?: Record<string, unknown>): Promise<Reply> {
  const body = bodyOf(query, variables);
  return send(probed, body, signed(probed, body));
}

function readReply(status: number, text: string): Reply {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    read = undefined;
  }
  const { data, errors } = isJsonObject(read) ? read : {};
  const list = Array.isArray(errors) ? (errors as unknown[]) : [];
  return { kind: 'answer', status, data: isJsonObject(data) ? data : undefined, errors: list.map(readError) };
}

function readError(error: unknown): Answered['errors'][number] {
  const { extensions, path } = isJsonObject(error) ? error : {};
  const code = isJsonObject(extensions) ? extensions['code'] : undefined;
  return { code: typeof code === 'string' ? code : '?', path: Array.isArray(path) ? (path as unknown[]) : [] };
}

/** What a finding says of a reply. */
export function cameOf(reply: Reply): Came {
  if (reply.kind !== 'answer') return reply;
  const { status, errors, data } = reply;
  return { kind: 'answer', status, codes: [...new Set(errors.map(({ code }) => code))], hasData: data !== undefined };
}
