import { randomUUID } from 'node:crypto';
import { Kind, print, type StringValueNode, type ValueNode } from 'graphql';
import type { QueryPlan } from '../../planning/plan.ts';
import { mapFetches } from '../../planning/walkPlan.ts';

/**
 * Literals that Apollo's planner would change, and the placeholder strings that replace them while it plans: inside custom scalars it
 * rounds numbers as JavaScript does, and turns enum values into strings. The placeholder's prefix is random, so that no client can send a
 * string that is taken for one.
 */
export class KeptLiterals {
  readonly #prefix = randomUUID();
  readonly #pattern = new RegExp(`"${this.#prefix} (\\d+)"`, 'g');
  readonly #texts: string[] = [];
  readonly #indexes = new Map<string, number>();

  get isEmpty(): boolean {
    return this.#texts.length === 0;
  }

  /** The placeholder of a literal. Equal literals share one, so that fields with equal arguments stay equal. */
  keep(node: ValueNode): StringValueNode {
    const text = print(node);
    const index = this.#indexes.get(text) ?? this.#texts.push(text) - 1;
    this.#indexes.set(text, index);
    return { kind: Kind.STRING, value: `${this.#prefix} ${index}` };
  }

  /** The plan with its placeholders replaced by the literals. */
  restore(plan: QueryPlan): QueryPlan {
    if (this.isEmpty) return plan;
    const textOf = (_: string, index: string) => this.#texts[Number(index)] ?? '';
    return mapFetches(plan, (fetch) => ({ ...fetch, operation: fetch.operation.replace(this.#pattern, textOf) }));
  }
}
