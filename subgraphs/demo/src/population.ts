import { toHealthId } from '@wasl/kit/healthId';
import { facilitiesIn } from './facilities.ts';
import { familyNames, femaleNames, maleNames, type Name } from './names.ts';
import { governorates } from './places.ts';
import { random } from './random.ts';

export type FamilyRole = 'MOTHER' | 'FATHER' | 'CHILD' | 'GRANDMOTHER';

/** An invented person. The same index is the same person on every machine. */
export interface DemoPerson {
  index: number;
  healthId: string;
  /** 11 digits that begin with 99, which no real governorate has; null for those who hold no valid card. */
  nationalNumber: string | null;
  givenName: Name;
  fatherName: Name;
  motherName: Name;
  motherFamilyName: Name;
  familyName: Name;
  /** `YYYY-MM-DD` */
  birthDate: string;
  sex: 'FEMALE' | 'MALE';
  /** Code of the governorate where the person lives. */
  governorate: string;
  familyIndex: number;
  role: FamilyRole;
  /** The usual health centre. */
  facilityId: string;
  phone: string;
}

/** People of one family: mother, father, three children, grandmother. */
export const familySize = 6;

/** The demo's own date: ages do not change from day to day. */
export const demoToday = '2026-11-01';

const slots: readonly FamilyRole[] = ['MOTHER', 'FATHER', 'CHILD', 'CHILD', 'CHILD', 'GRANDMOTHER'];
const dayMs = 86_400_000;
const yearsMs = (count: number) => Math.round(count * 365.25) * dayMs;

interface Family {
  name: Name;
  father: Name;
  paternalGrandfather: Name;
  mother: Name;
  motherFamily: Name;
  maternalGrandfather: Name;
  grandmother: Name;
  grandmotherFamily: Name;
  governorate: string;
  facilityId: string;
  motherBirth: number;
}

/** The person of an index, from 0. Costs the same for any index, so that millions can be streamed. */
export function person(index: number): DemoPerson {
  const familyIndex = Math.floor(index / familySize);
  const family = familyAt(familyIndex);
  const role = slots[index % familySize] as FamilyRole;
  const dice = random(`person ${index}`);
  const sex = role === 'FATHER' || (role === 'CHILD' && dice.chance(0.51)) ? 'MALE' : 'FEMALE';
  return {
    index,
    healthId: toHealthId(permuted(index, 10)),
    nationalNumber: dice.chance(0.06)
      ? null
      : `99${String(1 + (familyIndex % 89)).padStart(2, '0')}${permuted(index, 7)}`,
    ...namesOf(
      role,
      family,
      dice.pick(sex === 'MALE' ? maleNames : femaleNames),
      dice.pick(femaleNames),
      dice.pick(familyNames),
    ),
    birthDate: new Date(birthOf(role, index, family)).toISOString().slice(0, 10),
    sex,
    governorate: family.governorate,
    familyIndex,
    role,
    facilityId: family.facilityId,
    phone: `+9639${String(dice.int(100_000_000)).padStart(8, '0')}`,
  };
}

/** Indexes of the members of a family. */
export function familyOf(familyIndex: number): number[] {
  return slots.map((_, slot) => familyIndex * familySize + slot);
}

/** Whole years of age on the demo's date. */
export function ageOf(birthDate: string): number {
  const years = Number(demoToday.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return demoToday.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

function familyAt(familyIndex: number): Family {
  const dice = random(`family ${familyIndex}`);
  const governorate =
    familyIndex === 0 ? 'DI' : dice.pickWeighted(governorates.map(({ code, share }) => [code, share] as const));
  return {
    name: dice.pick(familyNames),
    father: dice.pick(maleNames),
    paternalGrandfather: dice.pick(maleNames),
    mother: dice.pick(femaleNames),
    motherFamily: dice.pick(familyNames),
    maternalGrandfather: dice.pick(maleNames),
    grandmother: dice.pick(femaleNames),
    grandmotherFamily: dice.pick(familyNames),
    governorate,
    facilityId: dice.pick(facilitiesIn(governorate, 'HEALTH_CENTRE')).id,
    // The first family is the demo's own: its children are minors.
    motherBirth:
      Date.parse(demoToday) - (familyIndex === 0 ? 34 : 22 + dice.int(34)) * 365.25 * dayMs - dice.int(365) * dayMs,
  };
}

function namesOf(role: FamilyRole, family: Family, child: Name, otherGiven: Name, otherFamily: Name) {
  switch (role) {
    case 'MOTHER':
      return {
        givenName: family.mother,
        fatherName: family.maternalGrandfather,
        motherName: otherGiven,
        motherFamilyName: otherFamily,
        familyName: family.motherFamily,
      };
    case 'FATHER':
      return {
        givenName: family.father,
        fatherName: family.paternalGrandfather,
        motherName: family.grandmother,
        motherFamilyName: family.grandmotherFamily,
        familyName: family.name,
      };
    case 'GRANDMOTHER':
      return {
        givenName: family.grandmother,
        fatherName: child,
        motherName: otherGiven,
        motherFamilyName: otherFamily,
        familyName: family.grandmotherFamily,
      };
    case 'CHILD':
      return {
        givenName: child,
        fatherName: family.father,
        motherName: family.mother,
        motherFamilyName: family.motherFamily,
        familyName: family.name,
      };
  }
}

/** Birth in milliseconds since 1970: parents are 20 to 40 at a birth, nobody is born after the demo's date. */
function birthOf(role: FamilyRole, index: number, { motherBirth }: Family): number {
  const dice = random(`birth ${index}`);
  switch (role) {
    case 'MOTHER':
      return motherBirth;
    case 'FATHER':
      return motherBirth - yearsMs(dice.int(9)) - dice.int(365) * dayMs;
    case 'GRANDMOTHER':
      return motherBirth - yearsMs(24 + dice.int(10)) - dice.int(365) * dayMs;
    case 'CHILD': {
      const latest = Date.parse(demoToday) - (1 + dice.int(300)) * dayMs;
      return Math.min(
        latest,
        motherBirth + yearsMs(20 + ((index % familySize) - 2) * 4 + dice.int(3)) + dice.int(365) * dayMs,
      );
    }
  }
}

/** The index as that many digits that look random and never repeat: multiplication by a number coprime to 10 is a bijection. */
function permuted(index: number, digits: 7 | 10): string {
  const modulus = 10n ** BigInt(digits);
  return String((BigInt(index) * 7_390_564_187n + 4_815_162_343n) % modulus).padStart(digits, '0');
}
