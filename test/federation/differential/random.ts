/** A stream of numbers that one seed decides. */
export interface Random {
  /** From 0 to `below`, without it. */
  int(below: number): number;
  chance(percent: number): boolean;
  pick<T>(items: readonly T[]): T;
}

/** FNV-1a with a final mix: 32 bits of a text. */
export function hash(text: string): number {
  let value = 2166136261;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 16777619);
  }
  value = Math.imul(value ^ (value >>> 15), 2246822519);
  return (value ^ (value >>> 13)) >>> 0;
}

/** A stream for a seed of any text. */
export function createRandom(seed: string): Random {
  let state = hash(seed);
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return {
    int: (below) => next() % below,
    chance: (percent) => next() % 100 < percent,
    pick: (items) => items[next() % items.length] as (typeof items)[number],
  };
}
