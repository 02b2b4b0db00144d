import { callerClasses, type CostBudgets } from '../pipeline/cost/costBudgets.ts';
import { readWhole } from './readWhole.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What one request may ask for and get. */
export interface Bounds {
  /** What one operation may cost; a caller class that is not named has the default of its schema. */
  maxCost: Partial<CostBudgets>;
  /** How many items a list is taken to have where the schema does not say it. Default 10. */
  assumedListSize: number | undefined;
  /** Entities that one request may ask subgraphs for. Default 100 000. */
  maxEntities: number | undefined;
  /** Bytes that subgraphs may send for one request. Default 64 MiB. */
  maxReceivedBytes: number | undefined;
  /** Bytes of an answer's data. Default 32 MiB. */
  maxAnswerBytes: number | undefined;
}

const budgetVariables = callerClasses.map((name) => [name, `WASL_MAX_COST_${name.toUpperCase()}`] as const);

/** Every variable that says something of it. */
export const boundVariables = [
  'WASL_MAX_COST',
  ...budgetVariables.map(([, variable]) => variable),
  'WASL_ASSUMED_LIST_SIZE',
  'WASL_MAX_ENTITIES',
  'WASL_MAX_RECEIVED_BYTES',
  'WASL_MAX_ANSWER_BYTES',
];

const mebibyte = 1024 * 1024;

/** Reads them. `WASL_MAX_COST` is everybody's, a class's own variable comes before it. @throws ConfigError */
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
  };
}

/** The same budget for everybody. */
export function sameForAll(budget: number): CostBudgets {
  return { anonymous: budget, citizen: budget, staff: budget, service: budget };
}

/** The least and the most of a budget. */
export const costRange: [least: number, most: number] = [1, 1_000_000_000_000];
