import { openAmong, patientRecordsLoader, recordLoader, registerLoader } from '@wasl/kit/loaders';
import type { Page } from '@wasl/kit/pagination';
import { maySeeDemographics } from '@wasl/kit/recordAccess';
import type { Caller } from '@wasl/subgraph-sdk';
import DataLoader from 'dataloader';
import { closedPatient } from './closedPatient.ts';
import { recordFacts, type RecordFacts } from './facts/recordFacts.ts';
import { registryAccess } from './access.ts';
import type { Demographics } from './matching/score.ts';
import { createAppointmentLoaders } from './appointmentLoaders.ts';
import { createReferralLoaders } from './referralLoaders.ts';
import { createRegistry } from './registry.ts';
import { speaksFor } from './speaksFor.ts';
import { type ActStatus, findAct, listActs } from './stores/acts.ts';
import type { Db } from './stores/client.ts';
import { findSession, type GlassSession, listSessions } from './stores/glassStore.ts';
import { findReview, listOpenReviews } from './stores/merging.ts';
import { listPartedMerges } from './stores/partedMerges.ts';
import { listNotices, type Notice } from './stores/noticeStore.ts';
import { type Candidate, findCandidates, type Patient } from './stores/patientStore.ts';
import type { Search } from './search.ts';
import type { TreatmentRelationship } from './stores/careStore.ts';
import { createTreatmentLabels, type LabelledTreatment, latestOfFacility, treatmentFacts } from './treatmentLabels.ts';
import { findPeople } from './stores/searchStore.ts';
import { isDeceased } from './stores/life.ts';
import { facilitiesById, listFacilities, listPractitioners, practitionersById } from './stores/registerStore.ts';
import { findReturn, listReturns } from './stores/returns.ts';

export type Loaders = ReturnType<typeof createLoaders>;

