import { yearsBetween } from '../days.ts';
import { facilities } from '../facilities.ts';
import { femaleNames, maleNames, type Name } from '../names.ts';
import { ageOf, type DemoPerson, demoToday } from '../population.ts';
import { type PersonRule, unless } from './rule.ts';

const common = 'Common sense';
const female = new Set(femaleNames.map(({ ar }) => ar));
const male = new Set(maleNames.map(({ ar }) => ar));
const womenOf: ReadonlySet<string> = new Set(['MOTHER', 'GRANDMOTHER', 'AUNT']);

/** Who somebody is: names, age, kin, telephone. */
export const peopleRules: readonly PersonRule[] = [
  {
    name: 'nobody is over 105 or born after today',
    source: 'The oldest people of a census',
    violations: ({ person: { birthDate } }) =>
      unless(birthDate <= demoToday && ageOf(birthDate) <= 105, `born ${birthDate}`),
  },
  {
    name: 'given names fit the sex, fathers bear men’s and mothers women’s names',
    source: 'Names in use in Syria',
    violations: ({ person }) => [
      ...unless(
        (person.sex === 'FEMALE' ? female : male).has(person.givenName.ar),
        `${person.givenName.ar} is ${person.sex}`,
      ),
      ...unless(male.has(person.fatherName.ar), `the father is ${person.fatherName.ar}`),
      ...unless(female.has(person.motherName.ar), `the mother is ${person.motherName.ar}`),
    ],
  },
  {
    name: 'the Latin spelling fits the Arabic',
    source: 'Consonants of the usual romanisation (BGN/PCGN), vowels free',
    violations: ({ person }) =>
      namesOf(person).flatMap((name) => unless(isSpelling(name), `${name.ar} is spelt ${name.latin}`)),
  },
  {
    name: 'children bear the father’s family name, his and the mother’s names stand in theirs',
    source: 'Syrian civil status',
    violations: ({ person, family }) => {
      if (person.role !== 'CHILD') return [];
      const [mother, father] = family;
      return [
        ...unless(person.familyName.ar === father?.familyName.ar, `family name ${person.familyName.ar}`),
        ...unless(person.fatherName.ar === father?.givenName.ar, `father ${person.fatherName.ar}`),
        ...unless(
          person.motherName.ar === mother?.givenName.ar && person.motherFamilyName.ar === mother.familyName.ar,
          `mother ${person.motherName.ar}`,
        ),
      ];
    },
  },
  {
    name: 'the sex fits the place in the family',
    source: common,
    violations: ({ person: { role, sex } }) =>
      unless(role === 'CHILD' || (sex === 'FEMALE') === womenOf.has(role), `a ${role} is ${sex}`),
  },
  {
    name: 'parents are 15 to 50 years older than their children',
    source: 'Ages at childbearing (WPP 2024)',
    violations: ({ person, family }) => {
      const parents = family.filter(({ role }) => isParent(role, person.role));
      return parents.flatMap(({ birthDate, role }) => {
        const years = yearsBetween(birthDate, person.birthDate);
        return unless(
          years >= 15 && years <= (role.startsWith('GRANDF') || role === 'FATHER' ? 65 : 50),
          `${role} is ${years.toFixed(1)} years older`,
        );
      });
    },
  },
  {
    name: 'siblings are twins or at least ten months apart, and bear different names',
    source: common,
    violations: ({ person, family }) => {
      if (person.role !== 'CHILD') return [];
      const others = family.filter((one) => one.role === 'CHILD' && one.index < person.index);
      return others.flatMap(({ birthDate, givenName }) => {
        const months = Math.abs(yearsBetween(birthDate, person.birthDate)) * 12;
        return [
          ...unless(months === 0 || months >= 10, `born ${months.toFixed(1)} months after a sibling`),
          ...unless(givenName.ar !== person.givenName.ar, `two are called ${givenName.ar}`),
        ];
      });
    },
  },
  {
    name: 'telephones are Syrian mobile numbers, a child is reached on the mother’s',
    source: 'Numbering plan of the Syrian Telecommunications Regulatory Authority: 093 to 096, 098, 099',
    violations: ({ person, family }) => [
      ...unless(/^\+9639[345689]\d{7}$/.test(person.phone), `telephone ${person.phone}`),
      ...unless(ageOf(person.birthDate) >= 14 || person.phone === family[0]?.phone, `a child’s own telephone`),
    ],
  },
  {
    name: 'the usual health centre lies in the governorate',
    source: common,
    violations: ({ person }) => {
      const found = facilities().find(({ id }) => id === person.facilityId);
      return unless(found?.type === 'HEALTH_CENTRE' && found.governorate === person.governorate, person.facilityId);
    },
  },
];

function isParent(role: DemoPerson['role'], of: DemoPerson['role']): boolean {
  if (of === 'CHILD') return role === 'MOTHER' || role === 'FATHER';
  return (of === 'FATHER' || of === 'UNCLE' || of === 'AUNT') && role.startsWith('GRAND');
}

function namesOf({ givenName, fatherName, motherName, motherFamilyName, familyName }: DemoPerson): Name[] {
  return [givenName, fatherName, motherName, motherFamilyName, familyName];
}

/** How each Arabic letter may be spelt; short vowels and doubled letters are free. */
const letters: Readonly<Record<string, string>> = {
  ا: "[aeiou']*",
  أ: '[aeiou]*',
  إ: '[aeiou]*',
  آ: 'a*',
  ى: '[ae]*',
  ء: "[aeiou']*",
  ئ: '[aeiouy]*',
  ؤ: '[aeiouw]*',
  ب: 'b',
  ت: 't',
  ث: 'th',
  ج: '[jg]',
  ح: 'h',
  خ: 'kh',
  د: 'd',
  ذ: 'd?h?',
  ر: 'r',
  ز: 'z',
  س: 's',
  ش: 'sh',
  ص: 's',
  ض: 'd',
  ط: 't',
  ظ: '[zd]',
  ع: "[aeiouh']*",
  غ: 'gh?',
  ف: 'f',
  ق: 'q',
  ك: 'k',
  ل: 'l',
  م: 'm',
  ن: 'n',
  ه: 'h?',
  ة: 'h?',
  و: '[wvuoaey]*',
  ي: '[yieia]*',
  ' ': '',
};
const spellings = new Map<string, RegExp>();

/** Whether the consonants of both spellings are the same. */
export function isSpelling({ ar, latin }: Name): boolean {
  let pattern = spellings.get(ar);
  if (!pattern) {
    const body = [...ar].map((letter) => `(?:(?:${letters[letter] ?? '\\u0000'}){1,2}[aeiouy]*)`).join('');
    spellings.set(ar, (pattern = new RegExp(`^[aeiou]*${body}h?$`, 'i')));
  }
  return pattern.test(latin);
}
