import { type GraphQLEnumType, type GraphQLLeafType, isEnumType } from 'graphql';
import { exactInteger } from '../../core/exactInteger.ts';
import { NumberText, writeJson } from '../../core/numberText.ts';
import type { JsonWriter } from './jsonWriter.ts';
import { type Complete, refuseValue } from './shaping.ts';

/** Makes the check of a scalar's or enum's values: a value that does not fit is reported and becomes null. */
export function completeLeaf(type: GraphQLLeafType): Complete {
  if (isEnumType(type)) return completeEnum(type);
  return builtIn[type.name] ?? completeAny;
}

const [trueBytes, falseBytes] = [Buffer.from('true'), Buffer.from('false')];

const builtIn: Readonly<Record<string, Complete>> = {
  String: checked(writeString),
  Boolean: checked((value, writer) => {
    if (typeof value !== 'boolean') return false;
    writer.bytes(value ? trueBytes : falseBytes);
    return true;
  }),
  Int: checked((value, writer) => {
    const number = value instanceof NumberText ? Number(exactInteger(value.text)) : value;
    if (typeof number !== 'number' || (number | 0) !== number) return false;
    writer.json(String(number));
    return true;
  }),
  Float: checked(writeNumber),
  ID: checked(
    (value, writer) =>
      writeString(value, writer) ||
      (value instanceof NumberText
        ? writeString(exactInteger(value.text), writer)
        : Number.isInteger(value) && writeString(String(value as number), writer)),
  ),
};

/** A custom scalar may be any JSON. */
const completeAny: Complete = checked((value, writer) => {
  if (writeString(value, writer)) return true;
  writer.json(typeof value === 'number' ? String(value) : writeJson(value));
  return true;
});

/** `write` returns false for a value that does not fit, before it writes anything. */
function checked(write: (value: unknown, writer: JsonWriter) => boolean): Complete {
  return (value, shaping, key) => {
    if (value === null || value === undefined) return 'null';
    return write(value, shaping.writer) ? 'written' : refuseValue(shaping, key);
  };
}

function completeEnum(type: GraphQLEnumType): Complete {
  const names = new Map<unknown, Buffer>(type.getValues().map(({ name }) => [name, Buffer.from(`"${name}"`)]));
  return checked((value, writer) => {
    const written = names.get(value);
    if (written) writer.bytes(written);
    return written !== undefined;
  });
}

function writeString(value: unknown, writer: JsonWriter): boolean {
  if (typeof value !== 'string') return false;
  writer.string(value);
  return true;
}

/** Writes a number with its original digits; false for one that a double cannot hold, such as `1e400`. */
function writeNumber(value: unknown, writer: JsonWriter): boolean {
  const number = value instanceof NumberText ? value.value : value;
  if (!Number.isFinite(number)) return false;
  writer.json(value instanceof NumberText ? value.text : String(number));
  return true;
}
