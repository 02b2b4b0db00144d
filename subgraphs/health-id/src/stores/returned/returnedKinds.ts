import { appointments } from './appointments.ts';
import { consents } from './consents.ts';
import { corrections } from './corrections.ts';
import { deaths } from './deaths.ts';
import { glassSessions } from './glassSessions.ts';
import { children, dependants, guardians } from './guardianships.ts';
import { identifiers } from './identifiers.ts';
import type { ReturnedKind, ReturnKind } from './returnedKind.ts';
import { treatments } from './treatments.ts';

/** Everything in the registry that is written of a person, and may be another's when a merge is taken back. */
export const returnedKinds: Record<ReturnKind, ReturnedKind> = {
  CONSENT: consents,
  TREATMENT: treatments,
  APPOINTMENT: appointments,
  BREAK_GLASS: glassSessions,
  DEPENDANT: dependants,
  GUARDIAN: guardians,
  CHILD: children,
  IDENTIFIER: identifiers,
  // Before a death: whoever was born is known before it is said who has died.
  CORRECTION: corrections,
  DEATH: deaths,
};
