import { type ConstDirectiveNode, type DocumentNode, type FieldDefinitionNode, Kind, type TypeNode } from 'graphql';
import { argument, importedNamesOf, linkUrl, namespaceOf, schemaLinks, textOf } from '../core/schemaLinks.ts';
import { rootNamesOf } from '../core/typeNames.ts';
import { type IdPattern, overlap, readIdPattern } from './idPattern.ts';

/** The field of the root type that finds the objects of one type by their ids: `@node`. */
export interface NodeType {
  typeName: string;
  /** Of the root type. */
  field: string;
  /** The field's argument, and the type's field that holds the id: `id`, or the type's key. */
  key: string;
  ids: IdPattern;
}

/** The types whose objects clients find by `node`. */
export interface Nodes {
  byType: ReadonlyMap<string, NodeType>;
  /** The type that an id is of; undefined for a text that is no id. Whether there is such an object has no part in it. */
  ofId(id: string): NodeType | undefined;
}

const spec = /^https:\/\/specs\.wasl\.sy\/node\/v1\.0$/;
const taken = 'Node';

const read = new WeakMap<DocumentNode, Nodes | undefined>();

/**
 * Reads `@node` of a supergraph; undefined where it has none. Read once for a supergraph.
 * @throws Error where it cannot be told which type an id is of, or the field cannot be asked for an object
 */
export function readNodes(supergraph: DocumentNode): Nodes | undefined {
  if (!read.has(supergraph)) read.set(supergraph, readOnce(supergraph));
  return read.get(supergraph);
}

function readOnce(supergraph: DocumentNode): Nodes | undefined {
  const names = directiveNames(supergraph);
  if (names.size === 0) return undefined;
  const queryName = rootNamesOf(supergraph).query;
  const fields = fieldsOf(supergraph, queryName).flatMap((field) => {
    const directive = field.directives?.find(({ name }) => names.has(name.value));
    return directive ? [{ field, directive }] : [];
  });
  if (fields.length === 0) return undefined;
  if (supergraph.definitions.some((item) => 'name' in item && item.name?.value === taken))
    throw new Error(`@node makes the interface ${taken}, and there is a type of that name`);
  if (fieldsOf(supergraph, queryName).some(({ name }) => name.value === 'node' || name.value === 'nodes'))
    throw new Error(`@node makes ${queryName}.node and ${queryName}.nodes, and there is a field of that name`);
  const types = fields.map(({ field, directive }) => readType(field, directive, supergraph, queryName));
  refuseDoubt(types);
  return {
    byType: new Map(types.map((type) => [type.typeName, type])),
    ofId: (id) => types.find(({ ids }) => ids.fits(id)),
  };
}

function readType(
  { name, type, arguments: given = [] }: FieldDefinitionNode,
  directive: ConstDirectiveNode,
  supergraph: DocumentNode,
  queryName: string,
): NodeType {
  const refuse = (reason: string) => new Error(`${queryName}.${name.value} with @node ${reason}`);
  const [only, ...others] = given;
  if (type.kind !== Kind.NAMED_TYPE) throw refuse('answers no single object that may be null');
  if (!only || others.length > 0 || !isId(only.type)) throw refuse('has not one argument, an ID!, alone');
  const typeName = type.name.value;
  const key = only.name.value;
  const held = fieldsOf(supergraph, typeName).find((field) => field.name.value === key);
  if (!held || !isId(held.type)) throw refuse(`finds by ${key}, which ${typeName} has not as an ID!`);
  if (key !== 'id' && fieldsOf(supergraph, typeName).some((field) => field.name.value === 'id'))
    throw refuse(`makes ${typeName}.id, which there is already`);
  const checked = argument(directive, 'checkDigits');
  try {
    const hasCheckDigits = checked?.kind === Kind.BOOLEAN && checked.value;
    return {
      typeName,
      field: name.value,
      key,
      ids: readIdPattern(textOf(argument(directive, 'ids')) ?? '', hasCheckDigits),
    };
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error));
  }
}

/** An id must have one type, whoever made it: else one ministry could answer in another's place. */
function refuseDoubt(types: readonly NodeType[]): void {
  types.forEach((one, index) => {
    for (const other of types.slice(index + 1)) {
      if (one.typeName === other.typeName) throw new Error(`two fields find ${one.typeName} with @node`);
      if (overlap(one.ids, other.ids))
        throw new Error(`with @node, an id of ${one.typeName} could be one of ${other.typeName}`);
    }
  });
}

function isId(type: TypeNode): boolean {
  return type.kind === Kind.NON_NULL_TYPE && type.type.kind === Kind.NAMED_TYPE && type.type.name.value === 'ID';
}

function fieldsOf(supergraph: DocumentNode, typeName: string): FieldDefinitionNode[] {
  return supergraph.definitions.flatMap((item) =>
    item.kind === Kind.OBJECT_TYPE_DEFINITION && item.name.value === typeName ? (item.fields ?? []) : [],
  );
}

function directiveNames(supergraph: DocumentNode): ReadonlySet<string> {
  const links = schemaLinks(supergraph).filter((link) => spec.test(linkUrl(link)?.replace(/\/+$/, '') ?? ''));
  return new Set(links.flatMap((link) => [`${namespaceOf(link)}__node`, ...importedNamesOf(link, 'node')]));
}
