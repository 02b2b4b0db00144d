import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ConfigError } from '../../core/configError.ts';
import { faultOfAddress, httpProtocols } from '../../subgraphs/readAddress.ts';
import { decodeUtf8 } from '../decodeUtf8.ts';
import { isSubgraphName, nameLike, nameRule } from '../subgraphName.ts';
import { readYamlFile, type YamlValue } from '../yamlFile.ts';

/** One subgraph of a composition: where it serves, and where its SDL is read, a file or (undefined) the running subgraph itself. */
export interface ComposedSubgraph {
  name: string;
  url: string;
  file: string | undefined;
}

export interface ComposeConfig {
  subgraphs: readonly ComposedSubgraph[];
  /** Where the supergraph is written; undefined where the file does not say. */
  out: string | undefined;
}

/**
 * Reads what `wasl compose --config` composes: names, addresses, and SDL files (relative to the file) or `introspect: true`.
 * @throws ConfigError with file and line
 */
export function readComposeConfig(file: string): ComposeConfig {
  const { root } = readYamlFile(file);
  const entries = root.entries(['subgraphs', 'out']);
  const folder = dirname(file);
  const subgraphs: ComposedSubgraph[] = [];
  for (const [name, value] of entries.get('subgraphs')?.entries() ?? []) {
    if (!isSubgraphName(name)) throw value.refuse(`A subgraph cannot be called ${JSON.stringify(name)}: ${nameRule}.`);
    const like = nameLike(
      name,
      subgraphs.map((one) => one.name),
    );
    if (like !== undefined)
      throw value.refuse(`${name} would be the same as ${like} in settings: choose another name.`);
    subgraphs.push({ name, ...readPlace(name, value, folder) });
  }
  if (subgraphs.length === 0) throw root.refuse('It names no subgraph: subgraphs: { NAME: { url: …, schema: … } }.');
  const out = entries.get('out')?.text();
  return { subgraphs, out: out === undefined ? undefined : resolve(folder, out) };
}

function readPlace(name: string, value: YamlValue, folder: string): Omit<ComposedSubgraph, 'name'> {
  const entry = value.entries(['url', 'schema', 'introspect']);
  const [address, schema, introspect] = [entry.get('url'), entry.get('schema'), entry.get('introspect')];
  if (!address) throw value.refuse(`The address of ${name} is to be written: url: https://…/graphql.`);
  const url = address.text();
  const fault = faultOfAddress(url, httpProtocols);
  if (fault !== undefined) throw address.refuse(`The address of ${name} ${fault}.`);
  const asksItself = introspect?.flag() === true;
  if (asksItself === (schema !== undefined))
    throw value.refuse(`Say where the SDL of ${name} is read: schema: FILE, or introspect: true.`);
  return { url, file: schema === undefined ? undefined : resolve(folder, schema.text()) };
}

/** Reads an SDL file. @throws ConfigError */
export function readSdlFile(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    throw new ConfigError(`${file} cannot be read.`);
  }
  const text = decodeUtf8(bytes);
  if (typeof text === 'string') return text;
  throw new ConfigError(`${file}:${text.line}: The file is not UTF-8: save it as UTF-8.`);
}
