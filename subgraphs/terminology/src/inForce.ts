import { type Admission, admitCode, type UnknownCodes } from './admitCode.ts';
import type { CodeSystem } from './codeSystems.ts';
import { terminology, useLists } from './terminology.ts';

let unknownCodes: UnknownCodes = 'refuse';

/** Which lists count in this process, and what becomes of a code that is in none of them. */
export interface CodeLists {
  /** Of official lists that `wasl terminology load` wrote; it need not exist. */
  folder: string;
  unknownCodes: UnknownCodes;
}

/** Puts lists in force: once, before the first code is judged. */
export function putInForce(lists: CodeLists): void {
  useLists(lists.folder);
  unknownCodes = lists.unknownCodes;
}

/** Decides by the lists in force on a code that a caller wrote. */
export function admit(system: CodeSystem, written: string): Admission {
  return admitCode(terminology, system, written, unknownCodes);
}
