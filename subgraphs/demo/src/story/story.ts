import { addDays, yearsBetween } from '../days.ts';
import type { DemoPerson } from '../population.ts';
import { allergyOf, type Allergy } from './allergies.ts';
import { tellOfChildhood } from './childhood.ts';
import { tellOfProblems } from './chronic.ts';
import type { DemoStory, Visit } from './entries.ts';
import { tellOfEpisodes } from './episodes.ts';
import { healthyHaemoglobin, measure, measurePressure, measureSize } from './measure.ts';
import { pregnancyOf, tellOfPregnancies } from './pregnancy.ts';
import { problemsOf } from './problems.ts';
import type { Patient } from './regimens.ts';
import { tellOfSecrets } from './sensitive.ts';
import { createTeller, type OpenVisit, type Teller } from './teller.ts';

/** What the records and prescriptions of an invented person tell: the same on every machine. Vaccines: `childhood.ts`. */
export function storyOf(person: DemoPerson): DemoStory {
  const teller = createTeller(person);
  const problems = problemsOf(person);
  const allergy = allergyOf(person);
  const isPregnant = pregnancyOf(person) !== undefined;
  const has = (code: string) => problems.some((one) => one.code === code);
  const patient: Patient = { person, has, isPregnant, dice: teller.dice };
  tellOfChildhood(teller);
  tellOfPregnancies(teller);
  tellOfProblems(teller, problems, patient);
  tellOfEpisodes(teller, patient, isPenicillin(allergy));
  tellOfSecrets(teller, problems.length === 0 && !isPregnant);
  for (const place of ['HOSPITAL', 'CENTRE'] as const) lookOverUnlessSeen(teller, place);
  tellOfAllergy(teller, allergy);
  return teller.story;
}

function isPenicillin(allergy: Allergy | undefined): boolean {
  return allergy?.code.startsWith('J01') === true;
}

/** Whoever is in a facility's care has been there. */
function lookOverUnlessSeen(teller: Teller, place: Visit['place']): void {
  const { person, dice, story } = teller;
  const window = teller.window(place);
  if (!window || story.entries.some(({ facilityId }) => facilityId === facilityOf(teller, place))) return;
  const day = addDays(window.to, -(5 + dice.int(300)));
  const years = yearsBetween(person.birthDate, day < window.from ? window.from : day);
  const visit = teller.visit({
    day,
    place,
    specialties: years < 15 ? ['Paediatrics'] : place === 'HOSPITAL' ? ['Internal medicine'] : ['General practice'],
    about: years < 15 ? 'Z00.1' : 'Z00.0',
  });
  if (visit) examine(visit, teller);
}

function facilityOf({ person }: Teller, place: Visit['place']): string {
  return place === 'CENTRE' ? person.facilityId : `F-${person.governorate}-001`;
}

function examine(visit: OpenVisit, { person, dice }: Teller): void {
  const years = yearsBetween(person.birthDate, visit.day);
  measureSize(visit, person, years < 18 || visit.physician.specialty === 'Internal medicine');
  if (years < 18) return;
  const isHypertensive = problemsOf(person).some(({ code, onset }) => code === 'I10' && onset <= visit.day);
  measurePressure(visit, person, isHypertensive ? 'treated' : 'healthy', dice);
  const isAnaemic = problemsOf(person).some(({ code }) => code.startsWith('D5'));
  if (isAnaemic || !dice.chance(0.22)) return;
  const haemoglobin = measure(visit, 'haemoglobin', healthyHaemoglobin(person, visit.day, dice));
  const volume = measure(visit, 'cellVolume', 82 + dice.int(14));
  visit.write('DIAGNOSTIC_REPORT', '58410-2', {
    content: { conclusion: 'ضمن الحدود الطبيعية – Within normal limits' },
    results: [haemoglobin, volume],
  });
}

/** At the first visit that is told of: an allergy, or for most others that none is known. */
function tellOfAllergy({ person, dice, story }: Teller, allergy: Allergy | undefined): void {
  const visits = story.entries.filter(
    ({ kind, asked, content }) => kind === 'ENCOUNTER' && !asked && !content?.['department'],
  );
  const first = visits
    .toSorted((a, b) => a.at.localeCompare(b.at))
    .find(({ at }) => yearsBetween(person.birthDate, at.slice(0, 10)) >= 1);
  if (!first || (!allergy && !dice.chance(0.42))) return;
  const at = new Date(Date.parse(first.at) + 60_000).toISOString();
  const { authorId, facilityId } = first;
  const place = { at, recordedAt: at, authorId, facilityId };
  const none = { ar: 'لا توجد حساسية معروفة', en: 'No known allergies' };
  if (!allergy) story.entries.push({ kind: 'ALLERGY_INTOLERANCE', code: 'no-known-allergies', words: none, ...place });
  else {
    const { code, words, content } = allergy;
    story.entries.push({ kind: 'ALLERGY_INTOLERANCE', code, ...(words && { words }), content, ...place });
  }
}
