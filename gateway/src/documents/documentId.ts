import { createHash } from 'node:crypto';

/** What clients name a document by: SHA-256 of its text, in hexadecimal. */
export function documentId(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** An ID as it is kept: some builds write `sha256:` before it, or capitals. */
export function plainId(text: string): string {
  return text.toLowerCase().replace(/^sha256:/, '');
}

/** Whether this can be such an ID. */
export function isDocumentId(text: unknown): text is string {
  return typeof text === 'string' && /^[0-9a-f]{64}$/.test(text);
}
