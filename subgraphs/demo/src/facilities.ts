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
  specialty: string | null;
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
const specialties = [
  'General practice',
  'Internal medicine',
  'Paediatrics',
  'Obstetrics and gynaecology',
  'Cardiology',
  'General surgery',
  'Emergency medicine',
  'Psychiatry',
];

const allFacilities = governorates.flatMap(facilitiesOf);
const allPractitioners = Array.from({ length: 200 }, (_, index) => practitioner(index));

/** The demo's 63 facilities: a hospital, a health centre and a pharmacy in each governorate, more where more people live. */
export function facilities(): readonly DemoFacility[] {
  return allFacilities;
}

/** The facilities of a governorate of one type. */
export function facilitiesIn(governorate: string, type: FacilityType): readonly DemoFacility[] {
  return allFacilities.filter((facility) => facility.governorate === governorate && facility.type === type);
}

/** The demo's 200 practitioners, spread over all facilities. */
export function practitioners(): readonly DemoPractitioner[] {
  return allPractitioners;
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

function practitioner(index: number): DemoPractitioner {
  const dice = random(`practitioner ${index}`);
  const facility = allFacilities[index % allFacilities.length] as DemoFacility;
  const given = dice.pick(dice.chance(0.5) ? maleNames : femaleNames);
  const family = dice.pick(familyNames);
  const role = roleAt(facility.type, Math.floor(index / allFacilities.length));
  return {
    id: `P-${String(index + 1).padStart(6, '0')}`,
    nameAr: `${given.ar} ${family.ar}`,
    nameLatin: `${given.latin} ${family.latin}`,
    licence: `${facility.governorate}-${String(10_000 + index * 7)}`,
    specialty: role === 'PHYSICIAN' ? dice.pick(specialties) : null,
    role,
    facilityId: facility.id,
  };
}

function roleAt(type: FacilityType, round: number): PractitionerRole {
  if (type === 'PHARMACY') return 'PHARMACIST';
  if (type === 'LABORATORY') return 'LABORATORY_TECHNICIAN';
  return round % 2 === 0 ? 'PHYSICIAN' : 'NURSE';
}
