import {
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { RecordSchema, RecordType } from './recordDirectives.ts';

/**
 * The operation with what a decision needs of each record: whose it is and its labels. It is planned so, and what the client did not
 * ask for is left out when the answer is shaped.
 */
export function selectFacts(document: DocumentNode, schema: GraphQLSchema, records: RecordSchema): DocumentNode {
  const typeInfo = new TypeInfo(schema);
  const extend = (node: FieldNode): FieldNode | undefined => {
    const type = getNamedType(typeInfo.getType());
    if (!node.selectionSet || !isCompositeType(type)) return undefined;
    const facts = factsOf(type, schema, records);
    if (facts.length === 0) return undefined;
    return { ...node, selectionSet: { ...node.selectionSet, selections: [...node.selectionSet.selections, ...facts] } };
  };
  return visit(document, visitWithTypeInfo(typeInfo, { [Kind.FIELD]: { leave: extend } }));
}

function factsOf(type: GraphQLCompositeType, schema: GraphQLSchema, records: RecordSchema): SelectionNode[] {
  if (!isAbstractType(type)) return selectionsOf(type.name, records);
  return schema.getPossibleTypes(type).flatMap((possible) => {
    const selections = selectionsOf(possible.name, records);
    if (selections.length === 0) return [];
    const typeCondition = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: possible.name } } as const;
    return [{ kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet: selectionSet(selections) } as const];
  });
}

function selectionsOf(typeName: string, records: RecordSchema): SelectionNode[] {
  const record = records.typeOf(typeName);
  const part = records.partOf(typeName);
  return record ? select(record) : part ? select({ ...part, subject: undefined, performer: undefined }) : [];
}

function select(record: Pick<RecordType, 'subject' | 'labels' | 'author' | 'performer'>): SelectionNode[] {
  const paths = [record.subject, record.author, record.performer].filter((path) => path !== undefined);
  const labels = record.labels ? [[record.labels.confidentiality], [record.labels.sensitivities]] : [];
  const authors = record.author ? [record.author] : [];
  return [...paths, ...labels, ...authors].map(fieldAt);
}

function fieldAt([name = '', ...below]: readonly string[]): FieldNode {
  const field = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: name } } as const;
  return below.length > 0 ? { ...field, selectionSet: selectionSet([fieldAt(below)]) } : field;
}

function selectionSet(selections: readonly SelectionNode[]): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections };
}
