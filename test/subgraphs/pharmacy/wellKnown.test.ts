import { join } from 'node:path';
import { root } from '@wasl/kit/paths';
import { alertsFor, type TakenMedicine } from '@wasl/pharmacy/alerts';
import { readTable } from '@wasl/terminology/readTable';
import type { RecordLabels } from '@wasl/terminology/recordLabels';
import { describe, expect, it } from 'vitest';

const plain: RecordLabels = { confidentiality: 'N', sensitivities: [] };
const rows = readTable(join(root, 'test/subgraphs/pharmacy/files/well-known.tsv'), [
  'kind',
  'medicine',
  'other',
  'expected',
  'source',
]);
const taken = (atcCode: string): TakenMedicine => ({ id: atcCode, atcCode, labels: plain, isDispensable: true });

/** The gravest alert of a pair or an allergy. */
function gravest(kind: string, medicine: string, other: string): string {
  const found =
    kind === 'pair'
      ? alertsFor([taken(medicine), taken(other)], [])
      : alertsFor([taken(medicine)], [allergyWritten(other)]);
  if (found.some(({ severity }) => severity === 'SEVERE')) return 'severe';
  return found.length > 0 ? 'moderate' : 'none';
}

/** Typed words stand in the texts, as clinical-records tells them. */
function allergyWritten(other: string) {
  const isCode = /^([A-Z]\d\S*|\d+)$/.test(other);
  return { code: isCode ? other : 'other', texts: isCode ? [] : [other], labels: plain };
}

describe('of the well-known pairs and allergies', () => {
  it.each(rows)('$medicine with $other is $expected ($source)', ({ kind, medicine, other, expected }) => {
    expect(gravest(kind, medicine, other)).toBe(expected);
    if (kind === 'pair') expect(gravest(kind, other, medicine)).toBe(expected);
  });

  it('there are more than 150, each once', () => {
    expect(new Set(rows.map(({ medicine, other }) => `${medicine} ${other}`)).size).toBe(rows.length);
    expect(rows.length).toBeGreaterThan(150);
  });
});
