import { limitNames, type SubgraphLimits } from '../subgraphs/subgraphLimits.ts';
import { readWhole } from './readWhole.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** How far subgraphs may be relied on. */
export interface SubgraphSettings {
  /** `WASL_SUBGRAPHS_…`: what holds for all. */
  all: Partial<SubgraphLimits>;
  /** `WASL_SUBGRAPH_<NAME>_…`, by subgraph name in upper snake case. */
  each: ReadonlyMap<string, Partial<SubgraphLimits>>;
}

/** End of the variables' names, and the allowed range. */
const settings: Readonly<Record<keyof SubgraphLimits, [suffix: string, least: number, most: number]>> = {
  deadlineMs: ['DEADLINE_MS', 50, 120_000],
  connections: ['CONNECTIONS', 1, 10_000],
  queue: ['QUEUE', 0, 100_000],
  breakerPercent: ['BREAKER_PERCENT', 0, 100],
  breakerPauseMs: ['BREAKER_PAUSE_MS', 100, 600_000],
  retryPercent: ['RETRY_PERCENT', 0, 100],
  hedgeMs: ['HEDGE_MS', 0, 60_000],
  streams: ['STREAMS', 1, 100_000],
};

const suffixes = limitNames.map((name) => settings[name][0]);
const ofOne = new RegExp(`^WASL_SUBGRAPH_(.+?)_(${suffixes.join('|')})$`);

/** The variables for all subgraphs. */
export const subgraphsVariables = suffixes.map((suffix) => `WASL_SUBGRAPHS_${suffix}`);
/** The variables for one of them. */
export const subgraphVariables = suffixes.map((suffix) => `WASL_SUBGRAPH_<NAME>_${suffix}`);

/** Reads how far subgraphs may be relied on. @throws ConfigError */
export function readSubgraphSettings(env: Env): SubgraphSettings {
  const each = new Map<string, Partial<SubgraphLimits>>();
  for (const variable of Object.keys(env)) {
    const [, subgraph, suffix] = ofOne.exec(variable) ?? [];
    const name = limitNames.find((limit) => settings[limit][0] === suffix);
    if (subgraph !== undefined && name)
      each.set(subgraph, { ...each.get(subgraph), ...readLimit(env, variable, name) });
  }
  const all: Partial<SubgraphLimits> = {};
  for (const name of limitNames) Object.assign(all, readLimit(env, `WASL_SUBGRAPHS_${settings[name][0]}`, name));
  return { all, each };
}

function readLimit(env: Env, variable: string, name: keyof SubgraphLimits): Partial<SubgraphLimits> {
  const text = env[variable];
  const [, least, most] = settings[name];
  return text === undefined ? {} : { [name]: readWhole(text, variable, least, most) };
}
