import type { FetchDataRewrite } from '@apollo/query-planner';
import { type FieldNode, Kind, print, visit } from 'graphql';
import type { Selected, SelectedField } from './drafts.ts';
import type { Knowledge } from './knowledge.ts';

export interface WrittenSelection {
  /** `{ … }` */
  text: string;
  /** What gives the fields of the answer their keys back. */
  rewrites: FetchDataRewrite[];
  /** The variables in it. */
  variables: ReadonlySet<string>;
}

/**
 * Writes what a subgraph is asked of objects. Objects of different types are asked for by fragments; a field that has another type
 * in one than in another gets a key of its own there, for a subgraph may not answer two types under one key.
 */
export function writeSelection(selected: Selected, graph: string, knowledge: Knowledge): WrittenSelection {
  const rewrites: FetchDataRewrite[] = [];
  const variables = new Set<string>();
  const typeNumbers = new Map<string, number>();

  function write({ type, members, asksTypename }: Selected, path: readonly string[], isAmongOthers: boolean): string {
    const texts = asksTypename ? ['__typename'] : [];
    const isObject = knowledge.isObject(graph, type);
    const mayDiffer = isAmongOthers || (!isObject && members.size > 1);
    for (const [member, fields] of members) {
      const step = isObject ? path : [...path, `... on ${member}`];
      const inner = [...fields].map(([key, field]) => writeField(member, key, field, step, mayDiffer));
      if (inner.length > 0) texts.push(isObject ? inner.join(' ') : `... on ${member} { ${inner.join(' ')} }`);
    }
    return `{ ${texts.length > 0 ? texts.join(' ') : '__typename'} }`;
  }

  function writeField(
    type: string,
    key: string,
    { node, below }: SelectedField,
    path: readonly string[],
    mayDiffer: boolean,
  ): string {
    const name = node.name.value;
    const own = mayDiffer && hasOtherType(name) ? `${key}__${typeNumber(type, name)}` : key;
    const inner = below ? ` ${write(below, [...path, own], mayDiffer)}` : '';
    if (own !== key) rewrites.push({ kind: 'KeyRenamer', path: [...path, own], renameKeyTo: key });
    return `${own === name ? '' : `${own}: `}${writeArguments(node)}${inner}`;
  }

  function writeArguments(node: FieldNode): string {
    visit(node, { [Kind.VARIABLE]: ({ name }) => void variables.add(name.value) });
    const { alias: _, ...plain } = node;
    return print(plain);
  }

  function hasOtherType(name: string): boolean {
    const found = new Set<string>();
    for (const [type, { kind }] of knowledge.joins.types) {
      const field = kind === 'object' ? knowledge.fieldAt(graph, type, name) : undefined;
      if (field) found.add(print(field.type));
    }
    return found.size > 1;
  }

  function typeNumber(type: string, name: string): number {
    const field = knowledge.fieldAt(graph, type, name);
    const text = field ? print(field.type) : '';
    const number = typeNumbers.get(text) ?? typeNumbers.size;
    typeNumbers.set(text, number);
    return number;
  }

  const text = write(selected, [], false);
  return { text, rewrites, variables };
}
