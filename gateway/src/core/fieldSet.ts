import { Kind, parse, type SelectionNode } from 'graphql';

/** The selections of a `FieldSet`, such as `id organization { id }`; federation takes it in braces of its own too. @throws GraphQLError for one that cannot be read */
export function parseFieldSet(fieldSet: string): readonly SelectionNode[] {
  const text = fieldSet.trim().startsWith('{') ? fieldSet : `{${fieldSet}}`;
  const [operation] = parse(text, { noLocation: true }).definitions;
  return operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet.selections : [];
}
