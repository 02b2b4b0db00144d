import type { WaslError } from '@wasl/schema/errors.ts';
import { GraphQLError, type GraphQLOutputType, isListType, isNonNullType } from 'graphql';
import type { AnswerPart, ExecutedResult } from '../core/executedResult.ts';
import { isJsonObject, type JsonObject, setOwn } from '../core/jsonObject.ts';
import { type AskedOperation, createRecordPlaces, type Path, type Selected, type SelectedAt } from './recordPlaces.ts';

/** Takes all that is or may be of a patient's record out of results, and errors about it. */
export interface Withholding {
  fromResult(result: { data: JsonObject | null; errors?: readonly GraphQLError[] }): ExecutedResult;
  fromPart(part: AnswerPart): AnswerPart;
}

/** Whatever may be a record is null, with the error in its place and ordinary bubbling; what is none stays. */
export function createWithholding(ran: AskedOperation, reason: WaslError): Withholding {
  const { root, selectedAt, collect, below, outputOf, leadsToRecords, isRecord, wayToRecord } = createRecordPlaces(ran);

  /** An object without its records; null where one may not be null. */
  function withoutRecords(object: JsonObject, selected: readonly Selected[], path: Path, withheld: Path[]) {
    const left: JsonObject = {};
    let isWhole = true;
    const fields = collect(selected);
    for (const key of Object.keys(object)) {
      const at = [...path, key];
      const asked = fields.get(key) ?? [];
      const value = isRecord(asked) ? withhold(at, withheld) : within(object[key], asked, at, withheld);
      if (value === null && asked.some((field) => isNonNullType(outputOf(field)))) isWhole = false;
      setOwn(left, key, value);
    }
    return isWhole ? left : null;
  }

  function within(value: unknown, fields: readonly SelectedAt[], path: Path, withheld: Path[]): unknown {
    if (!leadsToRecords(fields)) return value;
    const inner = below(fields);
    const outputs = fields.flatMap((field) => outputOf(field) ?? []);
    const visit = (item: unknown, types: readonly GraphQLOutputType[], at: Path): unknown => {
      if (Array.isArray(item)) {
        const itemTypes = types.flatMap(itemTypeOf);
        const items = item.map((each, index) => visit(each, itemTypes, [...at, index]));
        return items.includes(null) && itemTypes.some(isNonNullType) ? null : items;
      }
      return isJsonObject(item) ? withoutRecords(item, inner, at, withheld) : item;
    };
    return visit(value, outputs, path);
  }

  function explain(errors: readonly GraphQLError[] | undefined, withheld: readonly Path[]): GraphQLError[] {
    const places = new Map(withheld.map((path) => [JSON.stringify(path), path]));
    const others = (errors ?? []).filter(({ path }) => {
      const way = path && wayToRecord(path);
      if (way) places.set(JSON.stringify(way), way);
      return way === undefined;
    });
    const told = [...places.values()].map((path) => new GraphQLError(reason.message, { path, originalError: reason }));
    return [...others, ...told];
  }

  return {
    fromResult({ data, errors }) {
      const withheld: Path[] = [];
      const left = data && withoutRecords(data, root, [], withheld);
      const told = explain(errors, withheld);
      return { data: left, ...(told.length > 0 && { errors: told }) };
    },
    fromPart({ data, path, errors, ...rest }) {
      const withheld: Path[] = [];
      const isWithin = wayToRecord(path) !== undefined;
      const left = data && !isWithin ? withoutRecords(data, selectedAt(path), path, withheld) : null;
      const told = explain(errors, isWithin ? [path] : withheld);
      return { ...rest, path, data: left, ...(told.length > 0 && { errors: told }) };
    },
  };
}

function withhold(path: Path, withheld: Path[]): null {
  withheld.push(path);
  return null;
}

function itemTypeOf(type: GraphQLOutputType): GraphQLOutputType[] {
  const list = isNonNullType(type) ? type.ofType : type;
  return isListType(list) ? [list.ofType] : [];
}
