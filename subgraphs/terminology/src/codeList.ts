import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeSystem, Concept } from './codeSystems.ts';
import { dataFolder } from './dataFolder.ts';
import { parentFinder } from './hierarchy.ts';
import { type Row, readTable, several } from './readTable.ts';

const columns = ['code', 'en', 'ar', 'synonyms', 'parent'] as const;
type CodeRow = Row<(typeof columns)[number]>;

/** The concepts of one system by their codes, in the order of the list. */
export type CodeList = ReadonlyMap<string, Concept>;

/** Reads the list of a system: the official one where `folder` holds one, with our Arabic beside it, else the one shipped. */
export function readCodeList(system: CodeSystem, folder?: string): CodeList {
  const shipped = readShipped(system);
  const loaded = folder === undefined ? undefined : loadedFile(folder, system);
  if (loaded === undefined) return toList(system, shipped);
  const ours = new Map(shipped.map((row) => [row.code, row]));
  return toList(
    system,
    readTable(loaded, columns).map((row) => withOurWords(row, ours.get(row.code))),
  );
}

/** The file of codes of the version in force in a folder of loaded lists. */
export function loadedFile(folder: string, system: CodeSystem): string | undefined {
  const pointer = join(folder, system, 'current.json');
  if (!existsSync(pointer)) return undefined;
  const { version } = JSON.parse(readFileSync(pointer, 'utf8')) as { version: string };
  return join(folder, system, version, 'codes.tsv');
}

function readShipped(system: CodeSystem): CodeRow[] {
  const folder = join(dataFolder, system);
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith('.tsv'));
  return files.sort().flatMap((file) => readTable(join(folder, file), columns));
}

function withOurWords(row: CodeRow, ours: CodeRow | undefined): CodeRow {
  const synonyms = [...new Set([...several(row.synonyms), ...several(ours?.synonyms ?? '')])].join('|');
  return { ...row, ar: row.ar || (ours?.ar ?? ''), synonyms, parent: row.parent || (ours?.parent ?? '') };
}

function toList(system: CodeSystem, rows: readonly CodeRow[]): CodeList {
  const codes = new Set(rows.map(({ code }) => code));
  const findParent = parentFinder(system, codes);
  return new Map(
    rows.map((row) => [row.code, toConcept(system, row, row.parent === '' ? findParent(row.code) : row.parent)]),
  );
}

function toConcept(system: CodeSystem, row: CodeRow, parent: string | undefined): Concept {
  const { code, en, ar } = row;
  return {
    system,
    code,
    en,
    ar: ar || en,
    synonyms: several(row.synonyms),
    ...(parent === undefined ? {} : { parent }),
  };
}
