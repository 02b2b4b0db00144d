import { damascusDay, damascusTime } from '@wasl/schema/damascusTime.ts';
import type { DemoCare } from '../care.ts';
import { type DemoPerson, household } from '../population.ts';

/** A record as it is stored. */
export interface StoredRecord {
  id: string;
  kind: string;
  health_id: string;
  status: string;
  code: string;
  display_ar: string;
  display_en: string;
  effective_at: string;
  recorded_at: string;
  author_id: string;
  facility_id: string;
  confidentiality: string;
  sensitivities: readonly string[];
  content: {
    value?: number;
    unit?: string;
    endedAt?: string;
    dose?: number;
    substanceAtcCode?: string;
    conclusion?: string;
    resultIds?: string[];
  };
}

/** A prescription as it is stored. */
export interface StoredPrescription {
  id: string;
  health_id: string;
  medication_id: string;
  quantity: number;
  dispensed: number;
  dosage: string;
  valid_until: string;
  prescribed_at: string;
  prescriber_id: string;
  facility_id: string;
  indication_code: string | null;
  supply_ends_on: string | null;
  confidentiality: string;
  sensitivities: readonly string[];
  dose: StoredDose | null;
}

export interface StoredDose {
  amount: number;
  unit: string;
  route: string;
  timesPerDay: number;
  maxPerDay?: number;
  durationDays?: number;
  asNeeded?: boolean;
}

/** A dispense as it is stored. */
export interface StoredDispense {
  id: string;
  prescription_id: string;
  quantity: number;
  pharmacy_id: string;
  pharmacist_id: string;
  dispensed_at: string;
}

export interface StoredConsent {
  decision: string;
  category: string;
  role: string | null;
  facilityId: string | null;
}

/** A medicine of the formulary. */
export interface Medicine {
  id: string;
  atcCode: string;
  form: string;
  strength: string;
}

/** An alert of the pharmacy's own rules on a day. */
export interface FoundAlert {
  kind: string;
  severity: string;
  prescriptionId: string;
  message: string;
}

/** All that the demo stores of one person. */
export interface Dossier {
  person: DemoPerson;
  family: readonly DemoPerson[];
  care: readonly DemoCare[];
  consents: readonly StoredConsent[];
  records: readonly StoredRecord[];
  prescriptions: readonly StoredPrescription[];
  dispenses: readonly StoredDispense[];
}

/** Where what is stored comes from: the seeds of the subgraphs, which this package does not import. */
export interface Sources {
  careOf(person: DemoPerson): readonly DemoCare[];
  consentsOf(person: DemoPerson): readonly StoredConsent[];
  recordColumns: readonly string[];
  recordsOf(person: DemoPerson): readonly (readonly unknown[])[];
  prescriptionColumns: readonly string[];
  dispenseColumns: readonly string[];
  historyOf(person: DemoPerson): {
    prescriptions: readonly (readonly unknown[])[];
    dispenses: readonly (readonly unknown[])[];
  };
}

/** Reads what the seeds store of a person. */
export function dossierOf(person: DemoPerson, sources: Sources): Dossier {
  const { prescriptions, dispenses } = sources.historyOf(person);
  return {
    person,
    family: household(person.familyIndex),
    care: sources.careOf(person),
    consents: sources.consentsOf(person),
    records: named<StoredRecord>(sources.recordColumns, sources.recordsOf(person)),
    prescriptions: named<StoredPrescription>(sources.prescriptionColumns, prescriptions),
    dispenses: named<StoredDispense>(sources.dispenseColumns, dispenses),
  };
}

function named<Row>(columns: readonly string[], rows: readonly (readonly unknown[])[]): Row[] {
  return rows.map((row) => Object.fromEntries(columns.map((column, place) => [column, row[place]])) as Row);
}

/** The day in Damascus of a stored instant. */
export function dayOf(instant: string): string {
  return damascusDay(Date.parse(instant));
}

/** The hour in Damascus of a stored instant, with its minutes as a part of it. */
export function hourOf(instant: string): number {
  const shown = damascusTime(Date.parse(instant));
  return Number(shown.slice(11, 13)) + Number(shown.slice(14, 16)) / 60;
}
