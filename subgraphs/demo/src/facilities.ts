import { groupBy } from '@wasl/kit/groupBy';
import { familyNames, femaleNames, maleNames, type Name } from './names.ts';
import { type Governorate, governorates } from './places.ts';
import { random } from './random.ts';

export type FacilityType = 'HOSPITAL' | 'HEALTH_CENTRE' | 'PHARMACY' | 'LABORATORY' | 'CLINIC';

export interface DemoFacility {
  /** `F-<governorate>-<three digits>`. */
  id: string;
  nameAr: string;
  nameEn: string;
  type: FacilityType;
  governorate: string;
}

export type PractitionerRole = 'PHYSICIAN' | 'NURSE' | 'PHARMACIST' | 'LABORATORY_TECHNICIAN';

export interface DemoPractitioner {
  /** `P-<six digits>`. */
  id: string;
  nameAr: string;
  nameLatin: string;
  licence: string;
  /** English name of the specialty; null for those who have none. */
  specialty: Specialty | null;
  role: PractitionerRole;
  facilityId: string;
}

const typeNames: Record<FacilityType, Name> = {
  HOSPITAL: { ar: 'مشفى', latin: 'Hospital' },
  HEALTH_CENTRE: { ar: 'مركز صحي', latin: 'Health Centre' },
  PHARMACY: { ar: 'صيدلية', latin: 'Pharmacy' },
  LABORATORY: { ar: 'مخبر', latin: 'Laboratory' },
  CLINIC: { ar: 'عيادة', latin: 'Clinic' },
};
const siteNames: Name[] = [
  { ar: 'الياسمين', latin: 'Al Yasmin' },
  { ar: 'الزيتون', latin: 'Al Zaytoun' },
  { ar: 'الفرات', latin: 'Al Furat' },
  { ar: 'السلام', latin: 'Al Salam' },
  { ar: 'الربيع', latin: 'Al Rabi' },
  { ar: 'الأمل', latin: 'Al Amal' },
  { ar: 'النخيل', latin: 'Al Nakhil' },
];
const everywhere: FacilityType[] = ['HOSPITAL', 'HEALTH_CENTRE', 'PHARMACY'];
const inLargeOnes: FacilityType[] = ['PHARMACY', 'LABORATORY', 'CLINIC'];

export type Specialty =
  | 'General practice'
  | 'Internal medicine'
  | 'Paediatrics'
  | 'Obstetrics and gynaecology'
  | 'Cardiology'
  | 'General surgery'
  | 'Emergency medicine'
  | 'Psychiatry';

/** Specialties of a facility's physicians: the first two are among the spread practitioners, the others are its own. */
const physiciansAt: Partial<Record<FacilityType, readonly Specialty[]>> = {
  HOSPITAL: [
    'Internal medicine',
    'Emergency medicine',
    'Obstetrics and gynaecology',
    'Paediatrics',
    'General surgery',
    'Cardiology',
    'Psychiatry',
  ],
  HEALTH_CENTRE: ['General practice', 'Paediatrics', 'Obstetrics and gynaecology'],
  CLINIC: ['Internal medicine', 'Psychiatry'],
};
const emergencyCentre: readonly Specialty[] = [
  'Emergency medicine',
  'General practice',
  'Paediatrics',
  'Obstetrics and gynaecology',
];
/** So many of the practitioners are spread over all facilities in turn. */
const spread = 200;

const allFacilities = governorates.flatMap(facilitiesOf);
const allPractitioners = [
  ...Array.from({ length: spread }, (_, index) => spreadPractitioner(index)),
  ...allFacilities
    .flatMap((facility) => ownSpecialties(facility).map((specialty) => ({ facility, specialty })))
    .map(({ facility, specialty }, index) => practitioner(spread + index, facility, 'PHYSICIAN', specialty)),
];
const byFacility = groupBy(allPractitioners, ({ facilityId }) => facilityId);
const byPlaceAndType = groupBy(allFacilities, ({ governorate, type }) => `${governorate} ${type}`);

/** The demo's 63 facilities: a hospital, a health centre and a pharmacy in each governorate, more where more people live. */
export function facilities(): readonly DemoFacility[] {
  return allFacilities;
}

/** The facilities of a governorate of one type. */
export function facilitiesIn(governorate: string, type: FacilityType): readonly DemoFacility[] {
  return byPlaceAndType.get(`${governorate} ${type}`) ?? [];
}

/** The demo's practitioners: 200 spread over all facilities, and the specialists of hospitals and health centres. */
export function practitioners(): readonly DemoPractitioner[] {
  return allPractitioners;
}

/** Who works at a facility. */
export function staffOf(facilityId: string): readonly DemoPractitioner[] {
  return byFacility.get(facilityId) ?? [];
}

function facilitiesOf(governorate: Governorate): DemoFacility[] {
  const types = governorate.share >= 8 ? [...everywhere, ...inLargeOnes] : everywhere;
  const extra: FacilityType[] = governorate.share >= 9 && governorate.code !== 'DI' ? ['HEALTH_CENTRE'] : [];
  return [...types, ...extra].map((type, index) => {
    const site = siteNames[(governorates.indexOf(governorate) + index) % siteNames.length] as Name;
    return {
      id: `F-${governorate.code}-${String(index + 1).padStart(3, '0')}`,
      nameAr: `${typeNames[type].ar} ${site.ar} – ${governorate.nameAr}`,
      nameEn: `${site.latin} ${typeNames[type].latin}, ${governorate.nameEn}`,
      type,
      governorate: governorate.code,
    };
  });
}

function spreadPractitioner(index: number): DemoPractitioner {
  const facility = allFacilities[index % allFacilities.length] as DemoFacility;
  const round = Math.floor(index / allFacilities.length);
  const role = roleAt(facility.type, round);
  const specialties = isEmergencyCentre(facility) ? emergencyCentre : (physiciansAt[facility.type] ?? []);
  return practitioner(index, facility, role, role === 'PHYSICIAN' ? (specialties[round / 2] ?? null) : null);
}

/** Those of a facility's specialties that no spread practitioner has. */
function ownSpecialties(facility: DemoFacility): readonly Specialty[] {
  if (isEmergencyCentre(facility)) return emergencyCentre.slice(2);
  return physiciansAt[facility.type]?.slice(2) ?? [];
}

/** The health centre of Damascus is open at night: the demo's emergency doctor works there. */
function isEmergencyCentre({ id }: DemoFacility): boolean {
  return id === 'F-DI-002';
}

function practitioner(
  index: number,
  facility: DemoFacility,
  role: PractitionerRole,
  specialty: Specialty | null,
): DemoPractitioner {
  const dice = random(`practitioner ${index}`);
  const given = dice.pick(dice.chance(0.5) ? maleNames : femaleNames);
  const family = dice.pick(familyNames);
  return {
    id: `P-${String(index + 1).padStart(6, '0')}`,
    nameAr: `${given.ar} ${family.ar}`,
    nameLatin: `${given.latin} ${family.latin}`,
    licence: `${facility.governorate}-${String(10_000 + index * 7)}`,
    specialty,
    role,
    facilityId: facility.id,
  };
}

function roleAt(type: FacilityType, round: number): PractitionerRole {
  if (type === 'PHARMACY') return 'PHARMACIST';
  if (type === 'LABORATORY') return 'LABORATORY_TECHNICIAN';
  return round % 2 === 0 ? 'PHYSICIAN' : 'NURSE';
}
