import type { Language } from '@wasl/schema/errors.ts';
import type { Fhir, Resource } from '../exchange.ts';
import { coding, systems } from '../systems.ts';
import { type FacilityRow, facilityReference, metaOf, namesOf, type PractitionerRow, textIn } from './parts.ts';

interface PersonName {
  ar?: string | null;
  latin?: string | null;
}

export interface PatientRow {
  healthId: string;
  healthIds?: string[] | null;
  givenName?: PersonName | null;
  fatherName?: PersonName | null;
  familyName?: PersonName | null;
  birthDate?: string | null;
  sex?: string | null;
  governorate?: string | null;
  phone?: string | null;
  identifiers?: ({ issuer: string; value: string } | null)[] | null;
  usualFacility?: FacilityRow | null;
}

export const genders: Readonly<Record<string, string>> = {
  FEMALE: 'female',
  MALE: 'male',
  OTHER: 'other',
  UNKNOWN: 'unknown',
};

export function patient(row: PatientRow, language: Language): Resource {
  const former = (row.healthIds ?? []).filter((id) => id !== row.healthId);
  return {
    resourceType: 'Patient',
    id: row.healthId,
    meta: metaOf({}),
    identifier: [
      { use: 'official', system: systems.healthId, value: row.healthId },
      ...former.map((value) => ({ use: 'old', system: systems.healthId, value })),
      ...(row.identifiers ?? []).flatMap((item) => (item ? [otherIdentifier(item)] : [])),
    ],
    active: true,
    name: [nameIn('ar', row), nameIn('latin', row)],
    telecom: row.phone ? [{ system: 'phone', value: row.phone }] : [],
    gender: row.sex ? genders[row.sex] : undefined,
    birthDate: row.birthDate,
    address: row.governorate ? [{ use: 'home', state: `SY-${row.governorate}`, country: 'SY' }] : [],
    managingOrganization: facilityReference(row.usualFacility, language),
  };
}

function otherIdentifier({ issuer, value }: { issuer: string; value: string }): Fhir {
  return {
    system: `${systems.ours}/identifier-issuer/${encodeURIComponent(issuer)}`,
    value,
    assigner: { display: issuer },
  };
}

/** A name in one script: the given name and the father's, which follows it, and the family's. */
function nameIn(script: 'ar' | 'latin', { givenName, fatherName, familyName }: PatientRow): Fhir | undefined {
  const given = [givenName?.[script], fatherName?.[script]].filter(Boolean);
  const family = familyName?.[script];
  if (given.length === 0 && !family) return undefined;
  return {
    extension: [
      { url: 'http://hl7.org/fhir/StructureDefinition/language', valueCode: script === 'ar' ? 'ar' : 'ar-Latn' },
    ],
    use: script === 'ar' ? 'official' : 'usual',
    text: [...given, family].filter(Boolean).join(' '),
    family,
    given,
  };
}

export function practitioner(row: PractitionerRow, language: Language): Resource {
  const name = textIn(language, namesOf(row));
  return {
    resourceType: 'Practitioner',
    id: row.id,
    identifier: row.licence ? [{ system: systems.licence, value: row.licence }] : [],
    active: true,
    name: name === undefined ? [] : [{ text: name }],
    qualification: row.specialty
      ? [{ code: { text: row.specialty }, issuer: facilityReference(row.facility, language) }]
      : [],
  };
}

export function organization(row: FacilityRow, language: Language): Resource {
  const { ar, en } = namesOf(row);
  return {
    resourceType: 'Organization',
    id: row.id,
    active: true,
    type: [
      {
        coding: [coding(systems.organizationType, 'prov', 'Healthcare Provider')],
        text: row.type?.toLowerCase().replaceAll('_', ' '),
      },
    ],
    name: textIn(language, { ar: ar ?? null, en: en ?? null }) ?? row.id,
    alias: [language === 'ar' ? en : ar],
    address: row.governorate ? [{ state: `SY-${row.governorate}`, country: 'SY' }] : [],
  };
}

/** Where a facility is: the same register's entry as a place. */
export function location(row: FacilityRow, language: Language): Resource {
  return {
    resourceType: 'Location',
    id: row.id,
    status: 'active',
    name: textIn(language, namesOf(row)) ?? row.id,
    mode: 'instance',
    address: row.governorate ? { state: `SY-${row.governorate}`, country: 'SY' } : undefined,
    managingOrganization: facilityReference(row, language),
  };
}
