import { LoadFailed, type ReportProblem } from './loadedCode.ts';

const mostShown = 10;

/** What is wrong with a file, line by line. */
export interface Problems {
  readonly report: ReportProblem;
  /** @throws LoadFailed if there is any. */
  throwIfAny(): void;
}

/** Gathers problems, so that one reading names several; too many end it. */
export function createProblems(): Problems {
  const found: string[] = [];
  const throwIfAny = () => {
    if (found.length === 0) return;
    const shown = found.slice(0, mostShown).join('\n');
    const rest = found.length > mostShown ? '\n… and more' : '';
    throw new LoadFailed(`Nothing was loaded, because of these lines:\n${shown}${rest}`);
  };
  return {
    throwIfAny,
    report: (line, what) => {
      found.push(`  line ${line}: ${what}`);
      if (found.length > mostShown) throwIfAny();
    },
  };
}