/** One loader per key, made for one request; each refuses what the caller may not read. */
export function createLoaders(db: Db, caller: Caller | null, now: Date) {
  const registry = createRegistry(db, now);
  const mayRead = registryAccess(caller, registry);
  const mayOpen = ({ healthId }: Patient) => mayRead({ healthIds: [healthId], category: 'Patient' });
  const seen = maySeeDemographics(caller) ? (row: Patient) => row : closedPatient;
  const patient = recordLoader<Patient>(async (ids) => {
    const rows = await Promise.all(ids.map((id) => registry.patient.load(id)));
    return rows.map((row) => row && seen(row));
  }, mayOpen);
  /** A patient's rows, by the survivor's health ID. */
  const ofPatient = <Row>(
    category: string,
    rows: { load(healthId: string): Promise<Row[]> },
    factsOf?: (row: Row) => { labels: string[]; author?: string },
  ) => {
    const loader = patientRecordsLoader({
      mayRead,
      category,
      ...(factsOf && { factsOf }),
      find: (people) => Promise.all(people.map(([healthId = '']) => rows.load(healthId))),
    });
    return { load: (healthId: string) => loader.load([healthId]) };
  };
  /** Those of a patient's relatives whose own records are open too. */
  const relatives = (rows: DataLoader<string, Patient[]>) => {
    const related = ofPatient('RelatedPerson', rows);
    return {
      load: async (healthId: string) => (await openAmong(await related.load(healthId), mayOpen)).map(seen),
    };
  };
  const facility = registerLoader(
    (ids) => facilitiesById(db, ids),
    ({ id }) => id,
  );
  const labelled = createTreatmentLabels(db, facility);
  const treatmentsAmong = (rows: DataLoader<string, TreatmentRelationship[]>) =>
    ofPatient<LabelledTreatment>(
      'CareTeam',
      { load: async (healthId) => labelled(await rows.load(healthId)) },
      treatmentFacts,
    );
  const treatments = treatmentsAmong(registry.treatments);
  const mayReadLog = async (person: Patient) =>
    (await mayRead({ healthIds: [person.healthId], category: 'Communication' })) &&
    speaksFor(caller, registry, person, now);
  return {
    ...createReferralLoaders(db, { caller, registry, mayRead, now }),
    ...createAppointmentLoaders(db, { caller, registry, mayRead }),
    /** The survivor that a health ID leads to. */
    patient,
    formerIds: ofPatient('Patient', registry.formerIds),
    identifiers: ofPatient('Identifier', registry.identifiers),
    /** The identifiers, for the one by which the civil registry knows the patient. */
    personNumbers: ofPatient('Person', registry.identifiers),
    pastMerges: ofPatient('Identifier', registry.partings),
    /** The same with whose records they were, for subgraphs that have to find what was written meanwhile. */
    partings: ofPatient('Placing', registry.partings),
    guardians: relatives(registry.guardians),
    dependants: relatives(registry.dependants),
    guardianships: ofPatient('RelatedPerson', registry.guardianships),
    /** Which facilities treat a patient, each once: of what is not told nothing else is left out. */
    treatments: { load: async (healthId: string) => latestOfFacility(await treatments.load(healthId)) },
    treatmentHistory: treatmentsAmong(registry.treatmentHistory),
    consents: ofPatient('Consent', registry.consents),
    consentHistory: ofPatient('Consent', registry.consentHistory),
    consent: recordLoader(
      (ids) => Promise.all(ids.map((id) => registry.consent.load(id))),
      async ({ healthId }) => (await patient.load(healthId)) !== null,
    ),
    /** A directive as a record of the patient's; one on hold is nobody's. */
    ownConsent: recordLoader(
      (ids) => Promise.all(ids.map((id) => registry.consent.load(id))),
      async ({ healthId, onHold }) => {
        const person = await registry.patient.load(healthId);
        return !onHold && person !== null && mayRead({ healthIds: [person.healthId], category: 'Consent' });
      },
    ),
    /** Whether the caller is the patient, or speaks for the patient in everything. */
    speaksFor: (person: Patient) => speaksFor(caller, registry, person, now),
    /** What the patient was told of; empty for everybody for whom the patient does not speak. */
    notices: async (person: Patient, page: Page): Promise<Notice[]> =>
      (await mayReadLog(person))
        ? listNotices(db, [person.healthId, ...(await registry.formerIds.load(person.healthId))], page)
        : [],
    /** Sessions on the patient's record, told to the patient only; auditors read the queue. */
    glassSessionsOf: async (person: Patient): Promise<GlassSession[]> =>
      (await mayReadLog(person)) ? registry.glassSessions.load(person.healthId) : [],
    glassSession: (id: string) => findSession(db, id),
    /** A session as a record of the patient's: for whoever asked for it and, once it was opened, for auditors. */
    ownGlassSession: async (id: string): Promise<GlassSession | null> => {
      const session = await findSession(db, id);
      const isAuditors = caller?.decision?.role === 'auditor' && session?.openedAt != null;
      return isAuditors || (session !== null && session.subject === caller?.subject) ? session : null;
    },
    glassSessions: (isReviewed: boolean, page: Page) => listSessions(db, isReviewed, page),
    act: (id: string) => findAct(db, id),
    acts: (status: ActStatus, page: Page) => listActs(db, status, page, now),
    return: (id: string) => findReturn(db, id),
    returns: (page: Page) => listReturns(db, page),
    partedMerges: (page: Page) => listPartedMerges(db, page),
    /** Patients who match the description, best first; those whom the caller may not read are left out. */
    candidates: async (known: Demographics, most: number, from: string): Promise<Candidate[]> =>
      openAmong(await findCandidates(db, known, most, { from }), (candidate) => mayOpen(candidate.patient)),
    /** Whom a search finds, best first; those whom the caller may not read are left out. */
    found: async (search: Search, most: number): Promise<Candidate[]> =>
      openAmong(await findPeople(db, search, most), (candidate) => mayOpen(candidate.patient)),
    /** Whether a death is on record, whoever asks: no client can ask for it. */
    isDeceased: async (healthId: string): Promise<boolean> => {
      const row = await registry.patient.load(healthId);
      return row !== null && isDeceased(row);
    },
    versions: ofPatient('RelatedPerson', registry.versions),
    unlinkedIdentifiers: ofPatient('Identifier', registry.unlinkedIdentifiers),
    /** What decisions of the gateway rest on: of the caller, and of no other. */
    recordFacts: async (healthIds: readonly string[]): Promise<RecordFacts[]> =>
      caller === null ? [] : recordFacts(db, caller, healthIds, now),
    openReviews: (page: Page) => listOpenReviews(db, page),
    review: (id: string) => findReview(db, id),
    facility,
    facilities: (filter: Parameters<typeof listFacilities>[1], page: Page) => listFacilities(db, filter, page),
    practitioner: registerLoader(
      (ids) => practitionersById(db, ids),
      ({ id }) => id,
    ),
    practitioners: (filter: Parameters<typeof listPractitioners>[1], page: Page) => listPractitioners(db, filter, page),
  };
}
