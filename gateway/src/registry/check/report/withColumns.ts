import type { Problem } from '../problem.ts';

interface Text {
  file: string;
  sdl: string;
}

/** Problems with the column, from 1, of what they are about in their line. What is not a line of these files stays as it is. */
export function withColumns(problems: readonly Problem[], texts: readonly Text[]): Problem[] {
  const lines = new Map(texts.map(({ file, sdl }) => [file, sdl.split(/\r\n|\n|\r/)] as const));
  return problems.map((problem) => {
    const line = lines.get(problem.file)?.[problem.line - 1];
    if (line === undefined || problem.column !== undefined) return problem;
    return { ...problem, column: columnIn(line, problem) };
  });
}

/** Where a directive, or else the member or type of a coordinate, stands in a line; the first character that is no space otherwise. */
function columnIn(line: string, problem: Problem): number {
  for (const name of namesIn(problem)) {
    const found = new RegExp(`(?<![\\w@])${name}(?!\\w)`).exec(line);
    if (found) return found.index + 1;
  }
  return Math.max(0, line.search(/\S/)) + 1;
}

function namesIn(problem: Problem): string[] {
  if (!('coordinate' in problem)) return [];
  const directive = 'what' in problem ? /^@\w+$/.exec(problem.what) : null;
  const members = problem.coordinate.split('.').toReversed();
  return [...(directive ?? []), ...members].filter((name) => /^@?[A-Za-z_]\w*$/.test(name));
}
