import { Kind, print, visit } from 'graphql';
import type { DeclaredMember, DeclaredType } from './declaredTypes.ts';

/** Where a copy of a shared type is not as its owner has it: composition would keep what both say, or everything that either says. */
export function copyDifferences(copy: DeclaredType, original: DeclaredType): { line: number; what: string }[] {
  if (copy.kind !== original.kind) return [{ line: copy.line, what: copy.kind }];
  const rules = new Set(original.directives.map(({ text }) => text));
  return [
    ...copy.directives.filter(({ text }) => !rules.has(text)).map(({ line, name }) => ({ line, what: `@${name}` })),
    ...[...original.members.keys()]
      .filter((name) => !copy.members.has(name))
      .map((what) => ({ line: copy.line, what })),
    ...[...copy.members.values()]
      .filter((member) => textOf(member) !== textOf(original.members.get(member.name)))
      .map(({ line, name }) => ({ line, what: name })),
    ...[...copy.related].filter(([name]) => !original.related.has(name)).map(([what, line]) => ({ line, what })),
  ];
}

/** A field or value without its descriptions. */
function textOf(member: DeclaredMember | undefined): string | undefined {
  if (!member) return undefined;
  const said = member.directives.map(({ text }) => text).sort();
  if (!member.node) return said.join(' ');
  const bare = visit(
    { ...member.node, directives: [] },
    {
      enter: (node) =>
        (node.kind === Kind.INPUT_VALUE_DEFINITION || node.kind === Kind.FIELD_DEFINITION) && node.description
          ? { ...node, description: undefined }
          : undefined,
    },
  );
  return `${print(bare)} ${said.join(' ')}`;
}
