import { expect } from 'vitest';
import type { Case, ExpectedError } from './behaviour.ts';
import type { Answered } from './startFederation.ts';

type Path = readonly (string | number)[];

/** Compares a whole answer: data with the order of its keys, and its errors as the case describes them. */
export function expectAnswer(answer: Answered, { data, errors = [], errorCodes }: Case['expected']): void {
  const found = answer.errors ?? [];
  const told = errorCodes ? { errorCodes: codesOf(found) } : { errors: found.map(inOneForm).sort(byPath) };
  const expected = errorCodes ? { errorCodes: [...errorCodes].sort() } : { errors: errors.map(asMatcher).sort(byPath) };
  expect({ data: answer.data, ...told }).toEqual({ data, ...expected });
  expect(JSON.stringify(answer.data)).toBe(JSON.stringify(data));
  const keys = [data !== undefined && 'data', found.length > 0 && 'errors'].filter(Boolean);
  expect(Object.keys(answer).sort()).toEqual(keys);
  for (const { path } of found)
    if (path) expect({ path, isPlace: isPlace(answer.data, path) }).toEqual({ path, isPlace: true });
}

function inOneForm({ message, path, extensions }: NonNullable<Answered['errors']>[number]) {
  return { path, code: extensions?.['code'], message };
}

function asMatcher({ path, code, message }: ExpectedError) {
  return { path, code: code ?? expect.any(String), message: message ?? expect.any(String) };
}

function codesOf(errors: NonNullable<Answered['errors']>): unknown[] {
  return [...new Set(errors.map(({ extensions }) => extensions?.['code']))].sort();
}

/** Whether a path leads to a null, to the null that something above it has become, or to an entity that lacks fields. */
function isPlace(data: unknown, path: Path): boolean {
  let value = data;
  for (const key of path) {
    if (value === null) return true;
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
  }
  return typeof value === 'object';
}

function byPath(a: Pick<ExpectedError, 'path'>, b: Pick<ExpectedError, 'path'>): number {
  return JSON.stringify(a.path ?? '').localeCompare(JSON.stringify(b.path ?? ''));
}
