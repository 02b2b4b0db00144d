import { type DocumentNode, Kind, type TypeNode } from 'graphql';
import { argument, textOf } from '../../core/schemaLinks.ts';
import { recordCategories } from '../../records/recordQuestion.ts';
import { type Applied, type DeclaredMember, type DeclaredType, readDeclaredTypes } from './foreign/declaredTypes.ts';
import type { WordsFault } from './foreign/sayWords.ts';
import type { Problem } from './problem.ts';

interface Source {
  file: string;
  document: DocumentNode;
}

type Fields = ReadonlyMap<string, TypeNode>;
/** The fields of composed types, inputs included; scalars and enums have none. */
type Types = ReadonlyMap<string, Fields>;

const categories: readonly string[] = recordCategories;
/** Values that are no text: no health ID is read of them. */
const notText = ['Int', 'Float', 'Boolean'];

/** Faults that keep a gateway from understanding whose records there are. */
export const recordFaults: ReadonlySet<WordsFault> = new Set(['category', 'labels', 'argument', 'via']);

/**
 * What the privacy directives of the checked subgraphs say and a gateway could not do: categories that there are not, paths that lead
 * nowhere, so that every object would be nobody's, marks without a reason or where they say nothing. Read beside the composed types.
 */
export function recordWords(checked: readonly Source[], supergraph: DocumentNode): Problem[] {
  const types = fieldsByType(supergraph);
  return checked.flatMap((source) =>
    [...readDeclaredTypes(source.document).values()]
      .flatMap((type) => [
        ...type.directives.flatMap((one) => typeFaults(one, type, types)),
        ...[...type.members.values()].flatMap((field) =>
          field.directives.flatMap((one) => fieldFaults(one, type, field, types)),
        ),
      ])
      .map((found): Problem => ({ kind: 'words', file: source.file, ...found })),
  );
}

interface Found {
  fault: WordsFault;
  line: number;
  coordinate: string;
  what: string;
}

function typeFaults(directive: Applied, { name: coordinate }: DeclaredType, types: Types): Found[] {
  if (directive.name === 'noRecord') return withoutReason(directive, coordinate);
  if (directive.name !== 'record') return [];
  const told = (name: string) => textOf(argument(directive.node, name));
  const say = (fault: WordsFault, what: string): Found => ({ fault, line: directive.line, coordinate, what });
  const asPath = (name: string) => (told(name) === undefined ? [] : [`${name}: ${JSON.stringify(told(name))}`]);
  const found = unknownCategory(directive, coordinate, ['SAME']);
  for (const name of ['subject', 'author', 'performer'])
    for (const written of asPath(name))
      if (!leadsToText(told(name)?.split('.') ?? [], types.get(coordinate), types)) found.push(say('path', written));
  for (const written of asPath('labels'))
    if (!areLabels(told('labels')?.split(' ') ?? [], types.get(coordinate))) found.push(say('labels', written));
  for (const written of asPath('keys'))
    if (
      !told('keys')
        ?.split(' ')
        .every((name) => types.get(coordinate)?.has(name))
    )
      found.push(say('path', written));
  if (told('subject') === undefined && argument(directive.node, 'mayBeNobodys')?.kind === Kind.BOOLEAN)
    found.push(say('nobodys', ''));
  return found;
}

function fieldFaults(directive: Applied, type: DeclaredType, { name, node }: DeclaredMember, types: Types): Found[] {
  const coordinate = `${type.name}.${name}`;
  if (directive.name === 'noRecord') return withoutReason(directive, coordinate);
  if (directive.name !== 'writesRecord') return [];
  const say = (fault: WordsFault, what: string): Found => ({ fault, line: directive.line, coordinate, what });
  if (type.name !== 'Mutation') return [say('writesElsewhere', '')];
  const given = node?.kind === Kind.FIELD_DEFINITION ? (node.arguments ?? []) : [];
  const values: Fields = new Map(given.map((one) => [one.name.value, one.type]));
  const subject = textOf(argument(directive.node, 'subject')) ?? '';
  const found = unknownCategory(directive, coordinate, []);
  if (!leadsToText(subject.split('.'), values, types))
    found.push(say('argument', `subject: ${JSON.stringify(subject)}`));
  const via = textOf(argument(directive.node, 'via'));
  if (via !== undefined && !types.has(via)) found.push(say('via', via));
  return found;
}

function unknownCategory(directive: Applied, coordinate: string, besides: readonly string[]): Found[] {
  const category = textOf(argument(directive.node, 'category')) ?? '';
  if (categories.includes(category) || besides.includes(category)) return [];
  return [{ fault: 'category', line: directive.line, coordinate, what: category }];
}

function withoutReason({ node, line }: Applied, coordinate: string): Found[] {
  const isGiven = /\p{L}/u.test(textOf(argument(node, 'because')) ?? '');
  return isGiven ? [] : [{ fault: 'because', line, coordinate, what: '' }];
}

/** Whether a path leads through single objects to a single text or id. */
function leadsToText([name = '', ...rest]: readonly string[], fields: Fields | undefined, types: Types): boolean {
  const type = fields?.get(name);
  const output = type && singleName(type);
  if (output === undefined) return false;
  const below = types.get(output);
  return rest.length > 0 ? leadsToText(rest, below, types) : below === undefined && !notText.includes(output);
}

/** A confidentiality and a list of sensitivities, in this order. */
function areLabels(names: readonly string[], fields: Fields | undefined): boolean {
  const [one, list] = names.map((name) => fields?.get(name));
  return (
    names.length === 2 &&
    one !== undefined &&
    list !== undefined &&
    singleName(one) !== undefined &&
    singleName(list) === undefined
  );
}

function singleName(type: TypeNode): string | undefined {
  const bare = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
  return bare.kind === Kind.NAMED_TYPE ? bare.name.value : undefined;
}

function fieldsByType(supergraph: DocumentNode): Types {
  return new Map(
    supergraph.definitions.flatMap((item) => {
      if (!('fields' in item) || !('name' in item)) return [];
      const fields = (item.fields ?? []).map(({ name, type }) => [name.value, type] as const);
      return [[item.name.value, new Map<string, TypeNode>(fields)] as const];
    }),
  );
}
