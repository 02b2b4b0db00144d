import { careOf } from '@wasl/demo/care';
import { type DemoPractitioner, practitioners } from '@wasl/demo/facilities';
import { ageOf, type DemoPerson, demoToday, person } from '@wasl/demo/population';
import { type Random, random } from '@wasl/demo/random';
import { stableUuid } from '@wasl/demo/stableUuid';
import { seedInBatches } from '@wasl/demo/seedInBatches';
import type { SeedTarget } from '@wasl/kit/subgraph';
import { type Coded, coded, type Event } from './demoEvents.ts';
import type { RecordKind } from './kinds.ts';
import { joinLabels, labelsOfNew, type RecordLabels } from '@wasl/terminology/recordLabels';
import { sensitiveHistoryOf } from './demoSensitive.ts';
import { meaningOf } from './meaningOf.ts';

const hypertension = coded('I10', 'ارتفاع ضغط الدم', 'Essential hypertension');
const diabetes = coded('E11.9', 'السكري من النمط الثاني', 'Type 2 diabetes mellitus');
const leishmaniasis = coded('B55.1', 'الليشمانيا الجلدية', 'Cutaneous leishmaniasis');
const asthma = coded('J45.9', 'الربو', 'Asthma');
const depression = { ...coded('F32.1', 'نوبة اكتئاب متوسطة', 'Moderate depressive episode'), specialty: 'Psychiatry' };
const anaemia = coded('D50.9', 'فقر الدم بعوز الحديد', 'Iron deficiency anaemia');
const visitReasons = [
  coded('AMB', 'سعال وحرارة', 'Cough and fever'),
  coded('AMB', 'متابعة دورية', 'Routine follow-up'),
  coded('AMB', 'ألم بطني', 'Abdominal pain'),
  coded('EMER', 'إسعاف بعد سقوط', 'Emergency after a fall'),
];
const vaccines = [
  coded('J07AN01', 'لقاح السل', 'BCG'),
  coded('J07CA02', 'اللقاح الثلاثي والشلل', 'Diphtheria, tetanus, pertussis, polio'),
  coded('J07BD52', 'الحصبة والنكاف والحصبة الألمانية', 'Measles, mumps, rubella'),
];
const allergies = [
  { ...coded('J01CA04', 'أموكسيسيلين', 'Amoxicillin'), content: { substanceAtcCode: 'J01CA04', reaction: 'rash' } },
  { ...coded('M01AE01', 'إيبوبروفين', 'Ibuprofen'), content: { substanceAtcCode: 'M01AE01', reaction: 'urticaria' } },
  { ...coded('peanut', 'فول سوداني', 'Peanut'), content: { reaction: 'anaphylaxis' } },
];

const columns =
  'id,kind,health_id,version,status,code,display_ar,display_en,effective_at,author_id,facility_id,confidentiality,sensitivities,recorded_at,content'.split(
    ',',
  );

/** Stores a history for so many of the demo's people, that fits their age, sex and region. */
export async function seed(target: SeedTarget): Promise<void> {
  await seedInBatches(target, 'histories', target.patients, 1_000, async (from, to) => {
    const rows = Array.from({ length: to - from }, (_, offset) => rowsOf(person(from + offset))).flat();
    await target.database.bulkInsert('clinical_record', columns, rows);
  });
}

function rowsOf(patient: DemoPerson): unknown[][] {
  const dice = random(`history ${patient.index}`);
  const staff = physiciansOf(patient);
  const ordinary = historyOf(patient, dice);
  const events = [...ordinary, ...sensitiveHistoryOf(patient, ordinary)];
  const idOf = (event: Event) => stableUuid(`${patient.index} ${events.indexOf(event)}`);
  return events.map((event) => {
    const author = authorOf(event, dice.pick(staff), staff);
    const { confidentiality, sensitivities } = joinLabels(labelsOf(event), ...(event.results ?? []).map(labelsOf));
    const time = new Date(Date.parse(`${demoToday}T09:00:00Z`) - event.daysAgo * 86_400_000).toISOString();
    return [
      idOf(event),
      event.kind,
      patient.healthId,
      1,
      'ACTIVE',
      event.code,
      event.ar,
      event.en,
      time,
      author.id,
      author.facilityId,
      confidentiality,
      sensitivities,
      time,
      { ...event.content, ...(event.results && { resultIds: event.results.map(idOf) }) },
    ];
  });
}

/** What a psychiatrist would do is a psychiatrist's where the governorate has one. */
function authorOf(
  { specialty }: Event,
  anybody: DemoPractitioner,
  staff: readonly DemoPractitioner[],
): DemoPractitioner {
  return staff.find((physician) => specialty !== undefined && physician.specialty === specialty) ?? anybody;
}

const judged = new Map<string, RecordLabels>();

