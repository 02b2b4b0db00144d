import { shortened } from '../../core/shortened.ts';
import { type Cost, evaluate } from './costExpression.ts';
import type { Variables } from './weighInput.ts';

/** Dotted path of response keys to the field that most of a cost comes from. */
export function costliestPath(whole: Cost, variables: Variables): string {
  const keys: string[] = [];
  let at: Cost | undefined = whole;
  while (at) {
    if (at.kind === 'field') keys.push(at.key);
    at = next(at, variables);
  }
  return shortened(keys.join('.'));
}

function next(cost: Cost, variables: Variables): Cost | undefined {
  switch (cost.kind) {
    case 'sum':
      return costliest(cost.terms, variables);
    case 'most':
      return costliest(cost.options, variables);
    case 'when':
      return cost.part;
    case 'field':
      return evaluate(cost.each, variables) > 0 ? cost.each : undefined;
    default:
      return undefined;
  }
}

function costliest(parts: readonly Cost[], variables: Variables): Cost | undefined {
  let most = 0;
  let found: Cost | undefined;
  for (const part of parts) {
    const cost = evaluate(part, variables);
    if (cost > most) {
      most = cost;
      found = part;
    }
  }
  return found;
}
