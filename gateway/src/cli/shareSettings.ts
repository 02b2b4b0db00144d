import type { ShareOptions } from '../pipeline/shares.ts';
import { readWhole } from './readWhole.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Variable of each share, and its default; 0 is for no limit. */
const settings: Readonly<Record<keyof ShareOptions, [variable: string, byDefault: number]>> = {
  requestsOfCaller: ['WASL_IN_FLIGHT_PER_CALLER', 200],
  requestsOfAddress: ['WASL_IN_FLIGHT_PER_ADDRESS', 0],
  streamsOfCaller: ['WASL_STREAMS_PER_CALLER', 100],
  streamsOfAddress: ['WASL_STREAMS_PER_ADDRESS', 0],
  socketsOfCaller: ['WASL_SOCKETS_PER_CALLER', 100],
  socketsOfAddress: ['WASL_SOCKETS_PER_ADDRESS', 0],
  connectionsOfAddress: ['WASL_CONNECTIONS_PER_ADDRESS', 0],
};
const names = Object.keys(settings) as (keyof ShareOptions)[];

const runningCost = 'WASL_RUNNING_COST_PERCENT';

export const shareVariables = [...names.map((name) => settings[name][0]), runningCost];

/**
 * What one caller's operations may cost that run at once, in percent of what one of them may; undefined for no limit. @throws ConfigError that
 * begins with the variable's name
 */
export function readRunningCost(env: Env): number | undefined {
  return readWhole(env[runningCost] ?? '10', runningCost, 0, 100_000) || undefined;
}

/** Reads what one caller or address may have at once. @throws ConfigError that begins with the variable's name */
export function readShares(env: Env): ShareOptions {
  const shares: ShareOptions = {};
  for (const name of names) {
    const [variable, byDefault] = settings[name];
    const most = readWhole(env[variable] ?? String(byDefault), variable, 0, 100_000);
    if (most > 0) shares[name] = most;
  }
  return shares;
}
