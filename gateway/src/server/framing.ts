import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * The status by which a request is refused whose end is not beyond doubt, or whose body is coded on the way (RFC 9112, 6.1): what stands
 * before the gateway may have seen another request, or could not look into this one. Undefined for all others.
 */
export function framingFault({ headers, httpVersionMajor, httpVersionMinor }: IncomingMessage): 400 | 501 | undefined {
  const coding = headers['transfer-encoding'];
  // HTTP/0.9 has no headers, and none of its clients is left.
  if (httpVersionMajor === 0) return 400;
  if (coding === undefined) return undefined;
  if (httpVersionMinor === 0) return 400;
  return /^chunked$/i.test(coding) ? undefined : 501;
}

/** Refuses a request and closes its connection: nothing that follows on it is believed to be one. */
export function refuseFraming(response: ServerResponse, status: 400 | 501): void {
  response.shouldKeepAlive = false;
  const body = JSON.stringify({ statusCode: status, error: status === 400 ? 'Bad Request' : 'Not Implemented' });
  const length = Buffer.byteLength(body);
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': length }).end(body);
}
