import type { Language } from '@wasl/schema/errors.ts';
import type { Issue } from '../outcome.ts';
import type { Parameters } from './parameters.ts';

/** Says which parameters changed nothing. Their names only: a value may be personal. */
export function ignoredIssue(ignored: readonly string[], language: Language): Issue[] {
  const names = ignored.filter((name) => /^[\w:.-]{1,64}$/.test(name)).join(', ');
  if (ignored.length === 0) return [];
  const message =
    language === 'ar'
      ? `معاملات غير معروفة هنا ولم يؤخذ بها: ${names}`
      : `Parameters that are not known here, and changed nothing: ${names}`;
  return [{ code: 'OPERATION_NOT_SUPPORTED', message, severity: 'warning' }];
}

/** The search as it was understood, below the base. */
export function selfOf(path: string, { values, count }: Parameters): string {
  const query = new URLSearchParams();
  for (const [name, all] of values)
    if (!name.startsWith('_') || ['_id', '_lastUpdated', '_since', '_type'].includes(name))
      for (const value of all) query.append(name, value);
  query.set('_count', String(count));
  return `${path}?${query}`;
}
