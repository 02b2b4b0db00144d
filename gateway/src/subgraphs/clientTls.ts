import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { createSecureContext, type SecureContext } from 'node:tls';
import { ConfigError } from '../core/configError.ts';
import { upperSnake } from '../core/upperSnake.ts';

/** Files of what the gateway shows a subgraph and trusts of it, all PEM. Those of the certificate and its key go together. */
export interface ClientTlsFiles {
  /** The gateway's certificate, then those between it and its authority. */
  certFile?: string | undefined;
  keyFile?: string | undefined;
  /** The authorities that alone may have issued the subgraph's certificate; several while they change. Default: those that Node trusts. */
  caFile?: string | undefined;
}

/** What files hold at the moment; another object after they have changed. */
export interface ClientTlsMaterial {
  cert?: Buffer;
  key?: Buffer;
  ca?: Buffer;
  secureContext: SecureContext;
}

export interface ClientTls {
  material(): ClientTlsMaterial;
}

export interface ClientTlsOptions {
  /** For all subgraphs. */
  all: ClientTlsFiles;
  /** For single ones, by name as it is or in upper snake case; what they leave open is as for all. */
  each: ReadonlyMap<string, ClientTlsFiles>;
  /** Called after files have changed, with the error where the old content stays in force. */
  onReload?(error?: unknown): void;
  /** Milliseconds between two looks at the files. Default 1 000. */
  intervalMs?: number;
}

/** The TLS of every subgraph. */
export interface ClientTlsStore {
  /** Undefined for a subgraph that has no files. */
  of(subgraph: string): ClientTls | undefined;
  /** Whether files were named for this subgraph alone. */
  hasOwn(subgraph: string): boolean;
  close(): void;
}

/**
 * Reads the files, and again when they change: requests from then on have connections with what they hold now. What cannot be used leaves
 * the old content in force, so a certificate and its key may be replaced one after the other.
 * @throws ConfigError when a file cannot be read, or a key is not its certificate's
 */
export function openClientTls({ all, each, onReload, intervalMs = 1_000 }: ClientTlsOptions): ClientTlsStore {
  const closings: (() => void)[] = [];

  function open(files: ClientTlsFiles): ClientTls | undefined {
    const paths = pathsOf(files);
    if (paths.length === 0) return undefined;
    let material = readMaterial(files);
    const reload = () => {
      try {
        material = readMaterial(files);
        onReload?.();
      } catch (error) {
        onReload?.(error);
      }
    };
    for (const path of paths) watchFile(path, { interval: intervalMs, persistent: false }, reload);
    closings.push(() => paths.forEach((path) => unwatchFile(path, reload)));
    return { material: () => material };
  }

  const ofAll = open(all);
  const ofEach = new Map([...each].map(([name, files]) => [name, open(merged(files, all))]));
  return {
    of: (subgraph) => ofEach.get(subgraph) ?? ofEach.get(upperSnake(subgraph)) ?? ofAll,
    hasOwn: (subgraph) => ofEach.has(subgraph) || ofEach.has(upperSnake(subgraph)),
    close: () => closings.forEach((end) => end()),
  };
}

/** A subgraph's own certificate and key, or those for all, never one of each. */
function merged(own: ClientTlsFiles, all: ClientTlsFiles): ClientTlsFiles {
  const { certFile, keyFile } = own.certFile === undefined && own.keyFile === undefined ? all : own;
  return { certFile, keyFile, caFile: own.caFile ?? all.caFile };
}

function pathsOf({ certFile, keyFile, caFile }: ClientTlsFiles): string[] {
  return [certFile, keyFile, caFile].filter((path) => path !== undefined);
}

function readMaterial({ certFile, keyFile, caFile }: ClientTlsFiles): ClientTlsMaterial {
  const parts = {
    ...(certFile !== undefined && { cert: read(certFile) }),
    ...(keyFile !== undefined && { key: read(keyFile) }),
    ...(caFile !== undefined && { ca: read(caFile) }),
  };
  try {
    return { ...parts, secureContext: createSecureContext({ ...parts, minVersion: 'TLSv1.2' }) };
  } catch (cause) {
    const names = pathsOf({ certFile, keyFile, caFile }).join(', ');
    throw new ConfigError(`The files for TLS to subgraphs do not go together, or hold no PEM: ${names}.`, { cause });
  }
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new ConfigError(`A file for TLS to subgraphs cannot be read: ${file}.`, { cause });
  }
}
