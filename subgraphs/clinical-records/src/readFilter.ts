import { dayAfter, startOfDay } from '@wasl/kit/calendar';
import { failure } from '@wasl/kit/errors';
import { laboratoryTests } from '@wasl/terminology/laboratoryTests';
import type { ListFilter } from './stores/listStore.ts';

/** What a list is filtered by, as it is asked for. */
export interface FilterArguments {
  code?: string | null;
  /** Days in Damascus, both included. */
  from?: string | null;
  to?: string | null;
  /** One of `ObservationCategory`. */
  category?: string | null;
  /** One of `LaboratoryOrderStatus`. */
  status?: string | null;
}

const longestCode = 40;

/** Nothing is recorded before or after: not every day of a calendar is one that a database holds. */
const [earliest, latest] = ['1900-01-01', '9000-01-01'];

/** @throws SubgraphError BAD_USER_INPUT naming the argument */
export function readFilter({ code, from, to, category, status }: FilterArguments): ListFilter {
  if (code != null && (code.trim() === '' || code.length > longestCode)) throw wrong('code');
  if (from != null && to != null && from > to) throw wrong('to');
  return {
    code: code?.trim() ?? null,
    ...codesOf(category),
    ...storedStatusOf(status),
    from: from == null || from < earliest ? null : startOfDay(from),
    until: to == null || to > latest ? null : startOfDay(to < earliest ? earliest : dayAfter(to, 1)),
  };
}

/** The codes of a category of the list of tests; OTHER is what the list does not know. */
function codesOf(category: string | null | undefined): Pick<ListFilter, 'codes' | 'isExcept'> {
  if (category == null) return { codes: null, isExcept: false };
  const tests = [...laboratoryTests().values()];
  if (category === 'OTHER') return { codes: tests.map(({ code }) => code), isExcept: true };
  const wanted = category.toLowerCase().replaceAll('_', '-');
  return { codes: tests.filter((test) => test.category === wanted).map(({ code }) => code), isExcept: false };
}

/** An order that is done with is over, be it answered or cancelled. */
function storedStatusOf(status: string | null | undefined): Pick<ListFilter, 'status' | 'isCancelled'> {
  if (status == null) return { status: null, isCancelled: null };
  return status === 'ACTIVE'
    ? { status, isCancelled: null }
    : { status: 'RESOLVED', isCancelled: status === 'REVOKED' };
}

function wrong(argument: string) {
  return failure('BAD_USER_INPUT', { argument });
}
