import { InvalidArgumentError } from 'commander';
import { type ranges, readRange, readWorkers } from './config.ts';
import { ConfigError } from '../core/configError.ts';

/** Makes the parser of a flag that is read like the environment variable for the same setting. */
export function wholeNumber(name: keyof typeof ranges): (text: string) => number {
  return (text) => asFlag(() => readRange(text, 'It', name));
}

/** Reads `auto` or a number of workers. */
export function readWorkersFlag(text: string): number {
  return asFlag(() => readWorkers(text, 'It'));
}

export function readEpoch(text: string): number {
  const epoch = Number(text);
  if (!Number.isInteger(epoch) || epoch < 1 || epoch > 999_999)
    throw new InvalidArgumentError('An epoch is a number from 1 to 999999.');
  return epoch;
}

export function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError('A port is a number from 0 to 65535.');
  return port;
}

export function readCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 40_000_000)
    throw new InvalidArgumentError('Give a number from 1 to 40000000.');
  return count;
}

function asFlag<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ConfigError) throw new InvalidArgumentError(error.message);
    throw error;
  }
}
