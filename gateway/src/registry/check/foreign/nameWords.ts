import { type DocumentNode, Kind, specifiedScalarTypes, visit } from 'graphql';
import { findHidden } from '../../../core/hiddenCharacters.ts';
import { linkUrl } from '../../../core/schemaLinks.ts';
import type { Problem } from '../problem.ts';
import { lineOf } from './declaredTypes.ts';
import type { WordsFault } from './sayWords.ts';

interface Source {
  file: string;
  document: DocumentNode;
}

/** Most characters of a name: it stands in messages, logs and metrics. */
const longestName = 100;
/** What composition writes into a supergraph for gateways. */
const machinery = /^(join|core|context)__/;
const builtIn: readonly string[] = specifiedScalarTypes.map(({ name }) => name);

/**
 * What a subgraph calls things, and writes between the lines, that nobody could read as it is meant: names that are GraphQL's or the
 * gateway's own, root types that are none, links to nothing, hidden characters, names without end.
 */
export function nameWords(source: Source): Problem[] {
  return [...unseen(source), ...reserved(source), ...roots(source), ...emptyLinks(source), ...longNames(source)];
}

const keepFromComposing: ReadonlySet<WordsFault> = new Set(['reserved', 'rootTwice', 'rootUnknown', 'link']);

/** Whether composition would say nothing after this that its reader could use: of a name without a Latin letter it makes none of its own. */
export function keepsFromComposing(problem: Problem): boolean {
  if (problem.kind !== 'words') return false;
  return keepFromComposing.has(problem.fault) || (problem.fault === 'name' && !/^[a-z]/i.test(problem.coordinate));
}

function fault(name: WordsFault, { file }: Source, line: number, coordinate: string, what = ''): Problem {
  return { kind: 'words', fault: name, file, line, coordinate, what };
}

/** In the text itself, comments included, and behind escapes in strings. */
function unseen(source: Source): Problem[] {
  const text = source.document.loc?.source.body ?? '';
  const lines = text.split(/\r\n|\n|\r/).flatMap((line, index) => {
    const found = findHidden(line);
    return found ? [{ ...fault('hidden', source, index + 1, '', found.what), column: found.index + 1 }] : [];
  });
  const escaped: Problem[] = [];
  visit(source.document, {
    StringValue(node) {
      const found = findHidden(node.value);
      const line = lineOf(node);
      const isSaid = (one: Problem) => one.line >= line && one.line <= (node.loc?.endToken.line ?? line);
      if (found && !lines.some(isSaid)) escaped.push(fault('hidden', source, line, '', found.what));
    },
  });
  return [...lines, ...escaped];
}

function reserved(source: Source): Problem[] {
  return source.document.definitions.flatMap((item) => {
    if (!('name' in item) || !item.name || item.kind === Kind.OPERATION_DEFINITION) return [];
    const { value } = item.name;
    const isDirective = item.kind === Kind.DIRECTIVE_DEFINITION;
    // Frameworks print GraphQL's own scalars; who says something of them says it of everybody's.
    const isPlain = item.kind === Kind.SCALAR_TYPE_DEFINITION && (item.directives ?? []).length === 0;
    if (!machinery.test(value) && (isDirective || isPlain || !builtIn.includes(value))) return [];
    return [fault('reserved', source, lineOf(item.name), isDirective ? `@${value}` : value)];
  });
}

/** What `schema` says of root types: the names as they are written, whatever they were brought to since. */
function roots(source: Source): Problem[] {
  const { definitions } = source.document;
  const declared = new Set(definitions.flatMap((item) => ('name' in item && item.name ? [item.name.value] : [])));
  const named = definitions.flatMap((item) =>
    item.kind === Kind.SCHEMA_DEFINITION || item.kind === Kind.SCHEMA_EXTENSION ? (item.operationTypes ?? []) : [],
  );
  return named.flatMap((node, index) => {
    const { name } = node.type;
    const written = name.loc?.startToken.value ?? name.value;
    const before = named.slice(0, index).find(({ type }) => type.name.value === name.value);
    if (before) return [fault('rootTwice', source, lineOf(node), written, `${before.operation}, ${node.operation}`)];
    return declared.has(name.value) ? [] : [fault('rootUnknown', source, lineOf(node), written, node.operation)];
  });
}

function emptyLinks(source: Source): Problem[] {
  return source.document.definitions.flatMap((item) => {
    if (item.kind !== Kind.SCHEMA_DEFINITION && item.kind !== Kind.SCHEMA_EXTENSION) return [];
    return (item.directives ?? [])
      .filter((node) => node.name.value === 'link' && !URL.canParse(linkUrl(node) ?? ''))
      .map((node) => fault('link', source, lineOf(node), '@link'));
  });
}

function longNames(source: Source): Problem[] {
  const found: Problem[] = [];
  visit(source.document, {
    Name(node) {
      if (node.value.length > longestName)
        found.push(fault('longName', source, lineOf(node), `${node.value.slice(0, 30)}…`, String(longestName)));
    },
  });
  return found;
}
