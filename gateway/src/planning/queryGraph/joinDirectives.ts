import { type ConstDirectiveNode, Kind, type SelectionSetNode } from 'graphql';
import { parseFieldSet } from '../../core/fieldSet.ts';

export type Directives = readonly ConstDirectiveNode[] | undefined;

/** The directives of a name, as often as they are there. */
export function directivesNamed(directives: Directives, name: string): ConstDirectiveNode[] {
  return (directives ?? []).filter((directive) => directive.name.value === name);
}

/** The value of a directive's argument, as it is written. */
export function argumentOf(directive: ConstDirectiveNode, name: string) {
  return directive.arguments?.find((item) => item.name.value === name)?.value;
}

/** An argument that is a string or an enum value. */
export function textArgument(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = argumentOf(directive, name);
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}

/** An argument that is true or false. */
export function flagArgument(directive: ConstDirectiveNode, name: string): boolean | undefined {
  const value = argumentOf(directive, name);
  return value?.kind === Kind.BOOLEAN ? value.value : undefined;
}

/** An argument that is a `FieldSet`: `id organization { id }`. */
export function fieldSetArgument(directive: ConstDirectiveNode, name: string): SelectionSetNode | undefined {
  const fields = textArgument(directive, name);
  return fields === undefined ? undefined : readFieldSet(fields);
}

function readFieldSet(fields: string): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections: parseFieldSet(fields) };
}
