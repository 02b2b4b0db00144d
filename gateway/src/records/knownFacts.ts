import type { PatientFacts } from './patientFacts.ts';

/** What is known of patients, by the health IDs as they were asked for. */
export type KnownFacts = Pick<ReadonlyMap<string, PatientFacts | undefined>, 'get'>;

/** Most requests are about one patient: a map would take longer to make than all that is asked of it. */
export class FactsOfOne implements KnownFacts {
  readonly #patient: string;
  readonly #facts: PatientFacts | undefined;

  constructor(patient: string, facts: PatientFacts | undefined) {
    this.#patient = patient;
    this.#facts = facts;
  }

  get(patient: string): PatientFacts | undefined {
    return patient === this.#patient ? this.#facts : undefined;
  }
}
