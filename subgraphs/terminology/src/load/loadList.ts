import { createHash, type Hash, randomUUID } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type CodeReader, LoadFailed } from './loadedCode.ts';
import { readAtcCsv } from './readAtcCsv.ts';
import { readClaml } from './readClaml.ts';
import { type DrugRegisterColumns, drugRegisterReader } from './readDrugRegister.ts';
import { readLoincCsv } from './readLoincCsv.ts';
import { createProblems } from './problems.ts';
import type { LoadableSystem } from './systems.ts';
import { useVersion } from './useVersion.ts';
import { writeCodes } from './writeCodes.ts';

export interface LoadListOptions {
  system: LoadableSystem;
  /** The official file: WHO's ClaML (XML), LOINC's CSV, an ATC list or a drug register (CSV, tabs or semicolons). UTF-8. */
  file: string;
  /** What this edition is called: letters, digits, dots, dashes. One that is there already is refused. */
  version: string;
  /** Where the lists lie that `createTerminology({ folder })` reads. Made if missing. */
  folder: string;
  /** Who issued it, for the manifest. Default: the name of the file. */
  source?: string;
  /** Names of the columns of a drug register. */
  columns?: DrugRegisterColumns;
}

/** What is known of a list that was loaded: `manifest.json` beside its codes. */
export interface ListManifest {
  readonly system: LoadableSystem;
  readonly version: string;
  readonly source: string;
  /** ISO 8601. */
  readonly loadedAt: string;
  /** Of the official file, in hex. */
  readonly sha256: string;
  readonly codes: number;
}

/**
 * Loads an official file and puts it in force. All or nothing: codes are written aside, and a version appears at once with its manifest;
 * then it becomes the current one. Earlier versions stay, to return to.
 * @throws LoadFailed naming the lines that are wrong.
 */
export async function loadList(options: LoadListOptions): Promise<ListManifest> {
  const { system, file, version, folder } = options;
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/.test(version))
    throw new LoadFailed('A version is made of up to 40 letters, digits, dots and dashes.');
  if (!existsSync(file)) throw new LoadFailed(`${file} cannot be read.`);
  const home = join(folder, system);
  if (existsSync(join(home, version))) throw new LoadFailed(`Version ${version} of ${system} is loaded already.`);
  const aside = join(home, `.loading-${randomUUID()}`);
  mkdirSync(aside, { recursive: true });
  try {
    const hash = createHash('sha256');
    const problems = createProblems();
    const read = readerOf(options);
    const codes = await writeCodes(system, read(hashed(file, hash), problems.report), aside, problems);
    const manifest: ListManifest = {
      system,
      version,
      source: options.source ?? basename(file),
      loadedAt: new Date().toISOString(),
      sha256: hash.digest('hex'),
      codes,
    };
    writeFileSync(join(aside, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    renameSync(aside, join(home, version));
    useVersion(folder, system, version);
    return manifest;
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    throw error;
  }
}

function readerOf({ system, columns }: LoadListOptions): CodeReader {
  switch (system) {
    case 'icd-10':
      return readClaml;
    case 'loinc':
      return readLoincCsv;
    case 'atc':
      return readAtcCsv;
    case 'national-drug':
      return drugRegisterReader(columns);
  }
}

async function* hashed(file: string, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    yield chunk;
  }
}
