import { connect } from 'node:net';

export interface RawAnswer {
  status: number;
  /** The first value of each header field, by name in lower case. */
  headers: Record<string, string>;
  body: string;
  /** All that came, interim answers included. */
  text: string;
}

/** Writes a request byte for byte and answers what comes back until the connection ends: the request must ask for that. */
export function sendRaw(origin: string, request: string): Promise<RawAnswer> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname, () => socket.write(request));
  let text = '';
  return new Promise((resolve) => {
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    socket.on('error', () => undefined).on('close', () => resolve(readAnswer(text)));
  });
}

function readAnswer(text: string): RawAnswer {
  const last = text.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '');
  const [head = '', ...rest] = last.split('\r\n\r\n');
  const [statusLine = '', ...fields] = head.split('\r\n');
  const headers: Record<string, string> = {};
  for (const field of fields) {
    const name = field.slice(0, field.indexOf(':')).toLowerCase();
    headers[name] ??= field.slice(field.indexOf(':') + 1).trim();
  }
  return { status: Number(statusLine.split(' ')[1]), headers, body: rest.join('\r\n\r\n'), text };
}
