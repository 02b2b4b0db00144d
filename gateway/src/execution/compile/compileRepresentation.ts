import type { RepresentationNode, Rewrite } from '../../planning/plan.ts';
import type { EntityNode } from '../run/entityAnswers.ts';
import { isJsonObject, type JsonObject, ownValue, readerOf } from '../../core/jsonObject.ts';
import { writeJson } from '../../core/numberText.ts';
import { compileRewrites } from './rewrites.ts';
import type { SupergraphTypes } from './supergraphTypes.ts';

type Selections = readonly RepresentationNode[];

/** The representation by which a subgraph knows an entity. */
export interface Representation {
  /**
   * The entity's node in the tree below `from`; undefined when a value that the subgraph needs is missing, or when the fetch is not for
   * the entity's type.
   */
  nodeOf(entity: JsonObject, from: EntityNode): EntityNode | undefined;
  /** The representation as JSON, for an entity that has a node. */
  write(entity: JsonObject): string;
}

interface Part {
  key: string;
  read(entity: JsonObject): unknown;
  /** `"key":`, with a comma before all but the first. */
  label: string;
  selections: Selections | undefined;
}

/** Compiles a fetch's representation, for each entity type at first use. */
export function compileRepresentation(
  requires: Selections,
  rewrites: readonly Rewrite[] | undefined,
  types: SupergraphTypes,
): Representation {
  const rewrite = compileRewrites(rewrites, types);
  const ofTypes = new Map<unknown, Representation>();

  function ofEntity(entity: JsonObject): Representation {
    const typeName = entity['__typename'];
    let representation = ofTypes.get(typeName);
    if (!representation) {
      if (typeof typeName !== 'string') return notConcerned;
      representation = rewrite ? rewritten(requires, types, rewrite) : plainly(typeName, requires, types);
      ofTypes.set(typeName, representation);
    }
    return representation;
  }

  return {
    nodeOf: (entity, from) => ofEntity(entity).nodeOf(entity, from),
    write: (entity) => ofEntity(entity).write(entity),
  };
}

const notConcerned: Representation = { nodeOf: () => undefined, write: () => 'null' };

/** A step that equals no JSON value: it separates objects and lists, which are identified by their text, from scalars. */
const byText = Symbol('by text');

/** Writes the fields directly, without building an object. */
function plainly(typeName: string, requires: Selections, types: SupergraphTypes): Representation {
  const parts = [...fieldsOf(requires, typeName, types)].map(([key, selections], index): Part => ({
    key,
    read: readerOf(key),
    label: `${index === 0 ? '' : ','}${JSON.stringify(key)}:`,
    selections,
  }));
  if (!parts.some(({ key }) => key === '__typename')) return notConcerned;
  const textOf = (value: unknown, selections: Selections | undefined) =>
    selections ? writeJson(select(value, selections, types)) : jsonText(value);
  return {
    nodeOf(entity, from) {
      let node = from.step(typeName);
      for (const { key, read, selections } of parts) {
        if (key === '__typename') continue;
        const value = read(entity);
        if (value === undefined) return undefined;
        const isScalar = typeof value !== 'object' || value === null;
        node = isScalar ? node.step(value) : node.step(byText).step(textOf(value, selections));
      }
      return node;
    },
    write(entity) {
      let text = '{';
      for (const { read, label, selections } of parts) text += label + textOf(read(entity), selections);
      return `${text}}`;
    },
  };
}

const plain = /^[\w -]*$/;

/** A value as JSON. Most keys are plain words and numbers, which need no escaping. */
function jsonText(value: unknown): string {
  return typeof value === 'string' && plain.test(value) ? `"${value}"` : writeJson(value);
}

function rewritten(requires: Selections, types: SupergraphTypes, rewrite: (value: JsonObject) => void): Representation {
  function textOf(entity: JsonObject): string | undefined {
    const selected = selectObject(entity, requires, types);
    if (!selected || selected['__typename'] === undefined) return undefined;
    rewrite(selected);
    return writeJson(selected);
  }
  return {
    nodeOf(entity, from) {
      const text = textOf(entity);
      return text === undefined ? undefined : from.step(text);
    },
    write: (entity) => textOf(entity) ?? 'null',
  };
}

function select(value: unknown, selections: Selections, types: SupergraphTypes): unknown {
  if (Array.isArray(value)) return value.map((item) => select(item, selections, types));
  return isJsonObject(value) ? selectObject(value, selections, types) : value;
}

/** The selected part of an object; null when a field of it is missing, whose error has been reported already. */
function selectObject(source: JsonObject, selections: Selections, types: SupergraphTypes): JsonObject | null {
  const typeName = source['__typename'];
  const selected: JsonObject = {};
  for (const [key, inner] of fieldsOf(selections, typeof typeName === 'string' ? typeName : undefined, types)) {
    const value = ownValue(source, key);
    if (value === undefined) return null;
    selected[key] = inner ? select(value, inner, types) : value;
  }
  return selected;
}

/** The fields selected of an object of one type, each with the selections below it. */
function fieldsOf(
  selections: Selections,
  typeName: string | undefined,
  types: SupergraphTypes,
  fields = new Map<string, Selections | undefined>(),
): Map<string, Selections | undefined> {
  for (const selection of selections) {
    if (selection.kind === 'Field') {
      const key = selection.alias ?? selection.name;
      const before = fields.get(key);
      const inner = selection.selections;
      fields.set(key, before && inner ? [...before, ...inner] : (inner ?? before));
    } else if (applies(selection.typeCondition, typeName, types)) {
      fieldsOf(selection.selections, typeName, types, fields);
    }
  }
  return fields;
}

function applies(condition: string | undefined, typeName: string | undefined, types: SupergraphTypes): boolean {
  return condition === undefined || (typeName !== undefined && types.applies(condition, typeName));
}
