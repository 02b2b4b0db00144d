import { callerClasses, type CostBudgets } from '../pipeline/cost/costBudgets.ts';
import { readWhole } from './readWhole.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Limits of one request. */
export interface Bounds {
  /** Cost budgets of one operation; a class of callers that is not listed has the default for its schema. */
  maxCost: Partial<CostBudgets>;
  /** Assumed number of items of a list without an annotation. Default 10. */
  assumedListSize: number | undefined;
  /** Most entities that one request may ask subgraphs for. Default 100 000. */
  maxEntities: number | undefined;
  /** Most bytes that subgraphs may send for one request. Default 8 MiB. */
  maxReceivedBytes: number | undefined;
  /** Most bytes of an answer's data. Default 32 MiB. */
  maxAnswerBytes: number | undefined;
  /** Most bytes of answers that all requests hold together. Default: an eighth of the heap's limit, at least 128 MiB. */
  maxHeldBytes: number | undefined;
}

const budgetVariables = callerClasses.map((name) => [name, `WASL_MAX_COST_${name.toUpperCase()}`] as const);

/** All environment variables for limits. */
export const boundVariables = [
  'WASL_MAX_COST',
  ...budgetVariables.map(([, variable]) => variable),
  'WASL_ASSUMED_LIST_SIZE',
  'WASL_MAX_ENTITIES',
  'WASL_MAX_RECEIVED_BYTES',
  'WASL_MAX_ANSWER_BYTES',
  'WASL_MAX_HELD_BYTES',
];

const mebibyte = 1024 * 1024;

/** Reads the limits. `WASL_MAX_COST` is for all callers; the variable of a class overrides it. @throws ConfigError */
export function readBounds(env: Env): Bounds {
  const read = (variable: string, least: number, most: number) => {
    const text = env[variable];
    return text === undefined ? undefined : readWhole(text, variable, least, most);
  };
  const everybody = read('WASL_MAX_COST', ...costRange);
  const maxCost = budgetVariables.flatMap(([name, variable]) => {
    const budget = read(variable, ...costRange) ?? everybody;
    return budget === undefined ? [] : [[name, budget] as const];
  });
  return {
    maxCost: Object.fromEntries(maxCost),
    assumedListSize: read('WASL_ASSUMED_LIST_SIZE', 0, 1_000_000),
    maxEntities: read('WASL_MAX_ENTITIES', 1, 100_000_000),
    maxReceivedBytes: read('WASL_MAX_RECEIVED_BYTES', 1_024, 1_024 * mebibyte),
    maxAnswerBytes: read('WASL_MAX_ANSWER_BYTES', 1_024, 512 * mebibyte),
    maxHeldBytes: read('WASL_MAX_HELD_BYTES', 1_024, 65_536 * mebibyte),
  };
}

/** The same budget for all classes of callers. */
export function sameForAll(budget: number): CostBudgets {
  return { anonymous: budget, citizen: budget, staff: budget, service: budget };
}

/** The allowed range of a budget. */
export const costRange: [least: number, most: number] = [1, 1_000_000_000_000];
