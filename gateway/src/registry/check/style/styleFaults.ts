import { type ASTNode, type DocumentNode, Kind, type NameNode, type StringValueNode } from 'graphql';
import type { Problem } from '../problem.ts';

/** What is said of a name or a description. */
export type StyleFault = 'typeName' | 'fieldName' | 'argumentName' | 'enumValue' | 'undescribed' | 'oneLanguage';

interface Source {
  file: string;
  document: DocumentNode;
}

interface Described {
  name: NameNode;
  description?: StringValueNode | undefined;
}

const forms: Partial<Record<StyleFault, RegExp>> = {
  typeName: /^[A-Z][A-Za-z0-9]*$/,
  fieldName: /^[a-z][A-Za-z0-9]*$/,
  argumentName: /^[a-z][A-Za-z0-9]*$/,
  enumValue: /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/,
};

/** Both languages as the national schema has them: `English. — عربي.` */
const bothLanguages = /[A-Za-z][\s\S]*\s—\s[\s\S]*[\u0600-\u06FF]/;
const machinery = new Set(['_service', '_entities', '_Service', '_Any', '_Entity']);
const roots = new Set(['Query', 'Mutation', 'Subscription']);

/**
 * Names that are not written as GraphQL's are, and descriptions that are missing or in one language, of what a subgraph declares and today's
 * graph does not have. References to others' entities, whose fields are in a key or external, are their owners' to describe.
 */
export function styleFaults({ file, document }: Source, today: DocumentNode | undefined): Problem[] {
  const known = coordinatesOf(today);
  const found: Problem[] = [];
  const judge = (fault: StyleFault, { name, description }: Described, coordinate: string): void => {
    if (known.has(coordinate) || machinery.has(name.value)) return;
    const say = (style: StyleFault) =>
      found.push({
        kind: 'style',
        style,
        file,
        line: name.loc?.startToken.line ?? 1,
        column: name.loc?.startToken.column ?? 1,
        coordinate,
      });
    if (forms[fault]?.test(name.value) === false) say(fault);
    if (roots.has(coordinate)) return;
    if (description === undefined) say('undescribed');
    else if (!bothLanguages.test(description.value)) say('oneLanguage');
  };
  for (const item of document.definitions) {
    const isExtension = item.kind.endsWith('Extension');
    if (!('name' in item) || !item.name || !/Type(Definition|Extension)$/.test(item.kind)) continue;
    const typeName = item.name.value;
    if (!isExtension) judge('typeName', item as Described, typeName);
    for (const { fault, node, coordinate } of membersOf(item, typeName)) judge(fault, node, coordinate);
  }
  return found;
}

interface Member {
  fault: StyleFault;
  node: Described;
  coordinate: string;
}

function membersOf(item: ASTNode, typeName: string): Member[] {
  if ('values' in item && item.kind !== Kind.LIST)
    return (item.values ?? []).map((node) => ({
      fault: 'enumValue',
      node,
      coordinate: `${typeName}.${node.name.value}`,
    }));
  if (!('fields' in item) || item.kind === Kind.OBJECT) return [];
  return (item.fields ?? [])
    .filter((field) => !(field.directives ?? []).some(({ name }) => /(^|__)external$/.test(name.value)))
    .flatMap((node) => {
      const coordinate = `${typeName}.${node.name.value}`;
      const values = 'arguments' in node ? (node.arguments ?? []) : [];
      const within = values.map((value): Member => ({
        fault: 'argumentName',
        node: value,
        coordinate: `${coordinate}(${value.name.value}:)`,
      }));
      return [{ fault: 'fieldName', node, coordinate } satisfies Member, ...within];
    });
}

/** Everything that today's graph has. */
function coordinatesOf(today: DocumentNode | undefined): Set<string> {
  const found = new Set<string>();
  for (const item of today?.definitions ?? []) {
    if (!('name' in item) || !item.name || !/Type(Definition|Extension)$/.test(item.kind)) continue;
    found.add(item.name.value);
    for (const { coordinate } of membersOf(item, item.name.value)) found.add(coordinate);
  }
  return found;
}
