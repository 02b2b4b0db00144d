import { femaleNames, maleNames, type Name } from '@wasl/demo/names';
import { type DemoPerson, familySize, person } from '@wasl/demo/population';
import { type Random, random } from '@wasl/demo/random';

/** An invented person as the truth knows them: every name in both scripts. */
export interface SyntheticPerson {
  given: Name;
  father: Name;
  mother: Name;
  family: Name;
  birthDate: string;
  sex: string;
  governorate: string;
}

/** People who are easily taken for one another, as many as there are in the sample. */
export interface HardNegatives {
  siblings: number;
  twins: number;
  cousins: number;
  namesakes: number;
  /** Pairs of children of one birth who have no name yet. */
  newborns: number;
  /** People of whom nothing is known but sex, place and about what age. */
  unknown: number;
}

const alike: [Name, Name][] = [
  [name('حسن Hasan'), name('حسين Husayn')],
  [name('سامر Samer'), name('سمير Samir')],
  [name('رنا Rana'), name('رشا Rasha')],
  [name('لين Leen'), name('لينا Lina')],
];
const muhammad = name('محمد Muhammad');
const fatima = name('فاطمة Fatima');
const unknown = name('مجهول Unknown');
const unnamed = [
  name('مولود Mawloud'),
  name('مولودة Newborn'),
  { ar: 'طفل ١', latin: 'baby 1' },
  { ar: 'طفل ٢', latin: 'baby 2' },
];
/** The last of a family may be a child too. */
const [eldestChild, middleChild, youngestChild, last] = [2, 3, 4, 5];

export const relations = [
  'newborns without a name',
  'unknown people',
  'twins',
  'others of one family',
  'cousins and namesakes',
  'strangers',
] as const;
/** What two people are to each other, the nearest that holds. */
export type Relation = (typeof relations)[number];

export function relationOf(people: readonly SyntheticPerson[], left: number, right: number): Relation {
  const [one, other] = [people[left]!, people[right]!];
  if (one.given === unknown && other.given === unknown) return 'unknown people';
  const familiesApart = Math.abs(Math.floor(left / familySize) - Math.floor(right / familySize));
  if (familiesApart === 0 && !isNamed(one) && !isNamed(other)) return 'newborns without a name';
  if (familiesApart === 0) return one.birthDate === other.birthDate ? 'twins' : 'others of one family';
  return familiesApart === 1 && one.family === other.family ? 'cousins and namesakes' : 'strangers';
}

/** Whether a second record of the person could be told from others'. */
export function isNamed({ given }: SyntheticPerson): boolean {
  return given !== unknown && !unnamed.includes(given);
}

/** So many people in families: parents, children, a grandmother; some children are twins, cousins or namesakes. */
export function syntheticPeople(
  count: number,
  seed: string,
): { people: SyntheticPerson[]; hardNegatives: HardNegatives } {
  const dice = random(`people ${seed}`);
  const start = dice.int(1_000) * 60_000;
  const people = Array.from({ length: count }, (_, offset) => colour(person(start + offset), dice));
  const hardNegatives = { siblings: 0, twins: 0, cousins: 0, namesakes: 0, newborns: 0, unknown: 0 };
  for (let first = 0; first + familySize <= count; first += familySize) {
    nameApart(people, first, dice);
    hardNegatives.siblings += 3;
    if (dice.chance(0.05)) {
      makeTwins(people, first, dice);
      hardNegatives.twins += 1;
    }
    if (dice.chance(0.03)) {
      makeNewborns(people, first, dice);
      hardNegatives.newborns += 1;
    }
    if (dice.chance(0.03)) {
      makeUnknown(people, first, dice);
      hardNegatives.unknown += 1;
    }
    if (first < familySize) continue;
    if (dice.chance(0.15)) {
      makeCousins(people, first, dice);
      hardNegatives.cousins += 1;
    } else if (dice.chance(0.1)) {
      makeNamesake(people, first, dice);
      hardNegatives.namesakes += 1;
    }
  }
  return { people, hardNegatives };
}

