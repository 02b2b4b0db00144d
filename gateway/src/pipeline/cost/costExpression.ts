import { NumberText } from '../../core/numberText.ts';
import { type Variables, weighInput, type WeighedType } from './weighInput.ts';

/** A `@skip` or `@include` with a variable: the part is left out when the variable equals `leftOutWhen`. */
export interface Condition {
  variable: string;
  /** The value where the client sends none. */
  otherwise: boolean | undefined;
  leftOutWhen: boolean;
}

/** A slicing argument's value: how many items are requested. */
export type Slice =
  | { kind: 'literal'; value: unknown }
  | { kind: 'variable'; variable: string; path: readonly string[]; otherwise: unknown };

/** How many items a list is expected to have. */
export interface Size {
  slices: readonly Slice[];
  /** The number where no slice gives one. */
  otherwise: number;
}

/** A node of a cost expression. `fixed` is its value where it does not depend on variables. */
export type Cost =
  | { kind: 'fixed'; fixed: number }
  | { kind: 'sum'; fixed: number | undefined; terms: readonly Cost[]; base: number; varying: readonly Cost[] }
  | { kind: 'most'; fixed: number | undefined; options: readonly Cost[] }
  | { kind: 'when'; fixed: undefined; conditions: readonly Condition[]; part: Cost }
  | { kind: 'input'; fixed: undefined; variable: string; otherwise: unknown; type: WeighedType }
  | { kind: 'field'; fixed: number | undefined; key: string; once: Cost; size: Size; each: Cost };

/** The largest cost; larger results are capped to it. */
export const mostCost = Number.MAX_SAFE_INTEGER;

export const nothing: Cost = { kind: 'fixed', fixed: 0 };

export function fixedCost(fixed: number): Cost {
  return fixed === 0 ? nothing : { kind: 'fixed', fixed };
}

/** The sum of several costs. */
export function sumOf(terms: readonly Cost[]): Cost {
  const varying = terms.filter(({ fixed }) => fixed === undefined);
  const base = bounded(terms.reduce((sum, { fixed = 0 }) => sum + fixed, 0));
  return { kind: 'sum', fixed: varying.length === 0 ? base : undefined, terms, base, varying };
}

/** As `sumOf`, folded to a number where possible: the terms are then no longer known to `costliestPath`. */
export function totalOf(terms: readonly Cost[]): Cost {
  const sum = sumOf(terms.filter((term) => term !== nothing));
  return sum.fixed === undefined ? sum : fixedCost(sum.fixed);
}

/** The value of a cost for the given variables. */
export function evaluate(cost: Cost, variables: Variables): number {
  if (cost.fixed !== undefined) return cost.fixed;
  switch (cost.kind) {
    case 'sum': {
      let sum = cost.base;
      for (const term of cost.varying) sum += evaluate(term, variables);
      return bounded(sum);
    }
    case 'most': {
      let most = 0;
      for (const option of cost.options) most = Math.max(most, evaluate(option, variables));
      return most;
    }
    case 'when':
      return cost.conditions.every((condition) => holds(condition, variables)) ? evaluate(cost.part, variables) : 0;
    case 'input':
      return bounded(weighInput(cost.type, valueOf(cost.variable, cost.otherwise, variables)));
    case 'field': {
      const items = sizeOf(cost.size, variables);
      return bounded(evaluate(cost.once, variables) + items * evaluate(cost.each, variables));
    }
  }
}

/** The cost, with `fixed` set where it does not depend on variables. */
export function folded(cost: Cost & { kind: 'most' | 'field' }): Cost {
  const parts = cost.kind === 'most' ? cost.options : [cost.once, cost.each];
  const varies = cost.kind === 'field' && cost.size.slices.some(({ kind }) => kind === 'variable');
  if (varies || parts.some(({ fixed }) => fixed === undefined)) return cost;
  return { ...cost, fixed: evaluate(cost, {}) };
}

/** The expected number of items: the largest number that a slice gives. Other values are ignored. */
export function sizeOf({ slices, otherwise }: Size, variables: Variables): number {
  let most = -1;
  for (const slice of slices) {
    const items = numberOf(slice.kind === 'literal' ? slice.value : pathOf(slice, variables));
    if (items > most) most = items;
  }
  return bounded(most >= 0 ? most : otherwise);
}

function numberOf(told: unknown): number {
  if (typeof told === 'number') return told;
  return told instanceof NumberText ? told.value : -1;
}

function pathOf(slice: Slice & { kind: 'variable' }, variables: Variables): unknown {
  let value = Object.hasOwn(variables, slice.variable) ? variables[slice.variable] : undefined;
  if (value === undefined) return slice.otherwise;
  for (const step of slice.path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

function holds({ variable, otherwise, leftOutWhen }: Condition, variables: Variables): boolean {
  return valueOf(variable, otherwise, variables) !== leftOutWhen;
}

function valueOf(variable: string, otherwise: unknown, variables: Variables): unknown {
  const value = Object.hasOwn(variables, variable) ? variables[variable] : undefined;
  return value === undefined ? otherwise : value;
}

function bounded(cost: number): number {
  return Math.min(Math.max(cost, 0), mostCost);
}
