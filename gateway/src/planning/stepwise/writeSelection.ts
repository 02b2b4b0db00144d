import type { FetchDataRewrite } from '@apollo/query-planner';
import { type FieldNode, Kind, print, visit } from 'graphql';
import type { Selected, SelectedField } from './drafts.ts';
import { namedTypeOf } from './joins.ts';
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
 * Writes what a subgraph is asked of objects. Objects of different types are asked for by fragments, but for an interface all of
 * whose objects are asked the same: nested ones would grow beyond what subgraphs take. Where one key stands for fields of different
 * types, each gets a key of its own, for a subgraph may not answer two types under one key.
 */
export function writeSelection(selected: Selected, graph: string, knowledge: Knowledge): WrittenSelection {
  const rewrites: FetchDataRewrite[] = [];
  const variables = new Set<string>();
  const typesOf = new Map<string, string[]>();

  function write({ type, members, asksTypename }: Selected, path: readonly string[], isAmongOthers: boolean): string {
    const texts = asksTypename ? ['__typename'] : [];
    const isObject = knowledge.isObject(graph, type);
    const mayDiffer = isAmongOthers || (!isObject && members.size > 1);
    const before = rewrites.length;
    const written = [...members].map(([member, fields]) => {
      const step = isObject ? path : [...path, `... on ${member}`];
      return { member, text: [...fields].map((item) => writeField(member, item, step, mayDiffer)).join(' ') };
    });
    const shared = !isObject && rewrites.length === before ? sharedText(type, members, written) : undefined;
    if (shared !== undefined) return `{ ${[...texts, shared].join(' ')} }`;
    for (const { member, text } of written) {
      if (text !== '') texts.push(isObject ? text : `... on ${member} { ${text} }`);
    }
    return `{ ${texts.length > 0 ? texts.join(' ') : '__typename'} }`;
  }

  function writeField(
    type: string,
    [key, { node, below }]: [string, SelectedField],
    path: readonly string[],
    mayDiffer: boolean,
  ): string {
    const name = node.name.value;
    const types = typesOf.get(key) ?? [];
    const own = mayDiffer && types.length > 1 ? `${key}__${types.indexOf(typeOf(type, name))}` : key;
    const inner = below ? ` ${write(below, [...path, own], mayDiffer)}` : '';
    if (own !== key) rewrites.push({ kind: 'KeyRenamer', path: [...path, own], renameKeyTo: key });
    return `${own === name ? '' : `${own}: `}${writeArguments(node)}${inner}`;
  }

  function writeArguments(node: FieldNode): string {
    visit(node, { [Kind.VARIABLE]: ({ name }) => void variables.add(name.value) });
    const { alias: _, ...plain } = node;
    return print(plain);
  }

  /** What is asked of every object of an interface, where that is the same and the interface has the fields. */
  function sharedText(
    type: string,
    members: Selected['members'],
    written: readonly { member: string; text: string }[],
  ): string | undefined {
    const [first, ...others] = written;
    if (!first?.text || others.some(({ text }) => text !== first.text)) return undefined;
    const isOfAll = knowledge.possible(graph, type).every((member) => members.has(member));
    const names = [...members.values()].flatMap((fields) => [...fields.values()].map(({ node }) => node.name.value));
    const isInInterface = names.every((name) =>
      [...members.keys()].every((member) => hasSameBelow(type, member, name)),
    );
    return isOfAll && isInInterface ? first.text : undefined;
  }

  function hasSameBelow(type: string, member: string, name: string): boolean {
    const [general, special] = [knowledge.fieldAt(graph, type, name), knowledge.fieldAt(graph, member, name)];
    return general !== undefined && special !== undefined && namedTypeOf(general.type) === namedTypeOf(special.type);
  }

  /** Collects the types that every key stands for. */
  function collectTypes({ members }: Selected): void {
    for (const [member, fields] of members) {
      for (const [key, { node, below }] of fields) {
        const known = typesOf.get(key) ?? [];
        const type = typeOf(member, node.name.value);
        if (!known.includes(type)) typesOf.set(key, [...known, type]);
        if (below) collectTypes(below);
      }
    }
  }

  function typeOf(type: string, name: string): string {
    const field = knowledge.fieldAt(graph, type, name);
    return field ? print(field.type) : '';
  }

  collectTypes(selected);
  const text = write(selected, [], false);
  return { text, rewrites, variables };
}
