import { ConfigError } from '../core/configError.ts';
import { isJsonObject } from '../core/jsonObject.ts';
import { documentId, plainId } from './documentId.ts';

/** An operation that a portal has built in. */
export interface ManifestEntry {
  id: string;
  text: string;
}

/**
 * Reads the manifest that a portal's build has written: Apollo's (`apollo-persisted-query-manifest`, version 1), or the map from IDs to
 * documents of GraphQL Code Generator's client preset. @throws ConfigError for another form, or an ID that is not its document's SHA-256
 */
export function readManifest(json: string): ManifestEntry[] {
  const manifest = parse(json);
  const entries = Object.hasOwn(manifest, 'operations')
    ? apolloEntries(manifest)
    : Object.entries(manifest).map(([id, text]) => entryOf(id, text));
  if (entries.length === 0) throw new ConfigError('The manifest holds no operation.');
  return entries;
}

function parse(json: string): Record<string, unknown> {
  try {
    const manifest: unknown = JSON.parse(json);
    if (isJsonObject(manifest)) return manifest;
  } catch (cause) {
    throw new ConfigError('The manifest is not JSON.', { cause });
  }
  throw new ConfigError('The manifest is neither one of Apollo nor a map from IDs to documents.');
}

function apolloEntries({ format, version, operations }: Record<string, unknown>): ManifestEntry[] {
  if (format !== 'apollo-persisted-query-manifest' || version !== 1 || !Array.isArray(operations))
    throw new ConfigError('The manifest is not an apollo-persisted-query-manifest of version 1.');
  return operations.map((operation: unknown) => {
    const { id, body } = isJsonObject(operation) ? operation : {};
    return entryOf(id, body);
  });
}

function entryOf(id: unknown, text: unknown): ManifestEntry {
  if (typeof id !== 'string' || typeof text !== 'string')
    throw new ConfigError('An operation of the manifest has no id or no body.');
  if (documentId(text) !== plainId(id))
    throw new ConfigError(`The id ${id.slice(0, 80)} is not the SHA-256 of its document: let the build use sha256.`);
  return { id: plainId(id), text };
}
