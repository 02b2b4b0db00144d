import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { writeJson } from '../core/numberText.ts';
import { dropIfUnread } from './unread.ts';
import type { SingleAnswer } from '../core/answer.ts';

const boundary = '-';

/**
 * Sends an answer and its deferred parts as `multipart/mixed`, each part as soon as it is ready (the incremental delivery of 2022-08-24,
 * which common clients read). It waits for a client that reads slowly, but not for one that does not read at all.
 */
export async function sendParts(
  { body, parts, headers }: SingleAnswer,
  response: ServerResponse,
  slowClientMs: number,
): Promise<number> {
  response.writeHead(200, {
    'content-type': `multipart/mixed; boundary="${boundary}"; deferSpec=20220824`,
    'cache-control': 'no-store',
    ...headers,
  });
  await write(response, `\r\n--${boundary}${part({ ...body, hasNext: true })}`, slowClientMs);
  for await (const following of parts ?? []) {
    if (response.destroyed) break;
    await write(response, part({ ...following, hasNext: true }), slowClientMs);
  }
  response.end(`${part({ hasNext: false })}--\r\n`);
  return 200;
}

/** A part, with the boundary after it, which tells the client at once that the part is complete. */
function part(body: object): string {
  return `\r\ncontent-type: application/json; charset=utf-8\r\n\r\n${writeJson(body)}\r\n--${boundary}`;
}

async function write(response: ServerResponse, text: string, slowClientMs: number): Promise<void> {
  if (response.destroyed || response.write(text)) return;
  dropIfUnread(response, slowClientMs);
  await Promise.race([once(response, 'drain'), once(response, 'close')]);
  // The next part may take long, which is not the client's fault.
  response.setTimeout(0);
}