/** Judged once for all who have the same: the demo's events are few. */
function labelsOf({ kind, code, ar, en, content, asked = {} }: Event): RecordLabels {
  const written = { ...content, code, displayAr: ar, displayEn: en };
  const key = [kind, code, ar, en, content?.['department'], content?.['conclusion'], asked.sensitivities].join('|');
  const found = judged.get(key) ?? labelsOfNew(meaningOf(kind, written), asked);
  judged.set(key, found);
  return found;
}

const physicians = new Map<string, DemoPractitioner[]>();

/** Physicians of the facilities that treat or treated a person: whoever writes of somebody has seen them. */
function physiciansOf(patient: DemoPerson): DemoPractitioner[] {
  const ids = careOf(patient).map(({ facilityId }) => facilityId);
  const key = ids.join();
  const known = physicians.get(key);
  if (known) return known;
  const found = practitioners().filter(({ role, facilityId }) => role === 'PHYSICIAN' && ids.includes(facilityId));
  physicians.set(key, found);
  return found;
}

function historyOf(patient: DemoPerson, dice: Random): Event[] {
  const age = ageOf(patient.birthDate);
  const lifeDays = Math.max(1, Math.floor((Date.parse(demoToday) - Date.parse(patient.birthDate)) / 86_400_000) - 1);
  const within = (days: number) => 1 + dice.int(Math.min(days, lifeDays));
  const event = (kind: RecordKind, what: Coded, daysAgo: number, content?: Record<string, unknown>): Event => ({
    ...what,
    kind,
    daysAgo,
    ...(content && { content }),
  });
  const events: Event[] = Array.from({ length: 1 + dice.int(4) }, () =>
    event('ENCOUNTER', dice.pick(visitReasons), within(900)),
  );
  for (const problem of problemsOf(age, patient, dice)) events.push(event('CONDITION', problem, within(2_500)));
  events.push(
    ...measurements(age, dice, within(400)).map(([what, content, daysAgo]) =>
      event('OBSERVATION', what, daysAgo, content),
    ),
  );
  if (age < 20) {
    for (const [dose, vaccine] of vaccines.entries()) {
      const daysAgo = lifeDays - [7, 90, 365][dose]!;
      if (daysAgo > 0) events.push(event('IMMUNIZATION', vaccine, daysAgo, { dose: 1 }));
    }
  }
  // The demo's citizen has an allergy, so that prescribing to her shows an alert.
  const allergy = patient.index === 0 ? allergies[0] : dice.chance(0.12) ? dice.pick(allergies) : undefined;
  if (allergy) events.push(event('ALLERGY_INTOLERANCE', allergy, within(3_000), allergy.content));
  if (age > 30 && dice.chance(0.15))
    events.push(event('PROCEDURE', coded('0DTJ', 'استئصال الزائدة', 'Appendectomy'), within(5_000)));
  if (dice.chance(0.3)) {
    const report = coded('58410-2', 'تعداد الدم الكامل', 'Complete blood count');
    const results = events.filter(({ code }) => code === '718-7');
    const written = event('DIAGNOSTIC_REPORT', report, within(700), { conclusion: 'ضمن الحدود الطبيعية' });
    events.push({ ...written, daysAgo: results[0]?.daysAgo ?? written.daysAgo, results });
  }
  return events;
}

function problemsOf(age: number, { governorate, sex }: DemoPerson, dice: Random): Coded[] {
  const endemic = ['HL', 'DY', 'HA', 'RA', 'ID'].includes(governorate);
  const chances: [Coded, number][] = [
    [hypertension, age > 60 ? 0.5 : age > 40 ? 0.25 : 0],
    [diabetes, age > 60 ? 0.25 : age > 40 ? 0.12 : 0],
    [leishmaniasis, endemic ? 0.08 : 0.01],
    [asthma, age < 15 ? 0.08 : 0.04],
    [depression, age > 17 ? 0.06 : 0],
    [anaemia, sex === 'FEMALE' && age > 12 && age < 50 ? 0.2 : 0.03],
  ];
  return chances.filter(([, chance]) => dice.chance(chance)).map(([problem]) => problem);
}

function measurements(age: number, dice: Random, daysAgo: number): [Coded, Record<string, unknown>, number][] {
  if (age < 18) {
    const weight = Math.round((3.5 + age * 2.8 + dice.next() * 4) * 10) / 10;
    return [[coded('29463-7', 'الوزن', 'Body weight'), { value: weight, unit: 'kg' }, daysAgo]];
  }
  const systolic = 105 + dice.int(25) + Math.floor(age / 3);
  const haemoglobin = Math.round((11 + dice.next() * 4.5) * 10) / 10;
  return [
    [
      coded('8480-6', 'الضغط الانقباضي', 'Systolic blood pressure'),
      { value: systolic, unit: 'mm[Hg]', referenceLow: 90, referenceHigh: 140 },
      daysAgo,
    ],
    [
      coded('718-7', 'الخضاب', 'Haemoglobin'),
      { value: haemoglobin, unit: 'g/dL', referenceLow: 12, referenceHigh: 17 },
      daysAgo,
    ],
  ];
}
