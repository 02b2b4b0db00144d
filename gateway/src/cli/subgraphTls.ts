import { ConfigError } from '../core/configError.ts';
import type { ClientTlsFiles } from '../subgraphs/clientTls.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Files of TLS to subgraphs, from the environment. */
export interface SubgraphTlsSettings {
  /** `WASL_SUBGRAPHS_TLS_…`. */
  all: ClientTlsFiles;
  /** `WASL_SUBGRAPH_<NAME>_TLS_…`, by subgraph name in upper snake case. */
  each: ReadonlyMap<string, ClientTlsFiles>;
}

const suffixes = { certFile: 'TLS_CERT_FILE', keyFile: 'TLS_KEY_FILE', caFile: 'TLS_CA_FILE' } as const;
const ofOne = new RegExp(`^WASL_SUBGRAPH_(.+?)_(?:${Object.values(suffixes).join('|')})$`);

export const subgraphsTlsVariables = Object.values(suffixes).map((suffix) => `WASL_SUBGRAPHS_${suffix}`);
export const subgraphTlsVariables = Object.values(suffixes).map((suffix) => `WASL_SUBGRAPH_<NAME>_${suffix}`);

/** Reads it. @throws ConfigError for a certificate without a key, or a key without a certificate */
export function readSubgraphTls(env: Env): SubgraphTlsSettings {
  const names = Object.keys(env).flatMap((variable) => ofOne.exec(variable)?.[1] ?? []);
  const each = new Map([...new Set(names)].map((name) => [name, readFiles(env, `WASL_SUBGRAPH_${name}_`)]));
  return { all: readFiles(env, 'WASL_SUBGRAPHS_'), each };
}

function readFiles(env: Env, prefix: string): ClientTlsFiles {
  const [certFile, keyFile] = [env[prefix + suffixes.certFile], env[prefix + suffixes.keyFile]];
  if ((certFile === undefined) !== (keyFile === undefined))
    throw new ConfigError(
      `${prefix}${suffixes.certFile} and ${prefix}${suffixes.keyFile} go together: set both or neither.`,
    );
  return { certFile, keyFile, caFile: env[prefix + suffixes.caFile] };
}
