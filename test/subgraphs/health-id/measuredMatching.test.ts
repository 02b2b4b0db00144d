import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { certainPairs, measure, resultAt } from '@wasl/health-id/matching/measure/measure';
import { report } from '@wasl/health-id/matching/measure/report';
import { certainScore, reviewScore } from '@wasl/health-id/matching/score';
import { root } from '@wasl/kit/paths';
import { beforeAll, describe, expect, it } from 'vitest';

describe('matching, measured on 4,000 people', () => {
  let measured: ReturnType<typeof measure>;
  beforeAll(() => {
    measured = measure(4_000, 'test');
  });

  it('finds 95 % of the second records with 99 % of the links right', () => {
    const { precision, recall } = resultAt(measured, certainScore);
    expect(precision).toBeGreaterThanOrEqual(0.99);
    expect(recall).toBeGreaterThanOrEqual(0.95);
    expect(resultAt(measured, reviewScore).recall).toBeGreaterThanOrEqual(0.98);
  });

  it('calls nobody certain who is somebody else, twins, newborns and unknown people included', () => {
    const { right, wrong } = certainPairs(measured);
    expect(wrong).toEqual([]);
    expect(right.length).toBeGreaterThan(measured.duplicates / 5);
  });

  it('holds people who are easily taken for one another', () => {
    const { siblings, twins, cousins, namesakes, newborns, unknown } = measured.hardNegatives;
    const counts = [siblings > 1_000, twins > 20, cousins > 50, namesakes > 30, newborns > 8, unknown > 8];
    expect(counts).not.toContain(false);
  });

  it('is reported in docs/matching.md as the command prints it', () => {
    const withoutNumbers = (text: string) => text.replaceAll(/\d+(\.\d+)?/g, '#').replaceAll('–', '# %');
    expect(withoutNumbers(readFileSync(join(root, 'docs/matching.md'), 'utf8'))).toBe(withoutNumbers(report(measured)));
  });
});
