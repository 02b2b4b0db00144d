import { type ConstDirectiveNode, type DirectiveDefinitionNode, type DocumentNode, Kind, print } from 'graphql';
import { argument, linkUrl, textOf } from '../../../core/schemaLinks.ts';
import { ownTitleOf, type SystemTitle } from '../../../core/systemTitles.ts';
import { isSubgraphName, nameLike } from '../../subgraphName.ts';
import type { Ownership } from '../../ownership/ownership.ts';
import type { Problem } from '../problem.ts';
import { applied, lineOf } from './declaredTypes.ts';
import { directiveNames, unknownLinks } from './directiveNames.ts';
import type { OwnedSource } from './foreignActs.ts';

const composed = ['public', 'record', 'noRecord', 'writesRecord', 'semanticNonNull', 'node'];
const onSchema = ['link', 'composeDirective', 'system'];
/** Directives whose definitions all subgraphs have alike, by their names in their specs. */
const common = [...composed, 'system'];

/** What a subgraph says of the whole schema that is not its to say: specs, definitions of common directives, a name or title of another. */
export function schemaWords(source: OwnedSource, others: readonly OwnedSource[], ownership: Ownership): Problem[] {
  return [
    ...names(source, others, ownership),
    ...links(source),
    ...schemaDirectives(source),
    ...definitions(source, others),
  ];
}

function names({ name, file, document }: OwnedSource, others: readonly OwnedSource[], ownership: Ownership): Problem[] {
  if (!isSubgraphName(name)) return [{ kind: 'words', fault: 'name', file, line: 1, coordinate: name, what: '' }];
  const taken = nameLike(name, [...others.map((other) => other.name), ...ownership.keys()]);
  if (taken !== undefined) return [{ kind: 'words', fault: 'nameLike', file, line: 1, coordinate: name, what: taken }];
  const found: Problem[] =
    ownership.size > 0 && !ownership.has(name)
      ? [{ kind: 'words', fault: 'unregistered', file, line: 1, coordinate: name, what: '' }]
      : [];
  const title = ownTitleOf(document);
  const alike = title && others.flatMap((other) => likeTitle(title, other));
  if (alike?.[0]) found.push({ kind: 'words', fault: 'titleTaken', file, line: titleLine(document), ...alike[0] });
  return found;
}

/** The title that reads like another subgraph's, and that one's name. */
function likeTitle(title: SystemTitle, { name, document }: OwnedSource): { coordinate: string; what: string }[] {
  const theirs = ownTitleOf(document);
  const languages = ['en', 'ar'] as const;
  const found = languages.find((language) => theirs && soundOf(title[language]) === soundOf(theirs[language]));
  return found ? [{ coordinate: title[found], what: name }] : [];
}

function titleLine(document: DocumentNode): number {
  const nameOf = directiveNames(document);
  const onSchemas = document.definitions.flatMap((item) =>
    item.kind === Kind.SCHEMA_DEFINITION || item.kind === Kind.SCHEMA_EXTENSION ? applied(item.directives, nameOf) : [],
  );
  return onSchemas.find(({ name }) => name === 'system')?.line ?? 1;
}

/** A title without what the eye passes over: case, spaces, marks above and below letters, lengthened letters, points. */
function soundOf(title: string): string {
  return title
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[\p{M}\u0640]/gu, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function isTitled(node: ConstDirectiveNode): boolean {
  return ['en', 'ar'].every((language) => /\p{L}/u.test(textOf(argument(node, language)) ?? ''));
}

function links({ file, document }: OwnedSource): Problem[] {
  return unknownLinks(document).map((link) => ({
    kind: 'words',
    fault: 'spec',
    file,
    line: lineOf(link),
    coordinate: JSON.stringify(linkUrl(link)),
    what: '',
  }));
}

function schemaDirectives({ file, document }: OwnedSource): Problem[] {
  const nameOf = directiveNames(document);
  return document.definitions.flatMap((item) => {
    if (item.kind !== Kind.SCHEMA_DEFINITION && item.kind !== Kind.SCHEMA_EXTENSION) return [];
    return applied(item.directives, nameOf).flatMap(({ name, node, line }): Problem[] => {
      if (linkUrl(node) !== undefined) return [];
      if (!onSchema.includes(name))
        return [{ kind: 'words', fault: 'schemaDirective', file, line, coordinate: `@${name}`, what: '' }];
      if (name === 'system' && !isTitled(node))
        return [{ kind: 'words', fault: 'title', file, line, coordinate: '@system', what: '' }];
      const carried = name === 'composeDirective' ? (textOf(argument(node, 'name')) ?? '') : '@public';
      if (composed.includes(nameOf(carried.replace(/^@/, '')))) return [];
      return [{ kind: 'words', fault: 'composed', file, line, coordinate: carried, what: '' }];
    });
  });
}

/** Definitions of common directives that allow what the others' do not: the last one that composition reads would hold for all. */
function definitions({ file, document }: OwnedSource, others: readonly OwnedSource[]): Problem[] {
  const theirs = others.map((other) => definedIn(other.document));
  return [...definedIn(document)].flatMap(([name, own]) => {
    const known = theirs.flatMap((one) => one.get(name) ?? []);
    if (known.length === 0 || known.some((one) => isWithin(own, one))) return [];
    return [
      {
        kind: 'words',
        fault: 'definition',
        file,
        line: lineOf(own.name),
        coordinate: `@${name}`,
        what: '',
      } satisfies Problem,
    ];
  });
}

function definedIn(document: DocumentNode): Map<string, DirectiveDefinitionNode> {
  const nameOf = directiveNames(document);
  return new Map(
    document.definitions.flatMap((item) => {
      if (item.kind !== Kind.DIRECTIVE_DEFINITION) return [];
      const name = nameOf(item.name.value);
      return common.includes(name) ? [[name, item] as const] : [];
    }),
  );
}

function isWithin(one: DirectiveDefinitionNode, other: DirectiveDefinitionNode): boolean {
  const textsOf = ({ arguments: list }: DirectiveDefinitionNode) =>
    (list ?? []).map(
      (item) => `${item.name.value}: ${print(item.type)} = ${item.defaultValue ? print(item.defaultValue) : ''}`,
    );
  const theirs = textsOf(other);
  const places = other.locations.map(({ value }) => value);
  return (
    textsOf(one).every((text) => theirs.includes(text)) &&
    one.locations.every(({ value }) => places.includes(value)) &&
    one.repeatable === other.repeatable
  );
}
