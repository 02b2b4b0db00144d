import type { Language } from '@wasl/schema/errors.ts';

/** What one subgraph owns of the national graph, what it may read of others', and what it lets others do. */
export interface SubgraphEntry {
  ministry: Readonly<Record<Language, string>>;
  types: readonly string[];
  /** `Type.field`: fields of root types, and of others' types, and those that a type's owner leaves to it. */
  fields: readonly string[];
  /** Scopes that it gives a meaning. */
  scopes: readonly string[];
  /** `Type.field` of others that it may be sent, by `@requires`, `@fromContext` or in a key. */
  mayRead: readonly string[];
  /** By its types: the subgraphs that may add fields (or, to a union or interface, members). */
  extends: Consents;
  /** By its types: the subgraphs that may declare them too, exactly as it does. */
  shares: Consents;
  /** By its `Type.field`: the subgraphs that may answer it as well or instead. */
  yields: Consents;
}

/** Subgraphs by what they are allowed; `*` is everyone. */
export type Consents = ReadonlyMap<string, readonly string[]>;

/** Who owns what, by subgraph. */
export type Ownership = ReadonlyMap<string, SubgraphEntry>;

/** The subgraph that owns a field: to which it is given by name, or else its type's. */
export function ownerOfField(ownership: Ownership, typeName: string, fieldName: string): string | undefined {
  const coordinate = `${typeName}.${fieldName}`;
  return (
    find(ownership, ({ fields }) => fields.includes(coordinate)) ??
    find(ownership, ({ types }) => types.includes(typeName))
  );
}

/** The subgraph that owns a type. */
export function ownerOfType(ownership: Ownership, typeName: string): string | undefined {
  return find(ownership, ({ types }) => types.includes(typeName));
}

/** Whether consents let a subgraph do this. */
export function isAllowed(consents: Consents, subject: string, subgraph: string): boolean {
  const names = consents.get(subject);
  return names !== undefined && (names.includes(subgraph) || names.includes('*'));
}

function find(ownership: Ownership, isOwner: (entry: SubgraphEntry) => boolean): string | undefined {
  for (const [name, entry] of ownership) if (isOwner(entry)) return name;
  return undefined;
}
