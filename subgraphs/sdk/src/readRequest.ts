import type { IncomingMessage } from 'node:http';
import { sdkFailure } from './errors.ts';
import type { OperationRequest } from './execute.ts';

/**
 * Reads a GraphQL-over-HTTP POST. Batches of operations are refused: the gateway sends single ones.
 * @throws SubgraphError METHOD_NOT_ALLOWED, UNSUPPORTED_MEDIA_TYPE, PAYLOAD_TOO_LARGE, BAD_REQUEST, or what `requireBody` throws
 */
export async function readRequest(
  request: IncomingMessage,
  mostBytes: number,
  requireBody: (bytes: Buffer) => void,
): Promise<OperationRequest> {
  if (request.method !== 'POST') throw sdkFailure('METHOD_NOT_ALLOWED');
  if (!isPlainJson(request)) throw sdkFailure('UNSUPPORTED_MEDIA_TYPE');
  const bytes = await readBody(request, mostBytes);
  requireBody(bytes);
  const body = parseBody(bytes.toString('utf8'));
  if (!isObject(body) || typeof body['query'] !== 'string') throw sdkFailure('BAD_REQUEST');
  const { query, variables, operationName } = body;
  if (variables != null && !isObject(variables)) throw sdkFailure('BAD_REQUEST');
  if (operationName != null && typeof operationName !== 'string') throw sdkFailure('BAD_REQUEST');
  return { query, ...(variables != null && { variables }), ...(operationName != null && { operationName }) };
}

function isPlainJson({ headers }: IncomingMessage): boolean {
  const [type = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  const charset = parameters.map((text) => text.trim()).find((text) => text.startsWith('charset='));
  const isUtf8 = charset === undefined || charset.replaceAll('"', '') === 'charset=utf-8';
  return type.trim() === 'application/json' && isUtf8 && (headers['content-encoding'] ?? 'identity') === 'identity';
}

async function readBody(request: IncomingMessage, mostBytes: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) throw tooLarge(mostBytes);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) throw tooLarge(mostBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function tooLarge(maximum: number) {
  return sdkFailure('PAYLOAD_TOO_LARGE', { limit: 'bodyBytes', maximum });
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw sdkFailure('BAD_REQUEST');
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
