type Step = string | number;

/** A path with one step added. Short paths are built as literals: a spread would allocate room for 16 steps in each. */
export function stepTo(path: readonly Step[], step: Step): readonly Step[] {
  const [first, second, third] = path as readonly [Step, Step, Step];
  switch (path.length) {
    case 0:
      return [step];
    case 1:
      return [first, step];
    case 2:
      return [first, second, step];
    case 3:
      return [first, second, third, step];
    default:
      return path.concat(step);
  }
}
