import { readFileSync } from 'node:fs';
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { ConfigError } from '../core/configError.ts';
import { decodeUtf8 } from './decodeUtf8.ts';

/** A YAML (or JSON) file with the place of everything in it, to say what is wrong with a setting and where. */
export interface YamlFile {
  file: string;
  root: YamlValue;
}

/** One value of the file. */
export interface YamlValue {
  /** Its entries. @throws ConfigError where it is no map, or has a key that is not among the allowed */
  entries(allowed?: readonly string[]): ReadonlyMap<string, YamlValue>;
  /** Its items. @throws ConfigError where it is no list */
  items(): readonly YamlValue[];
  /** @throws ConfigError where it is no text, or an empty one */
  text(): string;
  /** @throws ConfigError where it is neither true nor false */
  flag(): boolean;
  /** An error at this place. */
  refuse(reason: string): ConfigError;
}

const largestBytes = 4 * 1024 * 1024;

/** Reads a YAML file. @throws ConfigError with file and line for what cannot be read */
export function readYamlFile(file: string): YamlFile {
  const text = readText(file);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const at = (offset: number) => `${file}:${Math.max(1, lines.linePos(offset).line)}`;
  const [error] = document.errors;
  if (error) throw new ConfigError(`${at(error.pos[0])}: ${sentenceOf(error.message)}`);
  return { file, root: valueAt(document.contents, at, 0) };
}

function readText(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    throw new ConfigError(`${file} cannot be read.`);
  }
  if (bytes.length > largestBytes) throw new ConfigError(`${file} is larger than ${largestBytes} bytes.`);
  const text = decodeUtf8(bytes);
  if (typeof text === 'string') return text;
  throw new ConfigError(`${file}:${text.line}: The file is not UTF-8: save it as UTF-8.`);
}

function valueAt(node: unknown, at: (offset: number) => string, parentOffset: number): YamlValue {
  const offset = (node as Node | null)?.range?.[0] ?? parentOffset;
  const refuse = (reason: string) => new ConfigError(`${at(offset)}: ${reason}`);
  return {
    entries(allowed) {
      if (!isMap(node)) throw refuse('A map of names to values is expected here.');
      return new Map(
        node.items.map(({ key, value }) => {
          const name = isScalar(key) ? String(key.value) : '';
          const keyOffset = isScalar(key) ? (key.range?.[0] ?? offset) : offset;
          if (allowed && !allowed.includes(name))
            throw new ConfigError(
              `${at(keyOffset)}: ${JSON.stringify(name)} is not known here: write one of ${allowed.join(', ')}.`,
            );
          return [name, valueAt(value, at, keyOffset)] as const;
        }),
      );
    },
    items() {
      if (!isSeq(node)) throw refuse('A list is expected here.');
      return node.items.map((item) => valueAt(item, at, offset));
    },
    text() {
      if (!isScalar(node) || typeof node.value !== 'string' || node.value.trim() === '')
        throw refuse('A text is expected here.');
      return node.value;
    },
    flag() {
      if (!isScalar(node) || typeof node.value !== 'boolean') throw refuse('true or false is expected here.');
      return node.value;
    },
    refuse,
  };
}

function sentenceOf(message: string): string {
  const [first = ''] = message.split('\n');
  return first.endsWith('.') ? first : `${first}.`;
}
