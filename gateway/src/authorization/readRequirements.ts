import { type DocumentNode, Kind, parse, type SelectionSetNode } from 'graphql';
import { ancestorsOf, readInterfaceRules } from './interfaceRules.ts';
import { readTypeRules } from './readTypeRules.ts';
import { allOf, isOpen, noRequirement, type Requirement } from './requirement.ts';
import type { SecurityDirectives } from './securityDirectives.ts';

/** What every type and field of a supergraph requires; undefined for those without a requirement. */
export interface Requirements {
  of(typeName: string, fieldName: string): Requirement | undefined;
  /** What a type requires as a fragment's type condition or an operation's root. */
  ofType(typeName: string): Requirement | undefined;
  /** Whether the supergraph has any rule at all. */
  hasRules: boolean;
}

/**
 * Derives what each field requires: its own rule and those of its parent and output types; through an interface, the rules of every
 * implementation; from interfaces, those that bind their implementations; and, transitively, the rules of all that it reads through
 * `@requires` and `@fromContext`. This does not rely on composition, so that supergraphs of older compositions are as safe.
 */
export function readRequirements(supergraph: DocumentNode, directives: SecurityDirectives): Requirements {
  const types = readTypeRules(supergraph, directives);
  const interfaceRules = readInterfaceRules(types);
  const implementations = new Map<string, string[]>();
  for (const [name, { interfaces }] of types) {
    for (const parent of new Set(interfaces))
      implementations.set(parent, [...(implementations.get(parent) ?? []), name]);
  }
  const ofTypes = new Map([...types.keys()].map((name) => [name, allOf(typeRules(name))]));
  const ofFields = new Map<string, Requirement>();

  /** The rules of a type. An interface also has those of all implementations, since the value may be any of them. */
  function typeRules(name: string): Requirement[] {
    const own = types.get(name)?.own ?? noRequirement;
    const inner = (implementations.get(name) ?? []).flatMap(typeRules);
    return [own, ...interfaceRules.ofType(name), ...inner];
  }

  function collect(typeName: string, fieldName: string, visited: Set<string>): Requirement[] {
    const coordinate = `${typeName}.${fieldName}`;
    const field = types.get(typeName)?.fields.get(fieldName);
    if (!field || visited.has(coordinate)) return [];
    visited.add(coordinate);
    return [
      ofTypes.get(typeName) ?? noRequirement,
      field.own,
      ofTypes.get(field.output) ?? noRequirement,
      ...interfaceRules.ofField(typeName, fieldName),
      ...collectReads(typeName, fieldName, visited),
      ...(implementations.get(typeName) ?? []).flatMap((name) => collect(name, fieldName, visited)),
    ];
  }

  /** A field also reads what its interfaces' field reads: an `@interfaceObject` may resolve it for the implementations. */
  function collectReads(typeName: string, fieldName: string, visited: Set<string>): Requirement[] {
    const readers = [typeName, ...ancestorsOf(typeName, types)];
    const reads = readers.flatMap((name) => types.get(name)?.fields.get(fieldName)?.reads ?? []);
    return reads.flatMap(({ selection, context }) => {
      const providers = [...types].flatMap(([name, { contexts }]) => (contexts.includes(context ?? '') ? [name] : []));
      const sources = context === undefined ? [typeName] : providers;
      return sources.flatMap((source) => collectSelection(source, parseSelection(selection), visited));
    });
  }

  function collectSelection(typeName: string, selectionSet: SelectionSetNode, visited: Set<string>): Requirement[] {
    return selectionSet.selections.flatMap((selection) => {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value ?? typeName;
        const inner = collectSelection(condition, selection.selectionSet, visited);
        return [ofTypes.get(condition) ?? noRequirement, ...inner];
      }
      if (selection.kind !== Kind.FIELD) return [];
      const output = types.get(typeName)?.fields.get(selection.name.value)?.output;
      const inner = selection.selectionSet && output ? collectSelection(output, selection.selectionSet, visited) : [];
      return [...collect(typeName, selection.name.value, visited), ...inner];
    });
  }

  for (const [typeName, { fields }] of types) {
    for (const fieldName of fields.keys()) {
      const requirement = allOf(collect(typeName, fieldName, new Set()));
      if (!isOpen(requirement)) ofFields.set(`${typeName}.${fieldName}`, requirement);
    }
  }
  for (const [name, requirement] of ofTypes) if (isOpen(requirement)) ofTypes.delete(name);
  return {
    hasRules: ofFields.size > 0 || ofTypes.size > 0,
    of: (typeName, fieldName) => ofFields.get(`${typeName}.${fieldName}`),
    ofType: (typeName) => ofTypes.get(typeName),
  };
}

function parseSelection(text: string): SelectionSetNode {
  const selection = text.trim().startsWith('{') ? text : `{ ${text} }`;
  const definition = parse(selection, { noLocation: true }).definitions[0];
  return definition?.kind === Kind.OPERATION_DEFINITION
    ? definition.selectionSet
    : { kind: Kind.SELECTION_SET, selections: [] };
}
