/** The code systems that this module knows, with the URI that FHIR gives each. */
export const codeSystems = {
  'icd-10': 'http://hl7.org/fhir/sid/icd-10',
  /** Procedures. No list of it is shipped: it serves labels. */
  'icd-10-pcs': 'http://www.cms.gov/Medicare/Coding/ICD10',
  loinc: 'http://loinc.org',
  atc: 'http://www.whocc.no/atc',
  cvx: 'http://hl7.org/fhir/sid/cvx',
  allergen: 'https://specs.wasl.sy/allergens',
  'national-drug': 'https://specs.wasl.sy/national-drug-register',
} as const;

export type CodeSystem = keyof typeof codeSystems;

export type Language = 'ar' | 'en';

/** A code with its meaning, as the list gives it. */
export interface Concept {
  readonly system: CodeSystem;
  /** In normal form. */
  readonly code: string;
  readonly en: string;
  /** The English text where a loaded list has no Arabic one. */
  readonly ar: string;
  /** Other common names and brands, in both languages. */
  readonly synonyms: readonly string[];
  /** The next wider code, by its normal form. */
  readonly parent?: string;
}

/** The system of a FHIR URI, or of our own short name. */
export function systemOf(name: string): CodeSystem | undefined {
  const systems = Object.keys(codeSystems) as CodeSystem[];
  return systems.find((system) => system === name || codeSystems[system] === name);
}
