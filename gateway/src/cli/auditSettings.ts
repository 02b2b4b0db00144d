import { ConfigError } from '../core/configError.ts';

/** Where the audit is kept. */
export type AuditPlace =
  | { kind: 'postgres'; url: string }
  /** One process alone may have it open. */
  | { kind: 'pglite'; folder: string }
  | { kind: 'nats'; servers: string[] };

export type DatabasePlace = Exclude<AuditPlace, { kind: 'nats' }>;

/** What the environment says of the audit. */
export interface AuditSettings {
  /** `off` only where that was said. */
  place: AuditPlace | 'off' | undefined;
  /** The database that holds it, where gateways write to NATS. */
  storePlace: DatabasePlace | undefined;
  /** The private key that signs checkpoints. */
  keyFile: string | undefined;
  /** Folder outside of the database where it is noted how far chains have come. */
  witnessDir: string | undefined;
}

export const auditVariables = [
  'WASL_AUDIT_URL',
  'WASL_AUDIT_STORE_URL',
  'WASL_AUDIT',
  'WASL_AUDIT_KEY_FILE',
  'WASL_AUDIT_WITNESS_DIR',
];

/** Reads it. @throws ConfigError that begins with the variable's name, and does not repeat an address: it may hold a password */
export function readAuditSettings(env: Readonly<Record<string, string | undefined>>): AuditSettings {
  const [switched, url, keyFile] = [env['WASL_AUDIT'], env['WASL_AUDIT_URL'], env['WASL_AUDIT_KEY_FILE']];
  if (switched !== undefined && switched !== 'off')
    throw new ConfigError('WASL_AUDIT must be off, or not set: WASL_AUDIT_URL says where the audit is kept.');
  if (switched !== undefined && url !== undefined)
    throw new ConfigError('WASL_AUDIT is off, and WASL_AUDIT_URL says where the audit is kept: set one of them.');
  const place = switched === 'off' ? 'off' : url === undefined ? undefined : readPlace(url, 'WASL_AUDIT_URL');
  const witnessDir = env['WASL_AUDIT_WITNESS_DIR'];
  return { place, storePlace: readStore(env['WASL_AUDIT_STORE_URL'], place), keyFile, witnessDir };
}

function readStore(text: string | undefined, place: AuditSettings['place']): DatabasePlace | undefined {
  if (text === undefined) return typeof place === 'object' && place.kind !== 'nats' ? place : undefined;
  const store = readPlace(text, 'WASL_AUDIT_STORE_URL');
  if (store.kind === 'nats')
    throw new ConfigError('WASL_AUDIT_STORE_URL must name a database: it begins with postgres://.');
  return store;
}

function readPlace(text: string, name: string): AuditPlace {
  const folder = /^pglite:(.+)$/.exec(text)?.[1];
  if (folder !== undefined) return { kind: 'pglite', folder };
  const servers = natsServers(text);
  if (servers) return { kind: 'nats', servers };
  const protocol = protocolOf(text);
  if (protocol === 'postgres:' || protocol === 'postgresql:') return { kind: 'postgres', url: text };
  throw new ConfigError(
    `${name} must be an address that begins with postgres:// or nats://, or pglite: with a folder.`,
  );
}

/** The addresses of NATS servers, with commas between; undefined where any is none. */
export function natsServers(text: string): string[] | undefined {
  const addresses = text.split(',').map((address) => address.trim());
  const protocols = new Set(addresses.map(protocolOf));
  const [protocol] = protocols;
  return protocols.size === 1 && (protocol === 'nats:' || protocol === 'tls:') ? addresses : undefined;
}

function protocolOf(address: string): string {
  return URL.canParse(address) ? new URL(address).protocol : '';
}
