import { ConfigError } from '../core/configError.ts';
import { type LogLevel, logLevels } from './logLine.ts';
import { readSwitch } from './edgeSettings.ts';
import { readWhole } from './readWhole.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What the environment says of logs and traces. */
export interface TelemetrySettings {
  /** Lines below it are not written. Default `info`. */
  logLevel: LogLevel;
  /** Write a line for each request. Default false. */
  accessLog: boolean;
  /** Milliseconds from which an operation is told of as slow; undefined where none is. */
  slowMs: number | undefined;
  /** How traces are exported, by OpenTelemetry's own variables; undefined where they are not. */
  traces: 'http/protobuf' | 'http/json' | undefined;
}

export const telemetryVariables = ['WASL_LOG_LEVEL', 'WASL_ACCESS_LOG', 'WASL_SLOW_OPERATION_MS'];

/** Reads it. @throws ConfigError that begins with the variable's name */
export function readTelemetrySettings(env: Env): TelemetrySettings {
  const slow = env['WASL_SLOW_OPERATION_MS'];
  return {
    logLevel: readLogLevel(env['WASL_LOG_LEVEL'] ?? 'info'),
    accessLog: readSwitch(env, 'WASL_ACCESS_LOG', false),
    slowMs: slow === undefined ? undefined : readWhole(slow, 'WASL_SLOW_OPERATION_MS', 1, 600_000),
    traces: readTraces(env),
  };
}

function readLogLevel(said: string): LogLevel {
  const level = logLevels.find((known) => known === said);
  if (!level) throw new ConfigError(`WASL_LOG_LEVEL must be one of ${logLevels.join(', ')}.`);
  return level;
}

/** By the specification of OpenTelemetry's variables, but that nothing is exported unless an endpoint is named. */
function readTraces(env: Env): TelemetrySettings['traces'] {
  const named = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] || env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  const isOff = env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true' || env['OTEL_TRACES_EXPORTER'] === 'none';
  if (!named || isOff) return undefined;
  const protocol = env['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] || env['OTEL_EXPORTER_OTLP_PROTOCOL'] || 'http/protobuf';
  if (protocol === 'http/protobuf' || protocol === 'http/json') return protocol;
  throw new ConfigError('OTEL_EXPORTER_OTLP_PROTOCOL must be http/protobuf or http/json.');
}
