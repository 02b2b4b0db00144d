import type { DocumentNode } from 'graphql';
import { type CheckedSource, type CheckOptions, checkSubgraphs } from './checkSubgraphs.ts';
import type { Problem } from './problem.ts';
import { type RegisteredOperation, schemaChanges } from './schemaChanges.ts';

/** As `checkSubgraphs`, with every change of today's schema that breaks clients, and the registered operations that would fail. */
export async function checkChanges(
  checked: readonly CheckedSource[],
  others: readonly CheckedSource[],
  today: DocumentNode | undefined,
  { operations = [], onComposed, ...options }: CheckOptions & { operations?: readonly RegisteredOperation[] } = {},
): Promise<Problem[]> {
  let next: DocumentNode | undefined;
  const problems = checkSubgraphs(checked, others, today, {
    ...options,
    onComposed(supergraph) {
      next = supergraph;
      onComposed?.(supergraph);
    },
  });
  if (!today || !next) return problems;
  const changes = await schemaChanges(today, next, operations);
  return [
    ...problems,
    ...changes.map((change): Problem => ({ kind: 'breaking', ...placeOf(change.coordinate, checked), ...change })),
  ];
}

/** The line that declares the changed field or value, or the nearest one that its name leads to. */
function placeOf(coordinate: string, checked: readonly CheckedSource[]): { file: string; line: number } {
  const [typeName = '', member = ''] = coordinate.split('.');
  const opening = new RegExp(`^\\s*(?:extend\\s+)?(?:type|input|enum|interface|union|scalar)\\s+${typeName}\\b`);
  const declaring = new RegExp(`\\b${member}\\b`);
  for (const { file, sdl } of checked) {
    const lines = sdl.split('\n');
    const start = lines.findIndex((line) => opening.test(line));
    if (start === -1) continue;
    const offset = member === '' ? 0 : lines.slice(start).findIndex((line) => declaring.test(line));
    return { file, line: start + 1 + Math.max(0, offset) };
  }
  return { file: checked[0]?.file ?? '', line: 1 };
}
