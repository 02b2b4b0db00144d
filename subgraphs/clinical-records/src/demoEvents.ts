import type { AskedLabels } from '@wasl/terminology/recordLabels';
import type { RecordKind } from './kinds.ts';

/** A code with its meaning in both languages. */
export interface Coded {
  code: string;
  ar: string;
  en: string;
  /** Whose work it is, where not any physician's. */
  specialty?: string;
}

/** Something that a demo person's history tells. */
export interface Event extends Coded {
  kind: RecordKind;
  /** Days before the demo's date. */
  daysAgo: number;
  content?: Record<string, unknown>;
  /** Labels that its author asks for. Default: none. */
  asked?: AskedLabels;
  /** The results that a report contains, of the same history. */
  results?: Event[];
}

export const coded = (code: string, ar: string, en: string): Coded => ({ code, ar, en });
