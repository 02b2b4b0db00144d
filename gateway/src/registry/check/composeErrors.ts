import { type DocumentNode, type GraphQLError, Kind } from 'graphql';
import { lineOfField, type Unreachable, unreachableIn } from '../unreachable.ts';
import { lineOf, readDeclaredTypes } from './foreign/declaredTypes.ts';
import type { Problem } from './problem.ts';

interface Source {
  name: string;
  file: string;
  document: DocumentNode;
}

interface Place {
  file: string;
  line: number;
  column?: number;
}

/**
 * What composition says, each at its place in a checked file: the one that it gives, or else where what it names is declared. What only
 * follows from `known`, such as a field that two answer of which one may not, is left out: its author is told once.
 */
export function composeErrors(
  errors: readonly GraphQLError[],
  checked: readonly Source[],
  all: readonly Omit<Source, 'file'>[],
  known: readonly Problem[],
): Problem[] {
  return errors.flatMap((error): Problem[] => {
    const unreachable = unreachableIn(error, all);
    if (unreachable) return unreachableProblem(unreachable, checked, known);
    const place = givenPlace(error, checked) ?? namedPlace(error.message, checked);
    if (known.some((problem) => isConsequence(error.message, place, problem))) return [];
    return [{ kind: 'incompatible', ...(place ?? firstLine(checked)), reason: error.message }];
  });
}

const firstLine = ([first]: readonly Source[]): Place => ({ file: first?.file ?? '', line: 1 });

/** At the field, or else at the last one before it that a checked file has. Whoever takes another's type or field is told that alone. */
function unreachableProblem(
  unreachable: Unreachable,
  checked: readonly Source[],
  known: readonly Problem[],
): Problem[] {
  const named = [unreachable.coordinate, ...unreachable.way.toReversed()];
  const [typeName = ''] = unreachable.coordinate.split('.');
  const isFollowing = known.some(
    (problem) => problem.kind === 'foreign' && [typeName, ...named].includes(problem.coordinate),
  );
  if (isFollowing) return [];
  const place = named.map((coordinate) => placeOfField(coordinate, checked)).find((one) => one !== undefined);
  return [{ kind: 'unreachable', ...(place ?? firstLine(checked)), ...unreachable }];
}

function placeOfField(coordinate: string, checked: readonly Source[]): Place | undefined {
  for (const { file, document } of checked) {
    const line = lineOfField(document, coordinate);
    if (line !== undefined) return { file, line };
  }
  return undefined;
}

function isConsequence(reason: string, place: Place | undefined, problem: Problem): boolean {
  if (problem.kind !== 'foreign' && problem.kind !== 'words') return false;
  if (problem.file === place?.file && problem.line === place.line) return true;
  if (problem.kind === 'words' && problem.fault === 'composed') return reason.includes('@composeDirective');
  if (problem.kind !== 'foreign' || !namesOf(reason).has(problem.coordinate)) return false;
  // Of a type much may be said; of one that is not to be declared at all nothing else matters.
  return problem.coordinate.includes('.') || problem.act === 'copied' || problem.act === 'differs';
}

function givenPlace({ nodes }: GraphQLError, checked: readonly Source[]): Place | undefined {
  const given = (nodes ?? []) as readonly {
    subgraph?: string;
    loc?: { startToken: { line: number; column: number } };
  }[];
  for (const { subgraph, loc } of given) {
    const file = checked.find(({ name }) => name === subgraph)?.file;
    // A node that composition made itself bears a place of no file.
    if (file !== undefined && loc && loc.startToken.line > 0)
      return { file, line: loc.startToken.line, column: loc.startToken.column };
  }
  return undefined;
}

/** Where the field, type, directive or specification that a message names is written. */
export function namedPlace(reason: string, checked: readonly Source[]): Place | undefined {
  const names = namesOf(reason);
  const isTwice = /only one|already/.test(reason);
  for (const { file, document } of checked) {
    const places = placesIn(document).filter(({ name }) => names.has(name));
    const nearest = places.filter(({ depth }) => depth === Math.max(...places.map((one) => one.depth)));
    const found = isTwice ? nearest.at(-1) : nearest[0];
    if (found) return { file, line: found.line };
  }
  return undefined;
}

/** Coordinates, types, `@directives` and addresses of specifications in a message; `field a … on T` is one too. */
function namesOf(reason: string): ReadonlySet<string> {
  const words = reason.match(/@?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?/g) ?? [];
  const found = new Set([...words, ...words.map((word) => word.split('.')[0] ?? '')]);
  for (const [, field, type] of reason.matchAll(/[Ff]ield (\w+) .*?\bon (\w+)/g)) found.add(`${type}.${field}`);
  for (const [address] of reason.matchAll(/https?:\/\/[^\s"]+/g)) found.add(address);
  return found;
}

/** Everything in a document that a message may name; the deeper, the nearer. */
function placesIn(document: DocumentNode): { name: string; line: number; depth: number }[] {
  const types = [...readDeclaredTypes(document).values()];
  const applied = document.definitions.flatMap((item) => ('directives' in item ? (item.directives ?? []) : []));
  return [
    ...document.definitions.flatMap((item) =>
      'name' in item && item.name
        ? [
            {
              name: item.kind === Kind.DIRECTIVE_DEFINITION ? `@${item.name.value}` : item.name.value,
              line: lineOf(item.name),
              depth: item.kind === Kind.DIRECTIVE_DEFINITION ? 0 : 2,
            },
          ]
        : [],
    ),
    ...document.definitions.flatMap((item) =>
      'fields' in item && 'name' in item
        ? (item.fields ?? []).map(({ name }) => ({
            name: `${item.name.value}.${name.value}`,
            line: lineOf(name),
            depth: 3,
          }))
        : [],
    ),
    ...types.flatMap((type) =>
      [...type.members.values()].flatMap(({ directives }) =>
        directives.map(({ node, line }) => ({ name: `@${node.name.value}`, line, depth: 1 })),
      ),
    ),
    ...applied.flatMap((node) => {
      const url = node.arguments?.find((one) => one.name.value === 'url')?.value;
      const address = url?.kind === Kind.STRING ? url.value.replace(/\/v[\d.]+$/, '') : undefined;
      return [
        { name: `@${node.name.value}`, line: lineOf(node), depth: 1 },
        ...(address === undefined ? [] : [{ name: address, line: lineOf(node), depth: 4 }]),
      ];
    }),
  ];
}
