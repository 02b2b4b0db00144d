import type { TypeRules } from './readTypeRules.ts';
import { allOf, isSame, noRequirement, type Requirement } from './requirement.ts';

/** Rules that a type or field inherits from the interfaces that it implements. */
export interface InterfaceRules {
  ofType(typeName: string): Requirement[];
  ofField(typeName: string, fieldName: string): Requirement[];
}

/**
 * Reads which rules of interfaces bind their implementations. Newer compositions forbid rules on interfaces and instead propagate the
 * implementations' rules there, combined; if those bound the implementations in turn, one implementation's rule would deny the fields of
 * all others. A supergraph counts as propagated only if every interface in it has exactly the combined rules of its implementations;
 * otherwise its interface rules were written by people, and all of them bind.
 */
export function readInterfaceRules(types: ReadonlyMap<string, TypeRules>): InterfaceRules {
  const objects = objectsByInterface(types);
  const interfaces = [...types].filter(([, { isInterface }]) => isInterface);
  const isPropagated = interfaces.every(([name, type]) => saysWhatImplementationsSay(type, objects.get(name) ?? []));

  const binding = (type: TypeRules, written: Requirement, ofImplementations: readonly Requirement[]) =>
    isPropagated && (!type.isInterfaceObject || isSame(written, allOf(ofImplementations))) ? noRequirement : written;

  const ancestors = (typeName: string) =>
    ancestorsOf(typeName, types).flatMap((name) => {
      const type = types.get(name);
      return type ? [{ type, implementations: objects.get(name) ?? [] }] : [];
    });

  return {
    ofType: (typeName) =>
      ancestors(typeName).map(({ type, implementations }) =>
        binding(
          type,
          type.own,
          implementations.map(({ own }) => own),
        ),
      ),
    ofField: (typeName, fieldName) =>
      ancestors(typeName).map(({ type, implementations }) =>
        binding(type, type.fields.get(fieldName)?.own ?? noRequirement, fieldRules(implementations, fieldName)),
      ),
  };
}

/** All interfaces of a type, indirect ones included. */
export function ancestorsOf(typeName: string, types: ReadonlyMap<string, TypeRules>): string[] {
  const seen = new Set<string>();
  const add = (name: string) => {
    for (const parent of types.get(name)?.interfaces ?? []) {
      if (seen.has(parent)) continue;
      seen.add(parent);
      add(parent);
    }
  };
  add(typeName);
  return [...seen];
}

/**
 * Whether an interface's rules are its implementations' combined. The rule on an `@interfaceObject` type is its owner's own and is not
 * compared.
 */
function saysWhatImplementationsSay(type: TypeRules, implementations: readonly TypeRules[]): boolean {
  const own = allOf(implementations.map((item) => item.own));
  if (!type.isInterfaceObject && !isSame(type.own, own)) return false;
  return [...type.fields].every(([name, field]) => isSame(field.own, allOf(fieldRules(implementations, name))));
}

function fieldRules(types: readonly TypeRules[], fieldName: string): Requirement[] {
  return types.flatMap(({ fields }) => fields.get(fieldName)?.own ?? []);
}

function objectsByInterface(types: ReadonlyMap<string, TypeRules>): Map<string, TypeRules[]> {
  const found = new Map<string, TypeRules[]>();
  for (const [name, type] of types) {
    if (type.isInterface) continue;
    for (const parent of ancestorsOf(name, types)) found.set(parent, [...(found.get(parent) ?? []), type]);
  }
  return found;
}
