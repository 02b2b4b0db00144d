import { join } from 'node:path';
import { type CodeRange, covers, toCodeRange } from './codeRanges.ts';
import { dataFolder } from './dataFolder.ts';
import { normalCode } from './normalCode.ts';
import { readTable } from './readTable.ts';

let limits: readonly (readonly [CodeRange, 'F' | 'M'])[] | undefined;

/** The only sex that can have a condition; `undefined` where both can, or the code is none of ICD-10's. */
export function sexOfCode(written: string): 'F' | 'M' | undefined {
  limits ??= readTable(join(dataFolder, 'sex-limited.tsv'), ['code', 'sex']).map(
    ({ code, sex }) => [toCodeRange(code), sex as 'F' | 'M'] as const,
  );
  const code = normalCode('icd-10', written);
  return code === undefined ? undefined : limits.find(([range]) => covers(range, code))?.[1];
}
