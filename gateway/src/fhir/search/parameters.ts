import { WaslError } from '@wasl/schema/errors.ts';
import { isJsonObject } from '../../core/jsonObject.ts';
import type { FhirRequest } from '../exchange.ts';
import { unreadable } from '../unreadable.ts';
import { parseHealthId } from '@wasl/kit/healthId';

/** Parameters that say how to answer, and not what: every request may have them. */
const general = ['_format', '_pretty', '_count', '_page'];

/** A search's parameters as they were read. */
export interface Parameters {
  /** Each with its values: alternatives of one value are divided by commas, repeated parameters hold all. */
  values: ReadonlyMap<string, readonly string[]>;
  /** Names of those that this search does not know; they changed nothing. */
  ignored: readonly string[];
  count: number;
  page: string | undefined;
}

const mostAtOnce = 100;

/**
 * Reads the parameters of a search, of its address and its body together. @throws WaslError BAD_REQUEST for one that is not known where
 * `Prefer: handling=strict` asks so, for a modifier, and for a wrong `_count`
 */
export function readParameters(request: FhirRequest, known: readonly string[], countByDefault = 20): Parameters {
  const values = new Map<string, string[]>();
  const ignored: string[] = [];
  for (const [name, value] of parametersOf(request)) {
    const [plain = '', modifier] = name.split(':');
    const isKnown = known.includes(plain) || general.includes(plain);
    // An answer without a modifier's meaning would be a wrong one.
    if (isKnown && modifier !== undefined) throw unusable(`${plain}:modifier`);
    if (!isKnown) ignored.push(name);
    else values.set(plain, [...(values.get(plain) ?? []), value]);
  }
  if (ignored.length > 0 && isStrict(request)) throw unusable('search');
  return {
    values,
    ignored,
    count: readCount(values.get('_count')?.[0], countByDefault),
    page: values.get('_page')?.[0],
  };
}

function parametersOf({ query, body }: FhirRequest): [string, string][] {
  if (body === undefined) return [...query];
  return [...query, ...(body instanceof URLSearchParams ? body : resourceParameters(body))];
}

/** The parameters of a Parameters resource, each with its one value. @throws WaslError BAD_REQUEST for any other body */
function resourceParameters(body: unknown): [string, string][] {
  const { resourceType, parameter = [] } = isJsonObject(body) ? body : {};
  if (resourceType !== 'Parameters' || !Array.isArray(parameter)) throw unreadable('body');
  return parameter.map((one: unknown): [string, string] => {
    const { name, ...values } = isJsonObject(one) ? one : {};
    const [value] = Object.entries(values).flatMap(([key, said]) => (key.startsWith('value') ? [said] : []));
    if (typeof name !== 'string' || value === undefined || typeof value === 'object') throw unreadable('body');
    return [name, String(value)];
  });
}

function isStrict({ headers }: FhirRequest): boolean {
  return /(?:^|[,;\s])handling\s*=\s*"?strict\b/i.test(headers['prefer'] ?? '');
}

function readCount(text: string | undefined, byDefault: number): number {
  if (text === undefined) return byDefault;
  if (!/^\d{1,6}$/.test(text) || Number(text) === 0) throw unusable('_count');
  return Math.min(Number(text), mostAtOnce);
}

/** Says which parameter cannot be used, and never its value. */
export function unusable(parameter: string): WaslError {
  return new WaslError(
    'BAD_REQUEST',
    { parameter },
    {
      says: {
        en: `This search parameter cannot be used like that: ${parameter}.`,
        ar: `لا يمكن استعمال معامل البحث هذا على هذا النحو: ${parameter}.`,
      },
    },
  );
}

/** The one patient that a search is about, from `patient` or `subject`. @throws WaslError BAD_REQUEST, HEALTH_ID_INVALID */
export function patientOf({ values }: Parameters): string {
  const said = [...(values.get('patient') ?? []), ...(values.get('subject') ?? [])].map(idOfReference);
  const [first, ...others] = new Set(said);
  if (first === undefined || others.length > 0) throw needsPatient();
  return requireHealthId(first);
}

function idOfReference(text: string): string {
  return text.replace(/^.*\bPatient\//, '');
}

/** The 12 digits of a health ID. @throws WaslError HEALTH_ID_INVALID */
export function requireHealthId(text: string): string {
  try {
    return parseHealthId(text);
  } catch (cause) {
    throw new WaslError('HEALTH_ID_INVALID', {}, { cause });
  }
}

function needsPatient(): WaslError {
  return new WaslError(
    'BAD_REQUEST',
    { parameter: 'patient' },
    {
      says: {
        en: 'Say whose records you want: this search needs the parameter patient, with one health ID.',
        ar: 'اذكر صاحب السجلات المطلوبة: يلزم لهذا البحث المعامل patient وفيه رقم صحي واحد.',
      },
    },
  );
}
