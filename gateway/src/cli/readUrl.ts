import { ConfigError } from '../core/configError.ts';

/** An address of one of these protocols, such as `redis:`. @throws ConfigError that does not repeat it: it may hold a password */
export function readUrl(
  env: Readonly<Record<string, string | undefined>>,
  variable: string,
  protocols: readonly string[],
): string | undefined {
  const value = env[variable];
  if (value === undefined) return undefined;
  if (URL.canParse(value) && protocols.includes(new URL(value).protocol)) return value;
  throw new ConfigError(
    `${variable} must be an address that begins with ${protocols.map((p) => `${p}//`).join(' or ')}.`,
  );
}
