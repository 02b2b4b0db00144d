/**
 * Compares the last third of a run with its middle third; the first third is for the heap to find its size, and for code to be compiled.
 * @param {readonly number[]} samples evenly spaced
 * @param {{ name: string, unit: string, tolerated: number }} what `tolerated` is the growth that is none, 0.1 for a tenth
 */
export function judgeFlat(samples, { name, unit, tolerated }) {
  const third = Math.floor(samples.length / 3);
  if (third === 0) return { isGrowing: true, sentence: `too short a run to judge ${name}` };
  const [middle, last] = [median(samples.slice(third, 2 * third)), median(samples.slice(2 * third))];
  const isGrowing = last / middle - 1 > tolerated;
  const numbers = `${middle.toFixed(0)} ${unit} in the middle third, ${last.toFixed(0)} ${unit} in the last`;
  return { isGrowing, sentence: `${name} ${isGrowing ? 'grew' : 'stayed flat'}: ${numbers}` };
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
