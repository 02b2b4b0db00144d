import { ageOf, type DemoPerson } from '@wasl/demo/population';
import { random } from '@wasl/demo/random';
import { coded, type Event } from './demoEvents.ts';

const psychiatry = 'Psychiatry';

/** What of a demo person's history bears labels: follow-up of a depression, rarely HIV, and what a woman told of violence. */
export function sensitiveHistoryOf(patient: DemoPerson, ordinary: readonly Event[]): Event[] {
  const dice = random(`sensitive history ${patient.index}`);
  const adult = ageOf(patient.birthDate) >= 18;
  const depression = ordinary.find(({ code }) => code.startsWith('F'));
  return [
    ...(depression ? psychiatricCare(Math.max(1, depression.daysAgo - 14)) : []),
    // The demo's first family is shown to everybody: nothing was put into its records that a visitor would stare at.
    ...(adult && patient.familyIndex > 0 && dice.chance(0.002) ? hivCare(1 + dice.int(700)) : []),
    ...(adult && patient.familyIndex > 0 && patient.sex === 'FEMALE' && dice.chance(0.004)
      ? violenceTold(1 + dice.int(900))
      : []),
  ];
}

function psychiatricCare(daysAgo: number): Event[] {
  return [
    {
      ...coded('AMB', 'متابعة', 'Follow-up'),
      kind: 'ENCOUNTER',
      daysAgo,
      specialty: psychiatry,
      content: { department: 'العيادة النفسية' },
    },
    {
      ...coded('44261-6', 'استبيان صحة المريض PHQ-9', 'PHQ-9 total score'),
      kind: 'OBSERVATION',
      daysAgo,
      specialty: psychiatry,
      content: { value: 14, unit: '{score}' },
    },
  ];
}

function hivCare(daysAgo: number): Event[] {
  const load: Event = {
    ...coded('20447-9', 'الحمل الفيروسي', 'Viral load'),
    kind: 'OBSERVATION',
    daysAgo,
    content: { value: 40, unit: '{copies}/mL' },
  };
  return [
    { ...coded('B24', 'عدوى فيروس العوز المناعي البشري', 'HIV disease'), kind: 'CONDITION', daysAgo: daysAgo + 400 },
    load,
    {
      ...coded('11502-2', 'تقرير مخبري', 'Laboratory report'),
      kind: 'DIAGNOSTIC_REPORT',
      daysAgo,
      content: { conclusion: 'مضبوط' },
      results: [load],
    },
  ];
}

function violenceTold(daysAgo: number): Event[] {
  return [
    { ...coded('T74.1', 'إساءة جسدية', 'Physical abuse'), kind: 'CONDITION', daysAgo },
    { ...coded('EMER', 'كدمات', 'Bruises'), kind: 'ENCOUNTER', daysAgo, asked: { sensitivities: ['SDV'] } },
  ];
}
