import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  attributes: { key: string; value: Record<string, unknown> }[];
  events?: { name: string; attributes?: { key: string; value: Record<string, unknown> }[] }[];
}

export interface OtlpReceiver {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  url: string;
  /** All spans that came as JSON. */
  spans: ReceivedSpan[];
  /** All that came, byte for byte, and how it was sent. */
  bodies: Buffer[];
  types: string[];
  /** The spans of a trace as a tree: a line for each, indented by depth, in the order of their names. */
  tree(traceId: string): string[];
  stop(): Promise<void>;
}

/** A collector of OpenTelemetry on a free port. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const bodies: Buffer[] = [];
  const types: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    bodies.push(body);
    types.push(request.headers['content-type'] ?? '');
    if (types.at(-1) === 'application/json') spans.push(...spansIn(body));
    response.writeHead(request.url === '/v1/traces' ? 200 : 404, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const below = (traceId: string, parent: string | undefined, depth: number): string[] =>
    spans
      .filter((span) => span.traceId === traceId && isBelow(span, parent))
      .sort((one, other) => (one.name < other.name ? -1 : 1))
      .flatMap((span) => [`${'  '.repeat(depth)}${span.name}`, ...below(traceId, span.spanId, depth + 1)]);
  const isBelow = ({ parentSpanId }: ReceivedSpan, parent: string | undefined) =>
    parent === undefined ? !spans.some(({ spanId }) => spanId === parentSpanId) : parentSpanId === parent;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    bodies,
    types,
    tree: (traceId) => below(traceId, undefined, 0),
    stop: () => new Promise((done) => (server.closeAllConnections(), server.close(() => done()))),
  };
}

function spansIn(body: Buffer): ReceivedSpan[] {
  const { resourceSpans } = JSON.parse(body.toString()) as {
    resourceSpans: { scopeSpans: { spans: ReceivedSpan[] }[] }[];
  };
  return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
}
