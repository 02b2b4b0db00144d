import { certainScore, reviewScore } from '../score.ts';
import { siblingShare, swappedNamesShare, weights } from '../weights.ts';
import { errorKinds } from './injectErrors.ts';
import { certainPairs, type Measurement, resultAt } from './measure.ts';
import { type Relation, relations } from './syntheticPeople.ts';

const thresholds = [4, reviewScore, 12, 14, 16, certainScore, 20, 22, 24];
const percent = (share: number) => `${(share * 100).toFixed(2)} %`;
const row = (...cells: (string | number)[]) => `| ${cells.join(' | ')} |`;

/** What `npm run matching` prints and `docs/matching.md` holds. */
export function report(measured: Measurement): string {
  const { people, duplicates, compared, pairs } = measured;
  const { precision, recall, wrong } = resultAt(measured, certainScore);
  const certain = certainPairs(measured);
  const letThrough = pairs.filter(({ kind }) => kind !== null).length;
  return `# Matching

Written by \`npm run matching\`; do not edit. It registers ${people} invented people, ${duplicates} of them a second time with an error, and lets
the registry's own code (\`subgraphs/health-id/src/matching/\`) find the second records. The seed is fixed: every run gives these figures.

**Precision ${percent(precision)}, recall ${percent(recall)}** at ${certainScore} bits, the weight from which two records are linked here. From ${reviewScore} bits
a pair goes to a reviewer. Nothing is merged without one.

**Called certain: ${certain.right.length} of the second records (${percent(certain.right.length / duplicates)}), and ${certain.wrong.length} pairs of two people.** Certain asks for more than weight: all four
names known and none of them another, the given name the same, the day of birth known and the same, sex and governorate the same, and
nobody else who comes into question. Names and a date alone are never certain.

## Method

1. **Normalize.** Vowel marks and tatweel go; أ إ آ ٱ become ا, ى becomes ي, ة becomes ه, ؤ and ئ their carriers, ء nothing; عبد is tied to the
   name that follows, article and titles (د., الحاج, Dr) are dropped, Kurdish and Turkish letters become their neighbours. Latin letters lose case, accents and article. Each name also has its consonants in Latin
   letters: محمد, Muhammad and Mohamed are \`mhmd\`; where writers differ, each way it may be heard (Dhafer: \`dfr\`, \`zfr\`). A placeholder
   (مجهول, مولودة, \`baby 1\`, \`unknown\`, 1900-01-01, 1970-01-01) is nothing known.
2. **Block.** A record is compared with those that share a key: birth date (day and month in either order) with any one name, or two or
   three names with the birth year or without; without a date, given and family name as each may be heard, whole or by a word. ${compared} pairs were compared, of ${((people + duplicates) * (people + duplicates - 1)) / 2} possible ones; ${percent(letThrough / duplicates)} of the true pairs are among them.
3. **Weigh** (Fellegi–Sunter). Each field's agreement adds log2 of how much likelier it is for one person than for two. Two people may be
   strangers or **children of one family**, who share father, mother, family name and home: both are weighed, with one pair of siblings
   to ${1 / siblingShare} pairs of strangers, so that a twin is not taken for a mistyped brother. Two different common names are never one
   name mistyped (حسن and حسين). A shared first of January counts as what it is: an unknown day. Without a given
   name no pair weighs more than a reviewer needs, for newborns of one mother differ in nothing else.
4. **Swaps.** Where given names differ, given and family name, and given and father's name, are tried in each other's place, at ${percent(swappedNamesShare)}.

## Results by kind of error

One second record in four bears two errors. Found: linked at ${certainScore} bits. To a reviewer: at least ${reviewScore} bits.

| error | records | found | to a reviewer |
|---|---|---|---|
${[...errorKinds.map(([kind]) => kind), 'two of these'].map((kind) => kindRow(measured, kind)).join('\n')}

## Wrong links

The sample holds ${measured.hardNegatives.siblings} pairs of siblings, ${measured.hardNegatives.twins} pairs of twins (one in three with names alike), ${measured.hardNegatives.cousins} pairs of cousins named after one grandfather, and
${measured.hardNegatives.namesakes} pairs of namesakes: same given, father's and family name, place and, for half of them, birth year; ${measured.hardNegatives.newborns} pairs of newborns without
a name, and ${measured.hardNegatives.unknown} people of whom only sex, place and an estimated year are known. Of the last two kinds nobody is registered twice: no
names could tell.

| two people | linked by mistake | called certain by mistake |
|---|---|---|
${relations.map((relation) => wrongRow(relation, wrong, certain.wrong)).join('\n')}

## Thresholds

| bits | precision | recall |
|---|---|---|
${thresholds.map((bits) => thresholdRow(measured, bits)).join('\n')}

## Weights

Chances of an agreement: as the code has them for one person, strangers and siblings, and as counted in this sample for the first two.

| field | agreement | one person | counted | strangers | counted | siblings |
|---|---|---|---|---|---|---|
${weightRows(measured).join('\n')}

## What this does not show

The people are invented, and so are the errors: their mix is our guess. Count both again on a sample that reviewers have decided before the
figures are relied on. The threshold grows with the registry: each doubling of it doubles the strangers who look alike and asks for one
bit more, so ${certainScore} bits for ${people + duplicates} records are about ${Math.round(certainScore + Math.log2(25_000_000 / (people + duplicates)))} for 25 million.
`;
}

function wrongRow(relation: Relation, ...lists: Measurement['pairs'][]): string {
  return row(relation, ...lists.map((pairs) => pairs.filter((pair) => pair.relation === relation).length));
}

function kindRow({ kinds, pairs }: Measurement, kind: string): string {
  const records = kinds.get(kind) ?? 0;
  const scores = pairs.filter((pair) => pair.kind === kind).map(({ score }) => score);
  const share = (bits: number) =>
    records === 0 ? '–' : percent(scores.filter((score) => score >= bits).length / records);
  return row(kind, records, share(certainScore), share(reviewScore));
}

function thresholdRow(measured: Measurement, bits: number): string {
  const { precision, recall } = resultAt(measured, bits);
  return row(bits, percent(precision), percent(recall));
}

function weightRows({ agreements: { samePerson, strangers } }: Measurement): string[] {
  return Object.entries(weights).flatMap(([field, levels]) => {
    const names = Object.keys(levels).map((level) => `${field} ${level}`);
    const shareOf = (counts: Map<string, number>, name: string) =>
      (counts.get(name) ?? 0) / names.reduce((sum, each) => sum + (counts.get(each) ?? 0), 0);
    return Object.entries(levels).map(([level, [one, two, siblings]]) => {
      const name = `${field} ${level}`;
      const counted = [shareOf(samePerson, name), shareOf(strangers, name)].map((share) => share.toFixed(4));
      return row(field, level, one, counted[0]!, two, counted[1]!, siblings);
    });
  });
}
