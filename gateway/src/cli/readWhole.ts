import { ConfigError } from '../core/configError.ts';

/** Reads a whole number within bounds. @throws ConfigError that begins with `name`. */
export function readWhole(text: string, name: string, least: number, most: number): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isInteger(number) && number >= least && number <= most) return number;
  throw new ConfigError(`${name} must be a whole number from ${least} to ${most}.`);
}

/** A setting that is a whole number; undefined where it is not set. @throws ConfigError that begins with its name */
export function readNumber(
  env: Readonly<Record<string, string | undefined>>,
  variable: string,
  least: number,
  most: number,
): number | undefined {
  const text = env[variable];
  return text === undefined ? undefined : readWhole(text, variable, least, most);
}
