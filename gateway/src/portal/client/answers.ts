/** What the operations of `../operations/` answer. */
export interface Names {
  nameAr: string;
  nameEn: string | null;
}

export interface PersonName {
  ar: string;
  latin: string | null;
}

export interface Person {
  healthId: string;
  birthDate: string | null;
  givenName: PersonName | null;
  familyName: PersonName | null;
}

export interface MeAnswer {
  me: { patient: (Person & { dependants: (Person | null)[] | null }) | null } | null;
}

export interface Page<Node> {
  edges: { node: Node | null }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

export interface AccessLogEntry {
  id: string;
  at: string;
  outcome: 'RELEASED' | 'REFUSED' | 'INTENDED' | 'DONE' | 'FAILED' | 'WITHHELD';
  sentenceAr: string;
  sentenceEn: string;
}

export interface AccessLogAnswer {
  patient: { accessLog: Page<AccessLogEntry> | null } | null;
}

export interface Prescription {
  id: string;
  medication: { nameAr: string; nameLatin: string | null };
  dosage: string;
  dose: { sentenceAr: string; sentenceEn: string } | null;
  status: 'ACTIVE' | 'COMPLETED' | 'CANCELLED' | 'EXPIRED';
  remainingQuantity: number;
  quantityUnit: string;
  validUntil: string;
  supplyEndsOn: string | null;
  facility: Names | null;
}

export interface MedicinesAnswer {
  patient: { prescriptions: Page<Prescription> | null } | null;
}

export interface Consent {
  id: string;
  decision: 'PERMIT' | 'DENY';
  category: string | null;
  role: string | null;
  facility: Names | null;
  until: string | null;
  recordedAt: string | null;
  withdrawnAt: string | null;
}

export interface ConsentsAnswer {
  patient: {
    consents: (Consent | null)[] | null;
    treatmentRelationships: ({ facility: (Names & { id: string }) | null } | null)[] | null;
  } | null;
}
