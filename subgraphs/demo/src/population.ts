import { toHealthId } from '@wasl/kit/healthId';
import { demoToday, type FamilyRole, familySize, lineageOf } from './lineage.ts';
import { facilitiesIn } from './facilities.ts';
import { familyNames, femaleNames, maleNames, type Name } from './names.ts';
import { governorates } from './places.ts';
import { random } from './random.ts';

export { demoToday, type FamilyRole, familySize };

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

const dayMs = 86_400_000;

interface Family {
  index: number;
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
  return household(Math.floor(index / familySize))[index % familySize] as DemoPerson;
}

let newest: { familyIndex: number; members: readonly DemoPerson[] } | undefined;

/** All members of a family, in the order of their indexes. */
export function household(familyIndex: number): readonly DemoPerson[] {
  if (newest?.familyIndex !== familyIndex) newest = { familyIndex, members: membersOf(familyIndex) };
  return newest.members;
}

function membersOf(familyIndex: number): DemoPerson[] {
  const family = familyAt(familyIndex);
  const members: DemoPerson[] = [];
  for (const [slot, { role, birthMs }] of lineageOf(familyIndex, family.motherBirth).entries())
    members.push(memberAt(familyIndex * familySize + slot, family, role, birthMs, members));
  return members;
}

function memberAt(
  index: number,
  family: Family,
  role: FamilyRole,
  birthMs: number,
  elders: readonly DemoPerson[],
): DemoPerson {
  const dice = random(`person ${index}`);
  const sex = sexOf(role) ?? (dice.chance(0.51) ? 'MALE' : 'FEMALE');
  const isNumbered = !dice.chance(0.06);
  const given = (sex === 'MALE' ? maleNames : femaleNames)[dice.int(40)] as Name;
  const [otherMother, otherFamily] = [dice.pick(femaleNames), dice.pick(familyNames)];
  const birthDate = new Date(birthMs).toISOString().slice(0, 10);
  return {
    index,
    healthId: toHealthId(permuted(index, 10)),
    nationalNumber: isNumbered ? `99${String(1 + (family.index % 89)).padStart(2, '0')}${permuted(index, 7)}` : null,
    ...namesOf(role, family, unusedName(given, sex, family, elders), otherMother, otherFamily, index),
    birthDate,
    sex,
    governorate: family.governorate,
    familyIndex: family.index,
    role,
    facilityId: family.facilityId,
    // A child is reached on the mother's telephone.
    phone: ageOf(birthDate) < 14 ? (elders[0]?.phone ?? '') : phoneOf(dice.int(100_000_000)),
  };
}

/** No child bears the name of a parent, an aunt, an uncle or of an elder brother or sister: the next one of the list is free. */
function unusedName(wanted: Name, sex: DemoPerson['sex'], family: Family, elders: readonly DemoPerson[]): Name {
  const names = sex === 'MALE' ? maleNames : femaleNames;
  const used = new Set([
    family.father.ar,
    family.mother.ar,
    family.grandmother.ar,
    ...elders.map(({ givenName }) => givenName.ar),
  ]);
  let place = names.indexOf(wanted);
  while (used.has((names[place] as Name).ar)) place = (place + 1) % names.length;
  return names[place] as Name;
}

/** Second digits of the prefixes that Syria's two mobile networks use: 093 to 096, 098, 099. */
const mobilePrefixes = '345689';

function phoneOf(number: number): string {
  const digits = String(number).padStart(8, '0');
  return `+9639${mobilePrefixes[Number(digits[0]) % mobilePrefixes.length]}${digits.slice(1)}`;
}

function sexOf(role: FamilyRole): DemoPerson['sex'] | undefined {
  if (role === 'FATHER' || role === 'GRANDFATHER' || role === 'UNCLE') return 'MALE';
  return role === 'CHILD' ? undefined : 'FEMALE';
}

/** Indexes of the members of a family. */
export function familyOf(familyIndex: number): number[] {
  return Array.from({ length: familySize }, (_, slot) => familyIndex * familySize + slot);
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
    index: familyIndex,
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

/** A married woman keeps her own family's name; children, uncles and aunts bear the father's. */
function namesOf(role: FamilyRole, family: Family, given: Name, mother: Name, motherFamily: Name, index: number) {
  const ofFather = random(`grandfather ${index}`).pick(maleNames);
  const others = { motherName: mother, motherFamilyName: motherFamily };
  const ofGrandparents = { motherName: family.grandmother, motherFamilyName: family.grandmotherFamily };
  switch (role) {
    case 'MOTHER':
      return {
        givenName: family.mother,
        fatherName: family.maternalGrandfather,
        ...others,
        familyName: family.motherFamily,
      };
    case 'FATHER':
      return {
        givenName: family.father,
        fatherName: family.paternalGrandfather,
        ...ofGrandparents,
        familyName: family.name,
      };
    case 'UNCLE':
    case 'AUNT':
      return { givenName: given, fatherName: family.paternalGrandfather, ...ofGrandparents, familyName: family.name };
    case 'GRANDMOTHER':
      return {
        givenName: family.grandmother,
        fatherName: ofFather,
        ...others,
        familyName: family.grandmotherFamily,
      };
    case 'GRANDFATHER':
      return { givenName: family.paternalGrandfather, fatherName: ofFather, ...others, familyName: family.name };
    case 'CHILD':
      return {
        givenName: given,
        fatherName: family.father,
        motherName: family.mother,
        motherFamilyName: family.motherFamily,
        familyName: family.name,
      };
  }
}

/** The index as that many digits that look random and never repeat: multiplication by a number coprime to 10 is a bijection. */
function permuted(index: number, digits: 7 | 10): string {
  const modulus = 10n ** BigInt(digits);
  return String((BigInt(index) * 7_390_564_187n + 4_815_162_343n) % modulus).padStart(digits, '0');
}
