import { setTimeout as sleep } from 'node:timers/promises';
import { type Context, type Span, SpanKind, SpanStatusCode, trace, TraceFlags, ROOT_CONTEXT } from '@opentelemetry/api';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { Told } from '../../core/observer.ts';
import { sayOperation } from '../logs/operationName.ts';
import type { RequestReport } from '../requests/requestObserver.ts';
import { readTraceparent, readTracestate } from './traceHeaders.ts';
import type { SpanOf, Tracing } from './tracing.ts';

/** The encodings of OTLP over HTTP. */
export const otlpProtocols = ['http/protobuf', 'http/json'] as const;
export type OtlpProtocol = (typeof otlpProtocols)[number];

export interface TracingOptions {
  protocol: OtlpProtocol;
  /** Called when spans could not be exported, at most every ten seconds. */
  onFailure(reason: string): void;
}

/**
 * Opens the export of traces by OTLP over HTTP. Address, headers, sampler, batches and resource are what OpenTelemetry's standard
 * variables say, which its packages read themselves. Nothing is registered in the process.
 */
export async function openTracing({ protocol, onFailure }: TracingOptions): Promise<Tracing> {
  const exporter = noticing(await createExporter(protocol), onFailure);
  const named = resourceFromAttributes({ 'service.name': 'wasl-gateway' });
  const provider = new BasicTracerProvider({
    resource: named.merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer('wasl');
  return {
    begin(headers, method, requestId) {
      const sent = readTraceparent(headers['traceparent']);
      // The state is handed on, but not exported: anything may stand in it.
      const state = sent ? readTracestate(headers['tracestate']) : '';
      const parent = sent ? trace.setSpanContext(ROOT_CONTEXT, { ...sent, isRemote: true }) : ROOT_CONTEXT;
      const attributes = { 'http.request.method': method, 'wasl.request_id': requestId };
      const span = tracer.startSpan('request', { kind: SpanKind.SERVER, attributes }, parent);
      const start = (name: string, kind: SpanKind, under: Context, told: Told) =>
        tracer.startSpan(name, { kind, attributes: told }, under);
      return new RequestSpan(span, start, state);
    },
    close: () =>
      Promise.race([
        provider.shutdown().catch((error: unknown) => onFailure(nameOf(error))),
        sleep(closeDeadlineMs, undefined, { ref: false }),
      ]),
  };
}

async function createExporter(protocol: OtlpProtocol): Promise<SpanExporter> {
  const { OTLPTraceExporter } =
    protocol === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');
  return new OTLPTraceExporter();
}

type StartSpan = (name: string, kind: SpanKind, under: Context, told: Told) => Span;

class RequestSpan implements SpanOf {
  readonly traceId: string;
  readonly #span: Span;
  readonly #start: StartSpan;
  readonly #state: string;
  #context: Context | undefined = undefined;

  constructor(span: Span, start: StartSpan, state: string) {
    this.#span = span;
    this.#start = start;
    this.#state = state;
    this.traceId = span.spanContext().traceId;
  }

  child(name: string, subgraph?: string): SpanOf {
    this.#context ??= trace.setSpan(ROOT_CONTEXT, this.#span);
    const kind = subgraph === undefined ? SpanKind.INTERNAL : SpanKind.CLIENT;
    const told: Told = subgraph === undefined ? {} : { 'wasl.subgraph': subgraph };
    const span = this.#start(subgraph === undefined ? name : `${name} ${subgraph}`, kind, this.#context, told);
    return new RequestSpan(span, this.#start, this.#state);
  }

  headers(): Readonly<Record<string, string>> {
    const { traceId, spanId, traceFlags } = this.#span.spanContext();
    const flags = (traceFlags & TraceFlags.SAMPLED).toString(16).padStart(2, '0');
    const traceparent = `00-${traceId}-${spanId}-${flags}`;
    return this.#state === '' ? { traceparent } : { traceparent, tracestate: this.#state };
  }

  note(name: string, told: Told): void {
    this.#span.addEvent(name, told);
  }

  end(outcome?: string, told?: Told): void {
    if (told) this.#span.setAttributes(told);
    if (outcome !== undefined) {
      this.#span.setAttribute('wasl.outcome', outcome);
      if (!goodOutcomes.has(outcome)) this.#span.setStatus({ code: SpanStatusCode.ERROR });
    }
    this.#span.end();
  }

  endRequest({ operation, codes, status, caller }: RequestReport): void {
    const name = sayOperation(operation?.operation.name?.value);
    if (operation) {
      this.#span.setAttribute('graphql.operation.type', operation.operation.operation);
      this.#span.setAttribute('wasl.operation.hash', operation.hash);
    }
    if (name !== undefined) this.#span.setAttribute('graphql.operation.name', name);
    if (status !== undefined) this.#span.setAttribute('http.response.status_code', status);
    if (caller !== undefined) this.#span.setAttribute('wasl.caller', caller);
    if (codes.size > 0) {
      this.#span.setAttribute('wasl.error_codes', [...codes]);
      this.#span.setStatus({ code: SpanStatusCode.ERROR });
    }
    this.#span.end();
  }
}

/** Milliseconds for the last spans: a collector that is down must not hold up a stop. */
const closeDeadlineMs = 3_000;

/** What does not make a span an error. */
const goodOutcomes: ReadonlySet<string> = new Set(['ok', 'kept', 'planned', 'cancelled']);

const quietMs = 10_000;

/** The same exporter, with its failures told: by name, since a message may quote what the collector answered. */
function noticing(exporter: SpanExporter, onFailure: (reason: string) => void): SpanExporter {
  let quietUntil = 0;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const now = performance.now();
        if (result.error && now >= quietUntil) {
          quietUntil = now + quietMs;
          onFailure(nameOf(result.error));
        }
        done(result);
      });
    },
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
    shutdown: () => exporter.shutdown(),
  };
}

function nameOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return typeof code === 'string' || typeof code === 'number' ? String(code) : String(name ?? 'Error');
}
