import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
  print,
  type TypeDefinitionNode,
  type TypeExtensionNode,
} from 'graphql';
import { parseFieldSet } from '../../../core/fieldSet.ts';
import { argument, textOf } from '../../../core/schemaLinks.ts';
import { directiveNames } from './directiveNames.ts';

/** A directive under its name in its spec, whatever the subgraph calls it. */
export interface Applied {
  name: string;
  node: ConstDirectiveNode;
  line: number;
  /** Name and arguments as text: equal for what says the same. */
  text: string;
}

export interface DeclaredMember {
  name: string;
  line: number;
  directives: readonly Applied[];
  node: FieldDefinitionNode | InputValueDefinitionNode | undefined;
}

/** A type as one subgraph declares it, with its extensions. */
export interface DeclaredType {
  name: string;
  /** `Object`, `Interface`, `Union`, `Enum`, `InputObject` or `Scalar`. */
  kind: string;
  line: number;
  directives: Applied[];
  /** Fields, or the values of an enum. */
  members: Map<string, DeclaredMember>;
  /** Interfaces that it implements, or types that a union has. */
  related: Map<string, number>;
}

export type DeclaredTypes = ReadonlyMap<string, DeclaredType>;

/** The types that a subgraph declares, by name. */
export function readDeclaredTypes(document: DocumentNode): DeclaredTypes {
  const nameOf = directiveNames(document);
  const types = new Map<string, DeclaredType>();
  for (const item of document.definitions) {
    const kind = /^(\w+)Type(?:Definition|Extension)$/.exec(item.kind)?.[1];
    if (kind === undefined) continue;
    const node = item as TypeDefinitionNode | TypeExtensionNode;
    const line = lineOf(node.name);
    const name = node.name.value;
    const type: DeclaredType = types.get(name) ?? {
      name,
      kind,
      line,
      directives: [],
      members: new Map(),
      related: new Map(),
    };
    types.set(name, type);
    type.directives.push(...applied(node.directives, nameOf));
    for (const member of membersOf(node))
      type.members.set(member.name.value, {
        name: member.name.value,
        line: lineOf(member.name),
        directives: applied(member.directives, nameOf),
        node: member.kind === Kind.ENUM_VALUE_DEFINITION ? undefined : member,
      });
    for (const other of relatedOf(node)) type.related.set(other.name.value, lineOf(other));
  }
  return types;
}

function membersOf(node: TypeDefinitionNode | TypeExtensionNode) {
  if ('fields' in node) return node.fields ?? [];
  return 'values' in node ? (node.values ?? []) : [];
}

function relatedOf(node: TypeDefinitionNode | TypeExtensionNode) {
  if ('interfaces' in node) return node.interfaces ?? [];
  return 'types' in node ? (node.types ?? []) : [];
}

export function applied(
  directives: readonly ConstDirectiveNode[] | undefined,
  nameOf: (local: string) => string,
): Applied[] {
  return (directives ?? []).map((node) => {
    const name = nameOf(node.name.value);
    const values = (node.arguments ?? []).map((item) => print(item).replaceAll(/\s+/g, ' ')).sort();
    return { name, node, line: lineOf(node), text: `@${name}(${values.join(', ')})` };
  });
}

export function has({ directives }: { directives: readonly Applied[] }, name: string): boolean {
  return directives.some((one) => one.name === name);
}

/** The fields of each of its keys, as text that is equal for the same key; a key that cannot be read is left to composition. */
export function keysOf(type: DeclaredType): { line: number; text: string; fields: string[] }[] {
  return type.directives.flatMap(({ name, node, line }) => {
    const fields = name === 'key' ? textOf(argument(node, 'fields')) : undefined;
    const selections = fields === undefined ? undefined : readSelections(fields);
    if (!selections) return [];
    const texts = selections.map((one) => print(one).replaceAll(/\s+/g, ' ')).sort();
    const names = selections.flatMap((one) => (one.kind === Kind.FIELD ? [one.name.value] : []));
    return [{ line, text: texts.join(' '), fields: names }];
  });
}

/** The selections of a field set; undefined where it cannot be read. */
export function readSelections(fieldSet: string) {
  try {
    return parseFieldSet(fieldSet);
  } catch {
    return undefined;
  }
}

export function lineOf(node: { loc?: { startToken: { line: number } } | undefined } | undefined): number {
  return node?.loc?.startToken.line ?? 1;
}
