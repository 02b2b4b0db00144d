import type { FetchDataRewrite, QueryPlanSelectionNode } from '@apollo/query-planner';
import { isJsonObject, type JsonObject, ownValue, readerOf } from '../jsonObject.ts';
import { compileRewrites } from './rewrites.ts';
import type { SupergraphTypes } from './supergraphTypes.ts';

type Selections = readonly QueryPlanSelectionNode[];
type Representation = (entity: JsonObject) => string | undefined;

interface Part {
  key: string;
  read(entity: JsonObject): unknown;
  /** `"key":`, with a comma before all but the first. */
  label: string;
  selections: Selections | undefined;
}

/**
 * Makes the function that writes an entity's representation, the JSON that a subgraph knows it by; one writer per type of
 * entity. It answers undefined when a value that the subgraph needs is missing, or when the entity's type is not concerned.
 */
export function compileRepresentation(
  requires: Selections,
  rewrites: readonly FetchDataRewrite[] | undefined,
  types: SupergraphTypes,
): Representation {
  const rewrite = compileRewrites(rewrites, types);
  const writers = new Map<string, Representation>();
  return (entity) => {
    const typeName = entity['__typename'];
    if (typeof typeName !== 'string') return undefined;
    let write = writers.get(typeName);
    if (!write) {
      write = rewrite ? rewrittenWriter(requires, types, rewrite) : writerFor(typeName, requires, types);
      writers.set(typeName, write);
    }
    return write(entity);
  };
}

/** Writes the fields one after the other, without making an object. */
function writerFor(typeName: string, requires: Selections, types: SupergraphTypes): Representation {
  const parts = [...fieldsOf(requires, typeName, types)].map(([key, selections], index): Part => ({
    key,
    read: readerOf(key),
    label: `${index === 0 ? '' : ','}${JSON.stringify(key)}:`,
    selections,
  }));
  if (!parts.some(({ key }) => key === '__typename')) return () => undefined;
  return (entity) => {
    let text = '{';
    for (const { read, label, selections } of parts) {
      const value = read(entity);
      if (value === undefined) return undefined;
      text += label + (selections ? JSON.stringify(select(value, selections, types)) : jsonText(value));
    }
    return `${text}}`;
  };
}

const plain = /^[\w -]*$/;

/** Keys are mostly plain words and numbers, which need no escaping. */
function jsonText(value: unknown): string {
  return typeof value === 'string' && plain.test(value) ? `"${value}"` : JSON.stringify(value);
}

function rewrittenWriter(
  requires: Selections,
  types: SupergraphTypes,
  rewrite: (value: JsonObject) => void,
): Representation {
  return (entity) => {
    const selected = selectObject(entity, requires, types);
    if (!selected || selected['__typename'] === undefined) return undefined;
    rewrite(selected);
    return JSON.stringify(selected);
  };
}

function select(value: unknown, selections: Selections, types: SupergraphTypes): unknown {
  if (Array.isArray(value)) return value.map((item) => select(item, selections, types));
  return isJsonObject(value) ? selectObject(value, selections, types) : value;
}

/** The selected part of an object; null when something of it is missing: its error has been told where it arose. */
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

/** The fields that a selection takes of an object of one type, each with what it takes of the values below. */
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
