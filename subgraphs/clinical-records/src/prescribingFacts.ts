import type { ClinicalRecord } from './stores/recordStore.ts';

/** Measurements that medicines are checked against, by LOINC: weight, filtration rate of the kidney, creatinine, gestational age. */
const measurements: ReadonlySet<string> = new Set([
  '29463-7',
  '3141-9',
  '98979-8',
  '62238-1',
  '33914-3',
  '50044-7',
  '77147-7',
  '2160-0',
  '11884-4',
]);

/** The problems among active records, and the newest of each measurement; the records come newest first. */
export function prescribingFactsAmong(records: readonly ClinicalRecord[]) {
  const seen = new Set<string>();
  return records.flatMap(({ kind, code, content, effectiveAt, confidentiality, sensitivities }) => {
    const { value = null, unit = null } = content as { value?: number | null; unit?: string | null };
    if (kind === 'OBSERVATION' && (!measurements.has(code) || seen.has(code))) return [];
    if (kind === 'OBSERVATION') seen.add(code);
    return [{ code, value, unit, effectiveAt, confidentiality, sensitivities }];
  });
}
