const toleratedGrowth = 0.1;

/**
 * Compares the last third of a run with its middle third; the first third is for the heap to find its size.
 * @param {readonly number[]} samples resident bytes, evenly spaced
 */
export function judgeMemory(samples) {
  const third = Math.floor(samples.length / 3);
  if (third === 0) return { isGrowing: true, sentence: 'too short a run to judge memory' };
  const [middle, last] = [median(samples.slice(third, 2 * third)), median(samples.slice(2 * third))];
  const growth = last / middle - 1;
  const isGrowing = growth > toleratedGrowth;
  const megabytes = [middle, last].map((bytes) => Math.round(bytes / 1_000_000));
  const numbers = `${megabytes[0]} MB in the middle third, ${megabytes[1]} MB in the last`;
  return { isGrowing, sentence: `memory ${isGrowing ? 'grew' : 'stayed flat'}: ${numbers}` };
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
