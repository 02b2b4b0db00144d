import { type DocumentNode, type FieldNode, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import { possibleTypes, type Thing, valueOf } from './modelValues.ts';
import type { FieldModel, Model, Rule, TypeModel } from './randomModel.ts';

export interface Grants {
  authenticated: boolean;
  scopes: readonly string[];
  policies: readonly string[];
}

export interface ReferenceAnswer {
  data: unknown;
  /** Response paths of the denied fields. */
  denied: string[];
}

interface Place {
  node: FieldNode;
  typeName: string;
  isDenied: boolean;
}

/** The field rules, written down once more, slowly, from the design: what may be read, and what a query then answers. */
export function createReference(model: Model, grants: Grants) {
  return { mayRead, mayStandOn, answer };

  function passes(rule: Rule | undefined): boolean {
    if (!rule) return true;
    const one = (lists: string[][] | undefined, held: readonly string[]) =>
      lists === undefined || lists.length === 0 || lists.some((all) => all.every((name) => held.includes(name)));
    return (
      (!rule.authenticated || grants.authenticated) &&
      one(rule.scopes, grants.scopes) &&
      one(rule.policies, grants.policies)
    );
  }

  function typeOf(name: string): TypeModel | undefined {
    return model.types.get(name);
  }

  /** Its rule, those of the interfaces above, and of all that may come in its place. */
  function mayStandOn(name: string): boolean {
    const type = typeOf(name);
    if (!type) return true;
    const above = type.interfaces.every((item) => passes(typeOf(item)?.rule));
    const below = type.kind !== 'interface' || implementations(name).every((item) => mayStandOn(item.name));
    return passes(type.rule) && above && below;
  }

  function implementations(name: string): TypeModel[] {
    return [...model.types.values()].filter(({ interfaces }) => interfaces.includes(name));
  }

  function mayRead(typeName: string, fieldName: string): boolean {
    const type = typeOf(typeName);
    const field = type?.fields.get(fieldName);
    if (!type || !field) return false;
    if (!mayStandOn(typeName) || !passes(field.rule) || !mayStandOn(field.output)) return false;
    if (!type.interfaces.every((name) => passes(typeOf(name)?.fields.get(fieldName)?.rule))) return false;
    if (type.kind === 'interface' && !implementations(typeName).every(({ name }) => mayRead(name, fieldName)))
      return false;
    return field.requires.every(
      ({ field: source, below }) =>
        mayRead(typeName, source) && (below === undefined || mayRead(type.fields.get(source)?.output ?? '', below)),
    );
  }

  function answer(document: DocumentNode, variables: Record<string, boolean>): ReferenceAnswer {
    const denied: string[] = [];
    const isIncluded = ({ directives = [] }: SelectionNode) =>
      directives.every(({ name, arguments: given }) => {
        const value = given?.[0]?.value;
        const holds =
          value?.kind === Kind.VARIABLE ? variables[value.name.value] : value?.kind === Kind.BOOLEAN && value.value;
        return (name.value === 'skip') !== holds;
      });

    function places(
      set: SelectionSetNode,
      typeName: string,
      runtimeType: string,
      isDenied: boolean,
    ): [string, Place][] {
      return set.selections.filter(isIncluded).flatMap((selection): [string, Place][] => {
        if (selection.kind === Kind.FIELD) {
          const name = selection.name.value;
          const isClosed = name === '__typename' ? false : !mayRead(typeName, name);
          return [
            [(selection.alias ?? selection.name).value, { node: selection, typeName, isDenied: isDenied || isClosed }],
          ];
        }
        const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragmentOf(selection.name.value) : selection;
        const condition = fragment.typeCondition?.name.value ?? typeName;
        if (!possibleTypes(model, condition).includes(runtimeType)) return [];
        const isClosed = fragment.typeCondition !== undefined && !mayStandOn(condition);
        return places(fragment.selectionSet, condition, runtimeType, isDenied || isClosed);
      });
    }

    function fragmentOf(name: string) {
      const found = document.definitions.find(
        (item) => item.kind === Kind.FRAGMENT_DEFINITION && item.name.value === name,
      );
      if (found?.kind !== Kind.FRAGMENT_DEFINITION) throw new Error(`no fragment ${name}`);
      return found;
    }

    function object(thing: Thing, sources: [string, Place][], path: string[]): unknown {
      const byKey = new Map<string, Place[]>();
      for (const [key, place] of sources) byKey.set(key, [...(byKey.get(key) ?? []), place]);
      const entries = [...byKey].map(([key, asked]) => [key, fieldValue(thing, asked, [...path, key])] as const);
      if (entries.some(([, { isMissing }]) => isMissing)) return null;
      return Object.fromEntries(entries.map(([key, { value }]) => [key, value]));
    }

    function fieldValue(thing: Thing, asked: Place[], path: string[]): { value: unknown; isMissing: boolean } {
      const name = asked[0]?.node.name.value ?? '';
      const field = typeOf(thing.__typename)?.fields.get(name);
      const shape = name === '__typename' ? 'T!' : (field?.shape ?? 'T');
      let value: unknown = null;
      if (asked.every(({ isDenied }) => isDenied)) denied.push(path.join('.'));
      else if (name === '__typename') value = thing.__typename;
      else if (field) value = complete(resolve(thing, field), shape, field.output, asked, path);
      return { value, isMissing: value === null && shape.endsWith('!') };
    }

    function complete(value: unknown, shape: string, output: string, asked: Place[], path: string[]): unknown {
      const inner = shape.endsWith('!') ? shape.slice(0, -1) : shape;
      if (inner.startsWith('[')) {
        const item = inner.slice(1, -1);
        const items = (value as unknown[]).map((one, index) =>
          complete(one, item, output, asked, [...path, String(index)]),
        );
        return item.endsWith('!') && items.includes(null) ? null : items;
      }
      if (typeof value !== 'object' || value === null) return value;
      const thing = value as Thing;
      const sources = asked.flatMap(({ node, isDenied }) =>
        node.selectionSet
          ? places(node.selectionSet, promisedAt(node, asked) ?? output, thing.__typename, isDenied)
          : [],
      );
      return object(thing, sources, path);
    }

    /** The declared output where it is asked: an interface's field may promise less than its implementation's. */
    function promisedAt(node: FieldNode, asked: Place[]): string | undefined {
      const typeName = asked.find((place) => place.node === node)?.typeName ?? '';
      return typeOf(typeName)?.fields.get(node.name.value)?.output;
    }

    const operation = document.definitions.find((item) => item.kind === Kind.OPERATION_DEFINITION);
    if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
    const root = { __typename: 'Query', id: '' };
    const data = object(root, places(operation.selectionSet, 'Query', 'Query', !mayStandOn('Query')), []);
    return { data, denied };
  }

  /** What everyone would be told who may ask. */
  function resolve(thing: Thing, field: FieldModel): unknown {
    const inputs = Object.fromEntries(
      field.requires.map(({ field: name, below }) => {
        const source = typeOf(thing.__typename)?.fields.get(name) as FieldModel;
        return [name, withBelow(resolve(thing, source), below)];
      }),
    );
    return valueOf(model, thing, field, inputs);
  }

  function withBelow(value: unknown, below: string | undefined): unknown {
    if (below === undefined) return value;
    if (Array.isArray(value)) return value.map((item) => withBelow(item, below));
    const thing = value as Thing;
    const leaf = typeOf(thing.__typename)?.fields.get(below) as FieldModel;
    return { ...thing, [below]: resolve(thing, leaf) };
  }
}
