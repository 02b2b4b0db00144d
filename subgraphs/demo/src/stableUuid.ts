import { createHash } from 'node:crypto';
import { type MarkedType, withMark } from '@wasl/kit/markedUuid';

/** The same UUID for the same text: a seed that is repeated inserts nothing twice. */
export function stableUuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The ID of one of the records that the demo stores for a person, by its place in the story. */
export function demoRecordId(personIndex: number, place: number, type: MarkedType): string {
  return withMark(stableUuid(`${personIndex} ${place}`), type);
}

/** The ID of one of the prescriptions that the demo stores for a person. */
export function demoPrescriptionId(personIndex: number, nth: number): string {
  return withMark(stableUuid(`prescription ${personIndex} ${nth}`), 'Prescription');
}
