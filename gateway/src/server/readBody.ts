import type { IncomingMessage } from 'node:http';
import { WaslError } from '@wasl/schema/errors.ts';

/** @throws WaslError PAYLOAD_TOO_LARGE where `content-length` is over the limit. */
export function requireSize({ headers }: IncomingMessage, maxBytes: number): void {
  if (Number(headers['content-length'] ?? 0) > maxBytes) throw new WaslError('PAYLOAD_TOO_LARGE');
}

/** Reads a request's body. @throws WaslError PAYLOAD_TOO_LARGE, as soon as that is known; BAD_REQUEST when the connection ends early. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    requireSize(request, maxBytes);
    const chunks: Buffer[] = [];
    let size = 0;
    const read = (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) return void chunks.push(chunk);
      request.off('data', read).pause();
      chunks.length = 0;
      reject(new WaslError('PAYLOAD_TOO_LARGE'));
    };
    request.on('data', read);
    request.on('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    request.on('error', (cause) => reject(new WaslError('BAD_REQUEST', {}, { cause })));
  });
}
