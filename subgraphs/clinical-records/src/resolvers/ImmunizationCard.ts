import type { PersonIds } from '@wasl/kit/patientReference';
import { terminology } from '@wasl/terminology/terminology';
import { scheduledBy } from '@wasl/terminology/vaccineCatchUp';
import { vaccines } from '@wasl/terminology/vaccines';
import type { ClinicalContext } from '../context.ts';
import type { CardDose } from '../immunizationCard.ts';
import type { ClinicalRecord } from '../stores/recordStore.ts';
import { vaccineAlerts } from '../vaccineAlerts.ts';

/** What was given, and the schedule against it; no schedule where the birth date is not known. */
export interface Card {
  given: ClinicalRecord[];
  schedule: Dose[];
}

export const ImmunizationCard = {
  others: ({ given }: Card) => given.filter(({ code }) => scheduledBy(code).length === 0),
  nextDueOn({ schedule }: Card) {
    const open = schedule.filter(({ status }) => status !== 'GIVEN' && status !== 'TOO_LATE');
    return open.map(({ dueOn }) => dueOn).sort()[0] ?? null;
  },
};

interface Dose extends CardDose<ClinicalRecord> {
  /** The patient's. */
  healthIds: PersonIds;
}

const vaccineOf = ({ cvx }: Dose) => vaccines().get(cvx)?.atcCode ?? cvx;

export const ScheduledVaccination = {
  vaccineCode: ({ cvx }: Dose) => cvx,
  code: vaccineOf,
  display({ cvx }: Dose) {
    const found = terminology.lookUp('cvx', cvx);
    return found.status === 'known' ? { ar: found.concept.ar, en: found.concept.en } : { ar: cvx, en: cvx };
  },
  immunization: ({ given }: Dose) => given,
  allergyAlerts: (dose: Dose, _: unknown, context: ClinicalContext) =>
    dose.given ? [] : vaccineAlerts(vaccineOf(dose), dose.healthIds, context),
  author: ({ given }: Dose) => (given ? { id: given.authorId } : null),
  confidentiality: ({ given }: Dose) => given?.confidentiality ?? 'N',
  sensitivities: ({ given }: Dose) => given?.sensitivities ?? [],
};
