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

// Most fields: written without a call in between that V8 cannot foresee.
const completeString: Complete = (value, shaping, key) => {
  if (typeof value !== 'string') return isNull(value) ? 'null' : refuseValue(shaping, key);
  shaping.writer.string(value);
  return 'written';
};

const completeId: Complete = (value, shaping, key) => {
  if (typeof value === 'string') shaping.writer.string(value);
  else if (isNull(value)) return 'null';
  else if (!writeNumericId(value, shaping.writer)) return refuseValue(shaping, key);
  return 'written';
};

const builtIn: Readonly<Record<string, Complete>> = {
  String: completeString,
  ID: completeId,
  Boolean: checked((value, writer) => {
    if (typeof value !== 'boolean') return false;
    writer.bytes(value ? trueBytes : falseBytes);
    return true;
  }),
  Int: checked((value, writer) => {
    const number = value instanceof NumberText ? Number(exactInteger(value.text)) : value;
    if (typeof number !== 'number' || (number | 0) !== number) return false;
    writer.ascii(String(number));
    return true;
  }),
  Float: checked(writeNumber),
};

/** A custom scalar may be any JSON. */
const completeAny: Complete = checked((value, writer) => {
  if (writeString(value, writer)) return true;
  if (typeof value === 'number') writer.ascii(String(value));
  else writer.json(writeJson(value));
  return true;
});

/** `write` returns false for a value that does not fit, before it writes anything. */
function checked(write: (value: unknown, writer: JsonWriter) => boolean): Complete {
  return (value, shaping, key) => {
    if (isNull(value)) return 'null';
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

function isNull(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** Writes an identifier that a subgraph answered as an integer. */
function writeNumericId(value: unknown, writer: JsonWriter): boolean {
  if (value instanceof NumberText) return writeString(exactInteger(value.text), writer);
  return Number.isInteger(value) && writeString(String(value as number), writer);
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
  writer.ascii(value instanceof NumberText ? value.text : String(number));
  return true;
}
