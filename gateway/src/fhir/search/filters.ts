import { damascusDay, damascusInstant, startOfDamascusDay } from '@wasl/schema/damascusTime.ts';
import type { Fhir, Resource } from '../exchange.ts';
import type { Kind } from '../kinds.ts';
import { type Parameters, unusable } from './parameters.ts';

/** Whether a resource is among those that a search asks for. */
export type Filter = (resource: Resource) => boolean;

/** The parameters by which one type can be narrowed. */
export function filtersOf(kind: Kind): string[] {
  return [
    '_id',
    '_lastUpdated',
    ...(kind.hasStatus ? ['status'] : []),
    ...(kind.date === undefined ? [] : ['date']),
    ...(kind.code === undefined ? [] : ['code']),
    ...Object.keys(kind.names ?? {}),
    ...(kind.hasCategory ? ['category'] : []),
    ...(kind.hasClinicalStatus ? ['clinical-status'] : []),
  ];
}

/** The filters that parameters ask for: a resource has to pass all. @throws WaslError BAD_REQUEST for a date that is none */
export function readFilters({ values }: Parameters, kind: Kind): Filter[] {
  const filters: Filter[] = [];
  const add = (name: string, make: (value: string) => Filter) => {
    for (const value of values.get(name) ?? []) filters.push(make(value));
  };
  add('_id', (value) => (resource) => value.split(',').includes(resource.id));
  add('_lastUpdated', (value) => byDate(value, '_lastUpdated', 'meta.lastUpdated'));
  add('_since', (value) => byDate(`ge${value}`, '_since', 'meta.lastUpdated'));
  add('date', (value) => byDate(value, 'date', kind.date ?? ''));
  add('code', (value) => byToken(value, kind.code ?? ''));
  for (const [name, element] of Object.entries(kind.names ?? {}))
    add(name, (value) => (element === 'date' ? byDate(value, name, kind.date ?? '') : byToken(value, kind.code ?? '')));
  add('category', (value) => byToken(value, resourceCategory));
  add('clinical-status', (value) => byToken(value, 'clinicalStatus'));
  add('status', (value) => (resource) => value.split(',').some((one) => one === resource['status']));
  return filters;
}

const resourceCategory = 'category';

/** `system|code`, `code` or `system|`; several with commas. */
function byToken(value: string, element: string): Filter {
  const wanted = value.split(',').map((token) => {
    const [system, code] = token.includes('|') ? token.split('|', 2) : [undefined, token];
    return { system, code };
  });
  return (resource) =>
    codingsOf(resource[element]).some((found) =>
      wanted.some(
        ({ system, code }) =>
          (system === undefined || system === '' || found['system'] === system) &&
          (code === undefined || code === '' || found['code'] === code),
      ),
    );
}

/** The codings of an element that is a concept or several. */
function codingsOf(element: unknown): Fhir[] {
  return [element].flat().flatMap((concept) => ((concept as Fhir | undefined)?.['coding'] as Fhir[] | undefined) ?? []);
}

const dateForm =
  /^(eq|ne|gt|ge|lt|le|sa|eb)?(\d{4}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?)?)?)$/;

/** A day is one of Damascus; what is less exact means all of it. */
function byDate(value: string, parameter: string, path: string): Filter {
  const [, prefix = 'eq', text = ''] = dateForm.exec(value.replace(/^ge(?=ge|gt)/, '')) ?? [];
  const range = rangeOf(text);
  if (!range) throw unusable(parameter);
  return (resource) => {
    const found = path.split('.').reduce<unknown>((part, name) => (part as Fhir | undefined)?.[name], resource);
    const at = typeof found === 'string' ? Date.parse(found) : NaN;
    return !Number.isNaN(at) && compare(prefix, at, range);
  };
}

interface Range {
  /** Milliseconds since 1970: the first instant, and the first that no longer belongs to it. */
  from: number;
  to: number;
}

function compare(prefix: string, at: number, { from, to }: Range): boolean {
  const isIn = at >= from && at < to;
  const tests: Record<string, boolean> = {
    eq: isIn,
    ne: !isIn,
    gt: at >= to,
    sa: at >= to,
    ge: at >= from,
    lt: at < from,
    eb: at < from,
    le: at < to,
  };
  return tests[prefix] ?? false;
}

function rangeOf(text: string): Range | undefined {
  const [, year, month, day] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text) ?? [];
  if (year === undefined) {
    const at = /(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : damascusInstant(text);
    return text === '' || Number.isNaN(at)
      ? undefined
      : { from: at, to: at + (/:\d{2}:\d{2}/.test(text) ? 1_000 : 60_000) };
  }
  const from = startOfDamascusDay(`${year}-${month ?? '01'}-${day ?? '01'}`);
  if (Number.isNaN(from) || damascusDay(from).slice(0, text.length) !== text) return undefined;
  return { from, to: endOf(from, month === undefined ? 'year' : day === undefined ? 'month' : 'day') };
}

function endOf(from: number, unit: 'year' | 'month' | 'day'): number {
  const day = damascusDay(from);
  if (unit === 'day') return startOfDamascusDay(new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10));
  const [year = 0, month = 0] = day.split('-').map(Number);
  const next = unit === 'year' ? [year + 1, 1] : month === 12 ? [year + 1, 1] : [year, month + 1];
  return startOfDamascusDay(`${next[0]}-${String(next[1]).padStart(2, '0')}-01`);
}
