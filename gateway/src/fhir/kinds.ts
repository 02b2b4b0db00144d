import type { Resource } from './exchange.ts';
import { appointment } from './map/appointment.ts';
import { allergyIntolerance, condition, encounter, immunization, procedure } from './map/clinical.ts';
import { consent } from './map/consent.ts';
import { documentReference } from './map/document.ts';
import { medicationDispenses, medicationRequest } from './map/medication.ts';
import { orderOf, serviceRequests } from './map/orders.ts';
import type { MapContext } from './map/parts.ts';
import { diagnosticReport, observation } from './map/results.ts';
import { auditEvent, entryOf } from './map/auditEvent.ts';

/** How one resource is read by its id, where the field of the graph does not give the row itself under that id. */
export interface ReadById {
  field: string;
  /** What is selected, with the patient in it. */
  selection: string;
  /** The graph's id of what holds the resource; null for what is no id of the type. */
  holderOf(id: string): string | null;
  /** The row in what the graph gives, with the patient whose it is. */
  rowOf(found: unknown): { patient?: { healthId?: string } | null } | null;
}

/** How a type of a patient's resources is read from the graph. */
export interface Kind {
  /** The field of `Patient` that holds them. */
  field: string;
  /** The field of the graph that gives one by its id, or how else one is found. */
  one: string | ReadById;
  /** Whether the field is a connection, of which a page is read at a time; otherwise it is a whole list. */
  isPaged: boolean;
  /** What is selected of each. */
  selection: string;
  /** More arguments of the field, in GraphQL's writing. */
  args?: string;
  /** The resources of one row. */
  resourcesOf(row: unknown, context: MapContext): Resource[];
  /** The elements that search parameters look at. */
  date?: string;
  code?: string;
  /** What FHIR R4 calls the parameters of these elements, where it does not call them `date` and `code`. */
  names?: Readonly<Record<string, 'date' | 'code'>>;
  /** Whether there are search parameters `status` and `clinical-status`. */
  hasStatus?: boolean;
  hasClinicalStatus?: boolean;
  /** Category of a search parameter `category`. */
  hasCategory?: boolean;
}

const facility = 'facility { id nameAr nameEn type governorate }';
const practitioner = '{ id nameAr nameLatin licence specialty }';
const display = 'display { ar en }';
const record = `id status version recordedAt confidentiality sensitivities code ${display} author ${practitioner} ${facility}`;
const observed = `${record} observedAt value unit referenceLow referenceHigh`;

/** Selections of records, for searches and summaries alike. */
export const selections = {
  encounter: `${record} startedAt endedAt department`,
  condition: `${record} onset`,
  observation: `${observed} interpretation { level text { ar en } }`,
  allergy: `${record} substanceAtcCode reaction`,
  immunization: `${record} givenAt dose`,
  procedure: `${record} performedAt`,
  report: `${record} issuedAt conclusion results { id }`,
  document: `${record} writtenAt text`,
  appointment: `id status startsAt endsAt reason bookedAt movedAt cancelledBecause practitioner ${practitioner} ${facility}
    confidentiality sensitivities`,
  prescription: `id medication { atcCode nameAr nameLatin form strength } quantity quantityUnit dosage
    dose { amount unit route timesPerDay everyHours asNeeded sentenceAr sentenceEn }
    status validUntil prescribedAt prescriber ${practitioner} ${facility} indicationCode stoppedAt supplyEndsOn confidentiality sensitivities`,
  ofVisit: 'encounter { id }',
  ofOrder: 'basedOn { id tests { code } }',
  order: `id version status recordedAt confidentiality sensitivities priority orderedAt reasonCode reason
    tests { code ${display} } author: orderedBy ${practitioner} ${facility} encounter { id }`,
  dispensed: 'id medication { atcCode nameAr nameLatin form strength } quantityUnit',
  dispense: `id quantity dispensedAt pharmacist ${practitioner} pharmacy { ${facility} } confidentiality sensitivities`,
  consent: `id decision category ${facility} role until recordedAt withdrawnAt`,
  accessLog: `id at action outcome sentenceEn sentenceAr subject name practitioner { id } role facility { id } purpose categories consulted
    fields ground policy code`,
  patient: `healthId healthIds givenName { ar latin } fatherName { ar latin } familyName { ar latin } birthDate sex governorate phone
    identifiers { issuer value } usualFacility { id nameAr nameEn type governorate }`,
  practitioner: `id nameAr nameLatin licence specialty facility { id nameAr nameEn }`,
  facility: 'id nameAr nameEn type governorate',
} as const;

type Held = ReturnType<ReadById['rowOf']>;
type Whose = NonNullable<Held>['patient'];

/** A request is one test of an order. */
const oneRequest: ReadById = {
  field: 'laboratoryOrder',
  selection: `patient { healthId } ${selections.order}`,
  holderOf: orderOf,
  rowOf: (order) => order as Held,
};

const oneDispense: ReadById = {
  field: 'dispense',
  selection: `${selections.dispense} prescription { patient { healthId } ${selections.dispensed} }`,
  holderOf: (id) => id,
  rowOf(found) {
    const dispense = found as { prescription?: Held };
    return dispense.prescription ? Object.assign({ dispenses: [dispense] }, dispense.prescription) : null;
  },
};

