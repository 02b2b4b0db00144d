import { type Random } from '@wasl/demo/random';
import { governorates } from '@wasl/demo/places';
import type { Demographics, MatchName } from '../score.ts';
import { roundedBirth } from '../birthSpan.ts';
import type { SyntheticPerson } from './syntheticPeople.ts';
import { arabicSpelling, kurdishLetters, latinSpelling, turkishSpelling, typingError } from './misspell.ts';

const nameFields = ['given', 'father', 'mother', 'family'] as const;

/** A person as a form holds them; `ar` and `latin` are what the clerk wrote. */
export type WrittenRecord = Demographics & Required<Pick<Demographics, 'father' | 'mother'>> & { birthDate: string };

type Inject = (record: WrittenRecord, truth: SyntheticPerson, dice: Random) => WrittenRecord;

/** What goes wrong when a person is registered a second time, with how often it does. */
export const errorKinds: readonly (readonly [kind: string, share: number, inject: Inject])[] = [
  ['a letter mistyped in one name', 16, (record, _, dice) => mistype(record, dice)],
  ['letters mistyped in two names', 6, (record, _, dice) => mistype(mistype(record, dice), dice)],
  [
    'another Arabic spelling',
    14,
    (record, _, dice) => eachName(record, ({ ar }) => ({ ar: arabicSpelling(ar!, dice) })),
  ],
  ['written in Latin letters', 20, (_, truth, dice) => inLatin(truth, dice)],
  ['Latin letters, one mistyped', 5, (_, truth, dice) => mistype(inLatin(truth, dice), dice)],
  ['given and family name swapped', 6, (record) => ({ ...record, given: record.family, family: record.given })],
  ['given and father’s name swapped', 3, (record) => ({ ...record, given: record.father, father: record.given })],
  ['day and month swapped', 7, swapDayAndMonth],
  ['a digit of the birth date', 6, mistypeDate],
  ['only the birth year known', 3, (record) => ({ ...record, birthDate: `${record.birthDate.slice(0, 4)}-01-01` })],
  ['only month and year known', 2, (record) => roundBirth(record, 'MONTH')],
  ['only an estimated age known', 1, estimateBirth],
  ['one name and no family’s', 2, (record) => ({ ...record, family: {} })],
  ['written in Kurdish letters', 3, (record) => eachName(record, ({ ar }) => ({ ar: kurdishLetters(ar!) }))],
  ['written as in Turkish', 3, (_, truth) => asInTurkish(truth)],
  ['mother’s name missing', 4, (record) => ({ ...record, mother: {} })],
  ['a compound name shortened or lengthened', 4, changeCompound],
  ['moved to another governorate', 4, (record, _, dice) => ({ ...record, governorate: dice.pick(governorates).code })],
  ['sex mistaken', 2, (record) => ({ ...record, sex: record.sex === 'MALE' ? 'FEMALE' : 'MALE' })],
];

/** The record of a person's first registration: Arabic always, Latin for one in three. */
export function firstRecord(truth: SyntheticPerson, dice: Random): WrittenRecord {
  return dice.chance(1 / 3) ? { ...truth } : inArabic(truth);
}

/** A second record of a person, with one of the errors, or for one in four with two; answers its kind too. */
export function secondRecord(truth: SyntheticPerson, dice: Random): { record: WrittenRecord; kind: string } {
  const draw = () => dice.pickWeighted(errorKinds.map((entry) => [entry, entry[1]] as const));
  const [kind, , inject] = draw();
  const record = inject(inArabic(truth), truth, dice);
  if (!dice.chance(0.25)) return { record, kind };
  const [otherKind, , injectAnother] = draw();
  // Writing in Latin letters begins anew from the truth; keep what the first error did.
  if (otherKind === kind || otherKind.includes('Latin')) return { record, kind };
  return { record: injectAnother(record, truth, dice), kind: 'two of these' };
}

function inArabic(truth: SyntheticPerson): WrittenRecord {
  return eachName({ ...truth }, ({ ar }) => ({ ar: ar ?? null }));
}

function inLatin(truth: SyntheticPerson, dice: Random): WrittenRecord {
  return eachName({ ...truth }, ({ latin }) => ({ latin: latinSpelling(latin ?? '', dice) }));
}

function asInTurkish(truth: SyntheticPerson): WrittenRecord {
  return eachName({ ...truth }, ({ latin }) => ({ latin: turkishSpelling(latin ?? '') }));
}

function roundBirth(record: WrittenRecord, birthPrecision: string): WrittenRecord {
  return { ...record, birthDate: roundedBirth(record.birthDate, birthPrecision), birthPrecision };
}

/** Somebody's age by the eye: up to four years off. */
function estimateBirth(record: WrittenRecord, _: SyntheticPerson, dice: Random): WrittenRecord {
  const year = Number(record.birthDate.slice(0, 4)) - 4 + dice.int(9);
  return { ...record, birthDate: `${year}-01-01`, birthPrecision: 'ESTIMATED' };
}

function eachName(record: WrittenRecord, change: (name: MatchName) => MatchName): WrittenRecord {
  const changed = nameFields.filter((field) => record[field].ar || record[field].latin);
  return { ...record, ...Object.fromEntries(changed.map((field) => [field, changeKnown(record[field], change)])) };
}

function changeKnown(name: MatchName, change: (name: MatchName) => MatchName): MatchName {
  return name.ar
    ? change(name)
    : { latin: change({ ar: name.latin ?? '', latin: name.latin ?? '' }).latin ?? name.latin ?? '' };
}

function mistype(record: WrittenRecord, dice: Random): WrittenRecord {
  const field = dice.pick(nameFields.filter((name) => record[name].ar || record[name].latin));
  const { ar, latin } = record[field];
  return { ...record, [field]: ar ? { ar: typingError(ar, dice) } : { latin: typingError(latin ?? '', dice) } };
}

/** A day after the twelfth cannot be taken for a month; another slip befalls it. */
function swapDayAndMonth(record: WrittenRecord, truth: SyntheticPerson, dice: Random): WrittenRecord {
  const [year, month, day] = record.birthDate.split('-');
  if (Number(day) > 12 || day === month) return mistypeDate(record, truth, dice);
  return { ...record, birthDate: `${year}-${day}-${month}` };
}

/** Another digit in the year's decade, its last place, or the day's last place: whichever gives a date. */
function mistypeDate(record: WrittenRecord, _: SyntheticPerson, dice: Random): WrittenRecord {
  for (;;) {
    const place = dice.pick([2, 3, 9]);
    const digit = (Number(record.birthDate[place]) + 1 + dice.int(9)) % 10;
    const birthDate = `${record.birthDate.slice(0, place)}${digit}${record.birthDate.slice(place + 1)}`;
    const time = new Date(`${birthDate}T00:00:00Z`);
    const exists = !Number.isNaN(time.getTime()) && time.toISOString().startsWith(birthDate);
    if (exists && birthDate < '2027') return { ...record, birthDate };
  }
}

function changeCompound(record: WrittenRecord): WrittenRecord {
  const ar = record.given.ar ?? '';
  if (ar === 'محمد') return { ...record, given: { ar: 'محمد أمين' } };
  return { ...record, given: { ar: ar.startsWith('محمد ') ? ar.slice(5) : `محمد ${ar}` } };
}