/** Common names are commoner than the demo has them, some are compound, and many a birthday is the first of January. */
function colour(one: DemoPerson, dice: Random): SyntheticPerson {
  const isMale = one.sex === 'MALE';
  let given = dice.chance(isMale ? 0.1 : 0.05) ? (isMale ? muhammad : fatima) : one.givenName;
  if (isMale && given !== muhammad && dice.chance(0.06)) given = joined(muhammad, given);
  const unsureOfDay = one.birthDate < '1975' && dice.chance(0.2);
  return {
    given,
    father: one.fatherName,
    mother: one.motherName,
    family: one.familyName,
    birthDate: unsureOfDay ? `${one.birthDate.slice(0, 4)}-01-01` : one.birthDate,
    sex: one.sex,
    governorate: one.governorate,
  };
}

/** Parents do not give two living children one name. */
function nameApart(people: SyntheticPerson[], first: number, dice: Random): void {
  const taken = new Set<string>();
  for (const slot of [eldestChild, middleChild, youngestChild, last]) {
    const child = people[first + slot]!;
    while (taken.has(child.given.ar)) child.given = dice.pick(child.sex === 'MALE' ? maleNames : femaleNames);
    taken.add(child.given.ar);
  }
}

/** Two children of one birth; one pair in three has names that differ by a letter or two. */
function makeTwins(people: SyntheticPerson[], first: number, dice: Random): void {
  const [elder, younger] = [people[first + middleChild]!, people[first + youngestChild]!];
  younger.birthDate = elder.birthDate;
  if (!dice.chance(0.33)) return;
  const [one, other] = dice.pick(alike);
  Object.assign(elder, { given: one, sex: 'MALE' });
  Object.assign(younger, { given: other, sex: 'MALE' });
}

/** Two children of one birth whom nobody has named. */
function makeNewborns(people: SyntheticPerson[], first: number, dice: Random): void {
  const [elder, younger] = [people[first + middleChild]!, people[first + youngestChild]!];
  const { birthDate, sex } = elder;
  Object.assign(elder, { given: dice.pick(unnamed) });
  Object.assign(younger, { given: dice.pick(unnamed), birthDate, sex });
}

/** Somebody whom nobody could identify. */
function makeUnknown(people: SyntheticPerson[], first: number, dice: Random): void {
  const birthDate = `${dice.pick(['1970', '1980', '1990'])}-01-01`;
  Object.assign(people[first]!, { given: unknown, father: unknown, mother: unknown, family: unknown, birthDate });
}

/** The fathers are brothers: the children share family name and home, and two are named after the grandfather. */
function makeCousins(people: SyntheticPerson[], first: number, dice: Random): void {
  const [uncle, cousin] = [people[first - familySize + 1]!, people[first - familySize + eldestChild]!];
  for (const slot of [1, eldestChild, middleChild, youngestChild]) {
    Object.assign(people[first + slot]!, { family: uncle.family, governorate: uncle.governorate });
  }
  Object.assign(people[first + 1]!, { father: uncle.father, mother: uncle.mother });
  const child = people[first + eldestChild]!;
  Object.assign(child, { given: cousin.given, sex: cousin.sex });
  nameApart(people, first, dice);
  if (dice.chance(0.5)) child.birthDate = cousin.birthDate.slice(0, 4) + child.birthDate.slice(4);
}

/** Same given, father's and family name in the same place and year, of another mother. */
function makeNamesake(people: SyntheticPerson[], first: number, dice: Random): void {
  const [one, other] = [people[first - familySize + eldestChild]!, people[first + eldestChild]!];
  const { given, father, family, sex, governorate } = one;
  const birthDate = one.birthDate.slice(0, 5) + other.birthDate.slice(5);
  Object.assign(other, { given, father, family, sex, governorate, ...(dice.chance(0.5) && { birthDate }) });
  nameApart(people, first, dice);
}

function joined(left: Name, right: Name): Name {
  return { ar: `${left.ar} ${right.ar}`, latin: `${left.latin} ${right.latin}` };
}

function name(text: string): Name {
  const [ar = '', latin = ''] = text.split(' ');
  return { ar, latin };
}
