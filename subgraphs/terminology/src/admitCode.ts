import type { CodeSystem } from './codeSystems.ts';
import type { Terminology } from './terminology.ts';

/** What happens to a code that has the right form but is in no list: it is refused, or taken with a warning. */
export type UnknownCodes = 'refuse' | 'warn';

/** A code to keep, with the list's own texts; or why there is none. */
export type Admission =
  | {
      readonly accepted: true;
      readonly code: string;
      readonly en: string;
      readonly ar: string;
      readonly warning?: Reason;
    }
  | { readonly accepted: false; readonly reason: Reason };

export interface Reason {
  readonly kind: 'malformed' | 'unknown';
  readonly en: string;
  readonly ar: string;
}

/** Decides on a code that a caller wrote. Display texts come from the list; of an unknown code, from the nearest wider one. */
export function admitCode(
  terminology: Terminology,
  system: CodeSystem,
  written: string,
  unknownCodes: UnknownCodes,
): Admission {
  const found = terminology.lookUp(system, written);
  switch (found.status) {
    case 'known': {
      const { code, en, ar } = found.concept;
      return { accepted: true, code, en, ar };
    }
    case 'malformed':
      return { accepted: false, reason: malformed };
    case 'unknown': {
      if (unknownCodes === 'refuse') return { accepted: false, reason: unknown };
      const { code, broader } = found;
      return { accepted: true, code, en: broader?.en ?? code, ar: broader?.ar ?? code, warning: unknown };
    }
  }
}

const malformed: Reason = {
  kind: 'malformed',
  en: 'This text is not a code of that system, or its check digit is wrong.',
  ar: 'هذا النص ليس رمزاً من ذلك التصنيف، أو أن رقم التحقق فيه خاطئ.',
};

const unknown: Reason = {
  kind: 'unknown',
  en: 'The list in force does not hold this code.',
  ar: 'لا يرد هذا الرمز في القائمة المعتمدة.',
};
