import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';

/** Shows the requests of a subgraph in the traces of whoever sent them. */
export interface Tracing {
  /** Answers a request under a span of its trace, which `traceparent` names; `codesOf` reads the codes of the answer's errors. */
  answer<Result>(
    headers: Readonly<Record<string, string | string[] | undefined>>,
    work: () => Promise<Result>,
    codesOf: (result: Result) => readonly string[],
  ): Promise<Result>;
  /** Shows a part of the work for the request that is being answered, such as a statement, under a span of its own. */
  during<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
  /** Sends what is left. */
  close(): Promise<void>;
}

/** Milliseconds for the last spans: a collector that is down must not hold up a stop. */
const closeDeadlineMs = 3_000;

const parentForm = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(?:$|-)/;

/**
 * Starts tracing where `OTEL_EXPORTER_OTLP_ENDPOINT` names a collector, as OpenTelemetry's standard variables say; undefined otherwise, and
 * then nothing of OpenTelemetry's SDK is loaded. `serviceName` holds unless `OTEL_SERVICE_NAME` is set. No span holds a variable or an ID.
 */
export async function startTracing(serviceName: string, env = process.env): Promise<Tracing | undefined> {
  const isNamed = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] || env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  const isOff = env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true' || env['OTEL_TRACES_EXPORTER'] === 'none';
  if (!isNamed || isOff) return undefined;
  const [{ BasicTracerProvider, BatchSpanProcessor }, { detectResources, envDetector, resourceFromAttributes }] =
    await Promise.all([import('@opentelemetry/sdk-trace-base'), import('@opentelemetry/resources')]);
  const protocol = env['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] || env['OTEL_EXPORTER_OTLP_PROTOCOL'];
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }).merge(
      detectResources({ detectors: [envDetector] }),
    ),
    spanProcessors: [new BatchSpanProcessor(await createExporter(protocol))],
  });
  const close = () =>
    Promise.race([provider.shutdown().catch(() => undefined), sleep(closeDeadlineMs, undefined, { ref: false })]);
  return { ...tracingWith(provider.getTracer('wasl-subgraph-sdk')), close };
}

async function createExporter(protocol: string | undefined): Promise<SpanExporter> {
  const { OTLPTraceExporter } =
    protocol === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');
  return new OTLPTraceExporter();
}

function tracingWith(tracer: Tracer): Omit<Tracing, 'close'> {
  const current = new AsyncLocalStorage<Context>();
  return {
    async answer(headers, work, codesOf) {
      const span = tracer.startSpan('answer', { kind: SpanKind.SERVER }, parentOf(headers['traceparent']));
      try {
        const result = await current.run(trace.setSpan(ROOT_CONTEXT, span), work);
        tellCodes(span, codesOf(result));
        return result;
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    },
    async during(name, work) {
      const context = current.getStore();
      if (!context) return work();
      const span = tracer.startSpan(name, {}, context);
      try {
        return await work();
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    },
  };
}

function parentOf(traceparent: string | string[] | undefined): Context {
  const [, traceId, spanId, flags] = (typeof traceparent === 'string' && parentForm.exec(traceparent)) || [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return ROOT_CONTEXT;
  const traceFlags = Number.parseInt(flags, 16) & 1;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}

const codePattern = /^[A-Z][A-Z_]{1,63}$/;

function tellCodes(span: Span, codes: readonly string[]): void {
  if (codes.length === 0) return;
  span.setAttribute(
    'wasl.error_codes',
    [...new Set(codes)].map((code) => (codePattern.test(code) ? code : 'other')),
  );
  span.setStatus({ code: SpanStatusCode.ERROR });
}
