/** The kinds of clinical record, by their FHIR names: scopes and consent speak of these. */
export const clinicalResources = [
  'Patient',
  'RelatedPerson',
  'CareTeam',
  'Encounter',
  'Condition',
  'Observation',
  'AllergyIntolerance',
  'Immunization',
  'Procedure',
  'DiagnosticReport',
  'DocumentReference',
  'ServiceRequest',
  'MedicationRequest',
  'MedicationDispense',
];

const writtenByClinicians = [
  'Encounter',
  'Condition',
  'Observation',
  'AllergyIntolerance',
  'Immunization',
  'Procedure',
  'DiagnosticReport',
  'DocumentReference',
  'ServiceRequest',
  'CareTeam',
];

/**
 * Which scopes each role holds: the one reviewed list that the issuer and the access matrix read.
 * Scopes have the form of SMART on FHIR v2: `user/` for staff on any patient, `patient/` for one's own
 * record and that of one's dependants, `system/` for services; letters in the order c r u d s.
 */
export const roles = {
  citizen: patientScopes(),
  guardian: patientScopes(),
  physician: [...clinicalReading(), ...clinicalWriting(), 'user/MedicationRequest.cu'],
  nurse: [
    ...clinicalReading(),
    'user/Encounter.cu',
    'user/Observation.cu',
    'user/Immunization.cu',
    'user/AllergyIntolerance.cu',
    // Documents of the types that nurses write.
    'user/DocumentReference.nursing',
  ],
  emergency: [...clinicalReading(), ...clinicalWriting(), 'user/MedicationRequest.cu', 'user/BreakGlass.cu'],
  pharmacist: [
    'user/Patient.rs',
    'user/AllergyIntolerance.rs',
    'user/MedicationRequest.rs',
    'user/MedicationDispense.rs',
    'user/MedicationDispense.cu',
    'user/InventoryItem.rs',
    'user/InventoryItem.cu',
  ],
  registrar: [
    'user/Patient.rs',
    'user/Patient.cu',
    'user/Patient.merge',
    'user/RelatedPerson.rs',
    'user/RelatedPerson.cu',
    'user/Person.rs',
    'user/Person.cu',
    'user/Consent.rs',
    'user/Consent.cu',
    'user/CareTeam.rs',
    'user/CareTeam.cu',
  ],
  // Follows who read records, and reads none.
  auditor: ['user/AuditEvent.rs', 'user/BreakGlass.rs', 'user/BreakGlass.review'],
  statistician: ['system/Statistics.rs'],
  // Watches over medicines in the whole country, and sees no patient.
  regulator: ['user/InventoryItem.recall'],
  partner: ['system/Patient.rs', 'system/InventoryItem.rs'],
} as const satisfies Record<string, readonly string[]>;

export type Role = keyof typeof roles;

/** What people call the roles. */
export const roleNames: Record<Role, { ar: string; en: string }> = {
  citizen: { ar: 'مواطن', en: 'Citizen' },
  guardian: { ar: 'وليّ أمر', en: 'Guardian' },
  physician: { ar: 'طبيب', en: 'Physician' },
  nurse: { ar: 'ممرّض', en: 'Nurse' },
  emergency: { ar: 'طبيب إسعاف', en: 'Emergency doctor' },
  pharmacist: { ar: 'صيدلاني', en: 'Pharmacist' },
  registrar: { ar: 'أمين السجل', en: 'Registrar' },
  auditor: { ar: 'مدقّق', en: 'Auditor' },
  statistician: { ar: 'إحصائي', en: 'Statistician' },
  regulator: { ar: 'مراقب الدواء', en: 'Medicines regulator' },
  partner: { ar: 'خدمة وزارة شريكة', en: 'Partner ministry’s service' },
};

/** The scopes of someone who bears these roles, sorted, each once; unknown roles hold nothing. */
export function scopesOf(names: readonly string[]): string[] {
  return [...new Set(names.flatMap((name) => (isRole(name) ? roles[name] : [])))].sort();
}

export function isRole(name: string): name is Role {
  return Object.hasOwn(roles, name);
}

function patientScopes() {
  return [
    ...readScopes('patient', clinicalResources),
    ...readScopes('patient', ['Person', 'Consent', 'AuditEvent', 'Communication']),
    'patient/Consent.cu',
    'patient/CareTeam.cu',
  ];
}

function clinicalReading() {
  return readScopes('user', [...clinicalResources, 'InventoryItem']);
}

function clinicalWriting() {
  return writtenByClinicians.map((resource) => `user/${resource}.cu`);
}

function readScopes(context: 'patient' | 'user', resources: readonly string[]) {
  return resources.map((resource) => `${context}/${resource}.rs`);
}
