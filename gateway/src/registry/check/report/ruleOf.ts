import { keepsFromComposing } from '../foreign/nameWords.ts';
import type { Problem } from '../problem.ts';

/** Whether a problem keeps a subgraph out, or is said only. */
export type Severity = 'error' | 'warning';

/** The permanent id of the rule that a problem breaks, such as `unruled`, `foreign/override` or `style/fieldName`. */
export function ruleOf(problem: Problem): string {
  switch (problem.kind) {
    case 'foreign':
      return `foreign/${problem.act}`;
    case 'words':
      return `words/${problem.fault}`;
    case 'style':
      return `style/${problem.style}`;
    default:
      return problem.kind;
  }
}

/** Names and descriptions are warnings; everything else keeps a subgraph out. */
export function severityOf({ kind }: Problem): Severity {
  return kind === 'style' ? 'warning' : 'error';
}

const unreadable: ReadonlySet<string> = new Set(['notUtf8', 'tooLarge', 'tooDeep', 'empty']);

/** Whether a problem keeps the subgraphs from being read or composed, so that most else of them is not known. */
export function isUnreadable(problem: Problem): boolean {
  if (problem.kind === 'words') return unreadable.has(problem.fault) || keepsFromComposing(problem);
  return ['unreadable', 'incompatible', 'unreachable'].includes(problem.kind);
}

/** The exit code of `wasl check`: 0 nothing to object to, 1 findings, 2 the subgraphs could not be read or composed. */
export function exitCodeOf(problems: readonly Problem[], isStrict: boolean): 0 | 1 | 2 {
  if (problems.some(isUnreadable)) return 2;
  return problems.some((problem) => isStrict || severityOf(problem) === 'error') ? 1 : 0;
}
