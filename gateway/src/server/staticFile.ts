import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { chooseCoding, type Coding } from './compress.ts';

/** A file that is served from memory, in each coding that it was compressed to. */
export interface StaticFile {
  type: string;
  content: Buffer;
  /** Strong entity tag of the content, without quotes and coding. */
  tag: string;
  compressed: Partial<Record<Coding, Buffer>>;
}

/** Makes a file. `compressed` holds what the build has compressed already. */
export function createStaticFile(type: string, content: Buffer, compressed: StaticFile['compressed'] = {}): StaticFile {
  const tag = createHash('sha256').update(content).digest('base64url').slice(0, 22);
  return { type, content, tag, compressed };
}

/** Sends a file in the coding that its client prefers, or 304 to who has it (RFC 9110, 13.1.2). */
export function sendStaticFile(
  file: StaticFile,
  { headers }: Pick<FastifyRequest, 'headers'>,
  reply: FastifyReply,
): FastifyReply {
  const coding = chooseCoding(headers['accept-encoding']);
  const encoded = coding && file.compressed[coding];
  const tag = encoded ? `"${file.tag}-${coding}"` : `"${file.tag}"`;
  reply.headers({ etag: tag, vary: 'accept-encoding' });
  if (isNamed(tag, headers['if-none-match'])) return reply.code(304).send();
  if (encoded) reply.header('content-encoding', coding);
  return reply.type(file.type).send(encoded ?? file.content);
}

/** Whether `If-None-Match` names a tag; the weak form counts too. */
function isNamed(tag: string, ifNoneMatch: string | undefined): boolean {
  const named = (ifNoneMatch ?? '').split(',').map((item) => item.trim().replace(/^W\//, ''));
  return named.includes(tag) || named.includes('*');
}
