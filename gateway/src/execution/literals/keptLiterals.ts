import { randomUUID } from 'node:crypto';
import { Kind, print, type StringValueNode, type ValueNode } from 'graphql';
import type { QueryPlan } from '../../planning/plan.ts';
import { mapFetches } from '../../planning/walkPlan.ts';

/**
 * Literals that Apollo's planner would write otherwise, with the strings that stand for them while it plans: in a scalar of the schema's own it
 * reads numbers as JavaScript does, and writes the names of enum values as strings. What stands for them is drawn anew each time, so
 * that no string of a client is taken for it.
 */
export class KeptLiterals {
  readonly #prefix = randomUUID();
  readonly #pattern = new RegExp(`"${this.#prefix} (\\d+)"`, 'g');
  readonly #texts: string[] = [];
  readonly #indexes = new Map<string, number>();

  get isEmpty(): boolean {
    return this.#texts.length === 0;
  }

  /** The string that stands for a literal; equal literals get one, for fields with equal arguments are one. */
  keep(node: ValueNode): StringValueNode {
    const text = print(node);
    const index = this.#indexes.get(text) ?? this.#texts.push(text) - 1;
    this.#indexes.set(text, index);
    return { kind: Kind.STRING, value: `${this.#prefix} ${index}` };
  }

  /** A plan with the literals in its requests. */
  restore(plan: QueryPlan): QueryPlan {
    if (this.isEmpty) return plan;
    const textOf = (_: string, index: string) => this.#texts[Number(index)] ?? '';
    return mapFetches(plan, (fetch) => ({ ...fetch, operation: fetch.operation.replace(this.#pattern, textOf) }));
  }
}
