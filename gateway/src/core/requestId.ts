import { randomBytes } from 'node:crypto';

export const requestIdHeader = 'x-request-id';

/** A UUID, 32 hexadecimal digits as nginx makes them, or a ULID: nothing else could be told from somebody's number or name. */
const wellFormed = /^(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|[\da-f]{32}|[0-7][\dA-HJKMNP-TV-Z]{25})$/i;

const bytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const lastNumber = 0xffff;
let prefix = '';
let made = lastNumber;

/** The ID that a client gave its request, if it is well formed; otherwise a new one of 32 hexadecimal digits. */
export function requestIdOf(sent: string | string[] | undefined): string {
  return typeof sent === 'string' && wellFormed.test(sent) ? sent : newRequestId();
}

/** Unique, not secret: random digits, and a number, since random ones alone would cost every request more. */
function newRequestId(): string {
  if (made === lastNumber) {
    prefix = randomBytes(14).toString('hex');
    made = 0;
  } else made += 1;
  return `${prefix}${bytes[made >> 8]}${bytes[made & 0xff]}`;
}
