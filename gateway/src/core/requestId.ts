import { randomBytes } from 'node:crypto';

export const requestIdHeader = 'x-request-id';

/** A UUID, 32 hexadecimal digits as nginx makes them, or a ULID: nothing else could be told from somebody's number or name. */
const wellFormed = /^(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|[\da-f]{32}|[0-7][\dA-HJKMNP-TV-Z]{25})$/i;

const prefix = randomBytes(8).toString('hex');
let made = 0;

/** The ID that a client gave its request, if it is well formed; otherwise a new one of 32 hexadecimal digits. */
export function requestIdOf(sent: string | string[] | undefined): string {
  if (typeof sent === 'string' && wellFormed.test(sent)) return sent;
  made += 1;
  // Unique, not secret: a part of this process and a number, since random digits for each request would cost more.
  return prefix + made.toString(16).padStart(16, '0');
}
