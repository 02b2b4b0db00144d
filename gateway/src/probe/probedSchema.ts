import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DirectiveNode,
  type DocumentNode,
  Kind,
  parse,
  print,
  type SelectionSetNode,
  type TypeNode,
  valueFromASTUntyped,
} from 'graphql';

/** An entity that a subgraph resolves by a key. */
export interface ProbedEntity {
  type: string;
  /** The key's selections, as they are asked back. */
  selection: string;
  /** A representation by a key that nobody has, another for each number. */
  representation(number: number): Record<string, unknown>;
}

type Fields = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** The entities of a subgraph's SDL that it resolves, one for each key. */
export function entitiesOf(document: DocumentNode): ProbedEntity[] {
  const fields = readFields(document);
  return document.definitions.flatMap((node) => {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.OBJECT_TYPE_EXTENSION) return [];
    const type = node.name.value;
    return (node.directives ?? []).filter(isResolvableKey).map((directive): ProbedEntity => {
      const key = textOf(directive, 'fields') ?? '';
      const [definition] = parse(key.trim().startsWith('{') ? key : `{ ${key} }`, { noLocation: true }).definitions;
      const set = (definition as { selectionSet: SelectionSetNode }).selectionSet;
      return {
        type,
        selection: print(set),
        representation: (number) => ({ __typename: type, ...unknownOf(set, type, fields, number) }),
      };
    });
  });
}

/** All scopes that rules of the SDL name, and all kinds of records in it. */
export function grantsIn(document: DocumentNode): { scopes: string[]; categories: string[] } {
  const text = print(document);
  const scopes = text.match(/(?:user|patient|system)\/[A-Za-z*]+\.[cruds]+/g) ?? [];
  const categories = [...text.matchAll(/category: "(\w+)"/g)].map(([, category = '']) => category);
  return { scopes: [...new Set(scopes)], categories: [...new Set(['DEMOGRAPHICS', ...categories])] };
}

export function hasMutations({ definitions }: DocumentNode): boolean {
  return definitions.some((node) => 'fields' in node && 'name' in node && node.name?.value === 'Mutation');
}

function isResolvableKey(directive: ConstDirectiveNode): boolean {
  if (!/^(?:\w+__)?key$/.test(directive.name.value)) return false;
  return !directive.arguments?.some(({ name, value }) => name.value === 'resolvable' && print(value) === 'false');
}

function textOf(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  const text: unknown = value && valueFromASTUntyped(value);
  return typeof text === 'string' ? text : undefined;
}

function readFields(document: DocumentNode): Fields {
  const types = new Map<string, Map<string, string>>();
  for (const node of document.definitions) {
    if (!('fields' in node) || !('name' in node) || !node.name) continue;
    const fields = types.get(node.name.value) ?? new Map<string, string>();
    types.set(node.name.value, fields);
    for (const field of node.fields ?? []) fields.set(field.name.value, namedType(field.type));
  }
  return types;
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

function unknownOf(
  { selections }: SelectionSetNode,
  type: string,
  fields: Fields,
  number: number,
): Record<string, unknown> {
  const entries = selections.flatMap((item): [string, unknown][] => {
    if (item.kind !== Kind.FIELD) return [];
    const of = fields.get(type)?.get(item.name.value) ?? 'ID';
    if (item.selectionSet) return [[item.name.value, unknownOf(item.selectionSet, of, fields, number)]];
    return [[item.name.value, unknownScalar(of, number)]];
  });
  return Object.fromEntries(entries);
}

function unknownScalar(type: string, number: number): unknown {
  if (type === 'Int' || type === 'Float') return 2_000_000_000 + number;
  if (type === 'Boolean') return false;
  return `wasl-probe-${number}`;
}

/** Coordinates at which two SDLs differ: what federation's own names, descriptions and orders say is left out. */
export function differences(one: DocumentNode, other: DocumentNode): string[] {
  const [left, right] = [partsOf(one), partsOf(other)];
  return [...new Set([...left.keys(), ...right.keys()])].filter((each) => left.get(each) !== right.get(each)).sort();
}

const ofFederation = /^(?:_|federation__|link__)|^(?:FieldSet|Import)$/;

function partsOf({ definitions }: DocumentNode): Map<string, string> {
  const parts = new Map<string, string>();
  const add = (coordinate: string, text: string) =>
    parts.set(coordinate, [parts.get(coordinate) ?? '', text].sort().join(' ').trim());
  for (const node of definitions) addParts(node, add);
  return parts;
}

function addParts(node: DefinitionNode, add: (coordinate: string, text: string) => void): void {
  if (node.kind === Kind.DIRECTIVE_DEFINITION || !('name' in node) || !node.name) return;
  const name = node.name.value;
  if (ofFederation.test(name)) return;
  const interfaces = 'interfaces' in node ? (node.interfaces ?? []).map((each) => each.name.value).sort() : [];
  const types = 'types' in node ? (node.types ?? []).map((each) => each.name.value).sort() : [];
  const values = 'values' in node ? (node.values ?? []).map((each) => each.name.value).sort() : [];
  const own = [...interfaces, ...types, ...values, rulesOf(node.directives)].join(' ').trim();
  const isRoot = ['Query', 'Mutation', 'Subscription'].includes(name);
  if (own !== '' || !isRoot) add(name, own);
  if (!('fields' in node)) return;
  for (const field of node.fields ?? []) {
    if (ofFederation.test(field.name.value)) continue;
    const taken = 'arguments' in field ? (field.arguments ?? []) : [];
    const written = taken.map(({ name: { value }, type, defaultValue }) =>
      [value, print(type), defaultValue ? print(defaultValue) : ''].join(':'),
    );
    add(`${name}.${field.name.value}`, [print(field.type), ...written.sort(), rulesOf(field.directives)].join(' '));
  }
}

function rulesOf(directives: readonly DirectiveNode[] = []): string {
  const texts = directives.map(({ name, arguments: given = [] }) => {
    const written = given.map((each) => `${each.name.value}:${JSON.stringify(valueFromASTUntyped(each.value))}`);
    return `@${name.value}(${written.sort().join(',')})`;
  });
  return texts.sort().join(' ');
}