const oneConsent: ReadById = {
  field: 'consentDirective',
  selection: `patient { healthId } consent { ${selections.consent} }`,
  holderOf: (id) => id,
  rowOf(found) {
    const { patient, consent: said } = found as { patient?: Whose; consent?: object | null };
    return said ? { ...said, patient } : null;
  },
};

const oneAccess: ReadById = {
  field: 'accessLogEntry',
  // Auditors read whose record it is, and nothing of a patient.
  selection: `healthId entry { ${selections.accessLog} }`,
  holderOf: entryOf,
  rowOf(found) {
    const { healthId, entry } = found as { healthId?: string; entry?: object | null };
    return entry ? { ...entry, patient: healthId === undefined ? null : { healthId } } : null;
  },
};

/** One resource of each row. @param map typed by the selection that it stands beside */
function each<Row>(map: (row: Row, context: MapContext) => Resource): Kind['resourcesOf'] {
  return (row, context) => [map(row as Row, context)];
}

/** The types of a patient's compartment, in the order in which `$everything` gives them. */
export const kinds: Readonly<Record<string, Kind>> = {
  Encounter: {
    field: 'encounters',
    one: 'encounter',
    isPaged: true,
    selection: selections.encounter,
    resourcesOf: each(encounter),
    date: 'period.start',
    code: 'type',
    names: { type: 'code' },
    hasStatus: true,
  },
  Condition: {
    field: 'conditions',
    one: 'condition',
    isPaged: true,
    selection: selections.condition,
    resourcesOf: each(condition),
    date: 'onsetDateTime',
    code: 'code',
    hasCategory: true,
    names: { 'onset-date': 'date' },
    hasClinicalStatus: true,
  },
  Observation: {
    field: 'observations',
    one: 'observation',
    isPaged: true,
    selection: `${selections.observation} ${selections.ofOrder}`,
    resourcesOf: each(observation),
    date: 'effectiveDateTime',
    code: 'code',
    hasCategory: true,
    hasStatus: true,
  },
  AllergyIntolerance: {
    field: 'allergies',
    one: 'allergyIntolerance',
    isPaged: true,
    selection: selections.allergy,
    resourcesOf: each(allergyIntolerance),
    date: 'recordedDate',
    code: 'code',
    hasClinicalStatus: true,
  },
  Immunization: {
    field: 'immunizations',
    one: 'immunization',
    isPaged: true,
    selection: selections.immunization,
    resourcesOf: each(immunization),
    date: 'occurrenceDateTime',
    code: 'vaccineCode',
    names: { 'vaccine-code': 'code' },
    hasStatus: true,
  },
  Procedure: {
    field: 'procedures',
    one: 'procedure',
    isPaged: true,
    selection: selections.procedure,
    resourcesOf: each(procedure),
    date: 'performedDateTime',
    code: 'code',
    hasStatus: true,
  },
  DiagnosticReport: {
    field: 'diagnosticReports',
    one: 'diagnosticReport',
    isPaged: true,
    selection: `${selections.report} ${selections.ofOrder}`,
    resourcesOf: each(diagnosticReport),
    date: 'effectiveDateTime',
    code: 'code',
    hasStatus: true,
  },
  DocumentReference: {
    one: 'documentReference',
    field: 'documents',
    isPaged: true,
    selection: selections.document,
    resourcesOf: each(documentReference),
    date: 'date',
    code: 'type',
    names: { type: 'code' },
    hasStatus: true,
  },
  Appointment: {
    one: 'appointment',
    field: 'appointments',
    isPaged: true,
    selection: selections.appointment,
    resourcesOf: each(appointment),
    date: 'start',
    hasStatus: true,
  },
  ServiceRequest: {
    one: oneRequest,
    field: 'laboratoryOrders',
    isPaged: true,
    selection: selections.order,
    resourcesOf: (row, context) => serviceRequests(row as Parameters<typeof serviceRequests>[0], context),
    date: 'authoredOn',
    code: 'code',
    names: { authored: 'date' },
    hasStatus: true,
    hasCategory: true,
  },
  MedicationRequest: {
    field: 'prescriptions',
    one: 'prescription',
    isPaged: true,
    selection: `${selections.prescription} ${selections.ofVisit}`,
    resourcesOf: each(medicationRequest),
    date: 'authoredOn',
    code: 'medicationCodeableConcept',
    names: { authoredon: 'date' },
    hasStatus: true,
  },
  MedicationDispense: {
    one: oneDispense,
    field: 'prescriptions',
    isPaged: true,
    selection: `${selections.dispensed} dispenses { ${selections.dispense} }`,
    resourcesOf: (row, context) => medicationDispenses(row as Parameters<typeof medicationDispenses>[0], context),
    date: 'whenHandedOver',
    code: 'medicationCodeableConcept',
    names: { whenhandedover: 'date' },
    hasStatus: true,
  },
  Consent: {
    one: oneConsent,
    field: 'consents',
    isPaged: false,
    selection: selections.consent,
    args: 'includeWithdrawn: true',
    resourcesOf: each(consent),
    date: 'dateTime',
    hasCategory: true,
    hasStatus: true,
  },
  AuditEvent: {
    one: oneAccess,
    field: 'accessLog',
    isPaged: true,
    selection: selections.accessLog,
    resourcesOf: each(auditEvent),
    date: 'recorded',
  },
};

/** Those that `$everything` gives: who has looked is asked for by itself. */
export const everythingTypes: readonly string[] = Object.keys(kinds).filter((type) => type !== 'AuditEvent');
