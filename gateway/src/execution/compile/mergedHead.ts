import { type DefinitionNode, Kind, type OperationDefinitionNode, parse, visit } from 'graphql';
import type { CompiledEntityFetch } from './compiledPlan.ts';

/** A text in which a number has yet to be inserted: between each two pieces. */
type Numbered = readonly string[];

/** A fetch's query, ready to be merged with others: its texts are escaped as in JSON, and its own names get a number. */
interface QueryParts {
  variables: readonly { name: string; text: Numbered }[];
  directives: string;
  selections: Numbered;
  fragments: Numbered;
}

const known = new WeakMap<CompiledEntityFetch, QueryParts>();

/**
 * Start of the request body of one query that merges several entity fetches: the n-th selects `_entities<n>` with `$representations<n>`. It
 * is not cached: which fetches are merged depends on the data, and there are too many combinations.
 */
export function mergedHead(fetches: readonly CompiledEntityFetch[]): string {
  const variables = new Map<string, string>();
  let selections = '';
  let fragments = '';
  fetches.forEach((fetch, index) => {
    const parts = partsOf(fetch);
    for (const { name, text } of parts.variables)
      variables.set(text.length > 1 ? `${name}${index}` : name, withNumber(text, index));
    selections += withNumber(parts.selections, index);
    fragments += withNumber(parts.fragments, index);
  });
  const [first] = fetches;
  const directives = first ? partsOf(first).directives : '';
  return `{"query":"query(${[...variables.values()].join(',')})${directives}{${selections}}${fragments}","variables":{`;
}

function withNumber(text: Numbered, index: number): string {
  return text.length === 1 ? (text[0] as string) : text.join(String(index));
}

function partsOf(fetch: CompiledEntityFetch): QueryParts {
  let parts = known.get(fetch);
  if (!parts) {
    parts = readParts(fetch.query);
    known.set(fetch, parts);
  }
  return parts;
}

/** A range of a query's text. */
type Stretch = readonly [start: number, end: number];

function readParts(query: string): QueryParts {
  const { definitions } = parse(query);
  const operation = definitions.find(isOperation) as OperationDefinitionNode;
  const numbers = definitions.flatMap(numbersIn);
  const textOf = (node: Located) => piecesOf(query, stretchOf(node), numbers);
  const [start, end] = stretchOf(operation.selectionSet);
  return {
    variables: (operation.variableDefinitions ?? []).map((node) => ({
      name: node.variable.name.value,
      text: textOf(node),
    })),
    directives: (operation.directives ?? []).flatMap(textOf).join(''),
    selections: piecesOf(query, [start + 1, end - 1], numbers),
    fragments: joined(definitions.filter((item) => !isOperation(item)).map(textOf)),
  };
}

/** A range that is replaced by a numbered name: `before`, the number, `after`. */
interface NumberPlace {
  stretch: Stretch;
  before: string;
  after: string;
}

/** The places of the names that must be numbered, in text order: `_entities`, `$representations` and fragments. */
function numbersIn(definition: DefinitionNode): NumberPlace[] {
  const places: NumberPlace[] = [];
  const number = (name: Located & { value: string }) =>
    void places.push({ stretch: stretchOf(name), before: name.value, after: '' });
  visit(definition, {
    [Kind.VARIABLE]: ({ name }) => (name.value === 'representations' ? number(name) : undefined),
    [Kind.FIELD]: ({ name }) => {
      if (name.value === '_entities')
        places.push({ stretch: stretchOf(name), before: '_entities', after: ':_entities' });
    },
    [Kind.FRAGMENT_SPREAD]: ({ name }) => number(name),
    [Kind.FRAGMENT_DEFINITION]: ({ name }) => number(name),
  });
  return places;
}

function piecesOf(query: string, [start, end]: Stretch, numbers: readonly NumberPlace[]): Numbered {
  const pieces: string[] = [];
  let text = '';
  let position = start;
  for (const { stretch, before, after } of numbers) {
    if (stretch[0] < start || stretch[1] > end) continue;
    pieces.push(escaped(text + query.slice(position, stretch[0]) + before));
    text = after;
    position = stretch[1];
  }
  return [...pieces, escaped(text + query.slice(position, end))];
}

/** Concatenates texts. */
function joined(texts: readonly Numbered[]): Numbered {
  const pieces = [''];
  for (const [first = '', ...others] of texts) pieces.push(`${pieces.pop() ?? ''}${first}`, ...others);
  return pieces;
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

interface Located {
  readonly loc?: { start: number; end: number } | undefined;
}

function stretchOf({ loc }: Located): Stretch {
  return [loc?.start ?? 0, loc?.end ?? 0];
}

function isOperation(definition: DefinitionNode): definition is OperationDefinitionNode {
  return definition.kind === Kind.OPERATION_DEFINITION;
}
