/** What `traceparent` says (W3C Trace Context, 3.2). */
export interface SentTrace {
  traceId: string;
  spanId: string;
  traceFlags: number;
}

// A later version may have more parts; `ff` is none.
const form = /^(?!ff)[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(?:$|-)/;
/** One list member after the other: a key, and a value of printable characters without comma and equals sign. */
const stateForm =
  /^[a-z0-9][\w\-*/@]{0,255}=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,256}(?:[\t ]*,[\t ]*[a-z0-9][\w\-*/@]{0,255}=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,256}){0,31}$/;
const longestState = 512;

/** Reads `traceparent`; undefined where there is none, or none that is valid. */
export function readTraceparent(sent: string | string[] | undefined): SentTrace | undefined {
  const [, traceId, spanId, flags] = (typeof sent === 'string' && form.exec(sent)) || [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1 };
}

/** `tracestate` as it is handed on; empty where it is not valid. */
export function readTracestate(sent: string | string[] | undefined): string {
  return typeof sent === 'string' && sent.length <= longestState && stateForm.test(sent) ? sent : '';
}
