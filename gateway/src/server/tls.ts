import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import type { Server, ServerOptions } from 'node:https';
import { createSecureContext } from 'node:tls';
import { ConfigError } from '../core/configError.ts';

/** The files of a TLS listener, all PEM. */
export interface TlsFiles {
  /** The server's certificate, then those between it and its authority. */
  certFile: string;
  keyFile: string;
  /** Authorities whose clients alone may connect ("mutual TLS"); without it anybody may. */
  clientCaFile?: string | undefined;
}

/** Milliseconds between two looks at the files. */
const intervalMs = 1_000;

/** Reads the files. @throws ConfigError when one cannot be read, or the key is not the certificate's */
export function readTls({ certFile, keyFile, clientCaFile }: TlsFiles): ServerOptions {
  const options = {
    minVersion: 'TLSv1.2' as const,
    handshakeTimeout: 10_000,
    cert: read(certFile, 'WASL_TLS_CERT_FILE'),
    key: read(keyFile, 'WASL_TLS_KEY_FILE'),
    ...(clientCaFile !== undefined && {
      ca: read(clientCaFile, 'WASL_TLS_CLIENT_CA_FILE'),
      requestCert: true,
      rejectUnauthorized: true,
    }),
  };
  try {
    createSecureContext(options);
  } catch (cause) {
    throw new ConfigError('WASL_TLS_CERT_FILE and WASL_TLS_KEY_FILE do not go together, or hold no PEM.', { cause });
  }
  return options;
}

/**
 * Gives new connections the certificates of files that have changed, and tells so; those that cannot be used leave the old ones in force.
 * @returns what ends that
 */
export function watchTls(server: Server, files: TlsFiles, onReload: (error?: unknown) => void): () => void {
  const reload = () => {
    try {
      server.setSecureContext(readTls(files));
      onReload();
    } catch (error) {
      onReload(error);
    }
  };
  const paths = [files.certFile, files.keyFile, ...(files.clientCaFile === undefined ? [] : [files.clientCaFile])];
  for (const path of paths) watchFile(path, { interval: intervalMs, persistent: false }, reload);
  return () => {
    for (const path of paths) unwatchFile(path, reload);
  };
}

function read(file: string, variable: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new ConfigError(`${variable} names ${file}, which cannot be read.`, { cause });
  }
}
