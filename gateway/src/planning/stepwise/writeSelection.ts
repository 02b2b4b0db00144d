import { type FieldNode, Kind, print, visit } from 'graphql';
import { onType, type PlanPathStep, type Rewrite } from '../plan.ts';
import { namedTypeOf } from '../queryGraph/federatedSchema.ts';
import { fieldIn, isObjectTypeIn, possibleTypes, type QueryGraph } from '../queryGraph/queryGraph.ts';
import type { GroupField, GroupSelection } from './fetchGroup.ts';

export interface WrittenSelection {
  /** `{ … }` */
  text: string;
  /** What gives the fields of the answer their keys back. */
  rewrites: Rewrite[];
  /** The variables in it. */
  variables: Set<string>;
}

/** A selection being written. */
interface Writing {
  graph: QueryGraph;
  subgraph: string;
  /** The types that fields of one response key have, as text. */
  typesOfKey: Map<string, string[]>;
  rewrites: Rewrite[];
  variables: Set<string>;
}

/** Where a selection stands. */
interface Scope {
  path: readonly PlanPathStep[];
  /** Objects of other types may stand here, with other fields under the same keys. */
  isAmongOthers: boolean;
}

/**
 * Writes what a subgraph is asked of objects. Objects of different types are asked for by fragments, but for an interface all of
 * whose objects are asked the same: nested ones would grow beyond what subgraphs take. Where one key stands for fields of different
 * types, each gets a key of its own, for a subgraph may not answer two types under one key (spec 5.3.2).
 */
export function writeSelection(selection: GroupSelection, subgraph: string, graph: QueryGraph): WrittenSelection {
  const writing: Writing = { graph, subgraph, typesOfKey: new Map(), rewrites: [], variables: new Set() };
  collectTypes(selection, writing);
  const text = writeSet(selection, { path: [], isAmongOthers: false }, writing);
  return { text, rewrites: writing.rewrites, variables: writing.variables };
}

function writeSet({ type, byType, hasTypename }: GroupSelection, scope: Scope, writing: Writing): string {
  const isObject = isObjectTypeIn(writing.graph, writing.subgraph, type);
  const isAmongOthers = scope.isAmongOthers || (!isObject && byType.size > 1);
  const rewritesBefore = writing.rewrites.length;
  const written = [...byType].map(([member, fields]) => {
    const path = isObject ? scope.path : [...scope.path, onType(member)];
    return {
      member,
      text: [...fields].map((field) => writeField(member, field, { path, isAmongOthers }, writing)).join(' '),
    };
  });
  const isRewritten = writing.rewrites.length > rewritesBefore;
  const shared = isObject || isRewritten ? undefined : sharedText(type, byType, written, writing);
  const fragments = written
    .filter(({ text }) => text !== '')
    .map(({ member, text }) => (isObject ? text : `... on ${member} { ${text} }`));
  const texts = [...(hasTypename ? ['__typename'] : []), ...(shared === undefined ? fragments : [shared])];
  return `{ ${texts.length > 0 ? texts.join(' ') : '__typename'} }`;
}

function writeField(
  type: string,
  [key, { node, below }]: [string, GroupField],
  { path, isAmongOthers }: Scope,
  writing: Writing,
): string {
  const name = node.name.value;
  const types = writing.typesOfKey.get(key) ?? [];
  const isAmbiguous = isAmongOthers && types.length > 1;
  const sentKey = isAmbiguous ? `${key}__${types.indexOf(typeText(type, name, writing))}` : key;
  const belowPath = [...path, { kind: 'key', key: sentKey } as const];
  const inner = below ? ` ${writeSet(below, { path: belowPath, isAmongOthers }, writing)}` : '';
  if (sentKey !== key) writing.rewrites.push({ kind: 'RenameKey', path, key: sentKey, to: key });
  return `${sentKey === name ? '' : `${sentKey}: `}${writeArguments(node, writing)}${inner}`;
}

function writeArguments(node: FieldNode, { variables }: Writing): string {
  visit(node, { [Kind.VARIABLE]: ({ name }) => void variables.add(name.value) });
  const { alias: _, ...plain } = node;
  return print(plain);
}

/** What is asked of every object of an interface, where that is the same and the interface has the fields. */
function sharedText(
  type: string,
  byType: GroupSelection['byType'],
  written: readonly { member: string; text: string }[],
  { graph, subgraph }: Writing,
): string | undefined {
  const [first, ...others] = written;
  if (!first?.text || others.some(({ text }) => text !== first.text)) return undefined;
  const isOfAll = possibleTypes(graph, subgraph, type).every((member) => byType.has(member));
  const names = [...byType.values()].flatMap((fields) => [...fields.values()].map(({ node }) => node.name.value));
  const isInInterface = names.every((name) =>
    [...byType.keys()].every((member) => hasSameOutput(type, member, name, graph, subgraph)),
  );
  return isOfAll && isInInterface ? first.text : undefined;
}

function hasSameOutput(type: string, member: string, name: string, graph: QueryGraph, subgraph: string): boolean {
  const [general, special] = [fieldIn(graph, subgraph, type, name), fieldIn(graph, subgraph, member, name)];
  return general !== undefined && special !== undefined && namedTypeOf(general.type) === namedTypeOf(special.type);
}

/** Collects the types that every key stands for. */
function collectTypes({ byType }: GroupSelection, writing: Writing): void {
  for (const [member, fields] of byType) {
    for (const [key, { node, below }] of fields) {
      const known = writing.typesOfKey.get(key) ?? [];
      const type = typeText(member, node.name.value, writing);
      if (!known.includes(type)) writing.typesOfKey.set(key, [...known, type]);
      if (below) collectTypes(below, writing);
    }
  }
}

function typeText(type: string, name: string, { graph, subgraph }: Writing): string {
  const field = fieldIn(graph, subgraph, type, name);
  return field ? print(field.type) : '';
}
