import { careOf } from './care.ts';
import { addDays, instantAt, workingDay, yearsBetween } from './days.ts';
import { type Specialty, staffOf } from './facilities.ts';
import { type DemoPerson, demoToday } from './population.ts';
import { random } from './random.ts';

/** That a health centre sent an invented person to the hospital, who was seen there; instants. */
export interface DemoReferral {
  fromFacilityId: string;
  toFacilityId: string;
  specialty: Specialty;
  authorId: string;
  /** Who answered, saw the person and replied. */
  practitionerId: string;
  reason: string;
  reply: string;
  requestedAt: string;
  acceptedAt: string;
  seenAt: string;
  seenUntil: string;
  repliedAt: string;
}

const stories: readonly (Pick<DemoReferral, 'specialty' | 'reason' | 'reply'> & { from: number })[] = [
  {
    specialty: 'Cardiology',
    from: 40,
    reason: 'ألم صدري مع الجهد منذ أسبوعين، يُرجى التقييم – Chest pain on exertion for two weeks, please assess',
    reply: 'تخطيط القلب والإيكو ضمن الطبيعي، ويُعاد اختبار الجهد بعد سنة – ECG and echo normal; exercise test in a year',
  },
  {
    specialty: 'General surgery',
    from: 18,
    reason: 'فتق سري متكرر الألم، للرأي الجراحي – Umbilical hernia, painful at times, for a surgical opinion',
    reply: 'فتق صغير يُردّ، لا عمل جراحي الآن – Small and reducible; no operation now',
  },
  {
    specialty: 'Internal medicine',
    from: 16,
    reason: 'فقر دم لم يتحسن بالحديد، للاستقصاء – Anaemia that iron did not mend, for investigation',
    reply: 'سبب غذائي، ويُتابع في المركز الصحي – Of nutrition; to be followed at the health centre',
  },
];

/** The few who were referred when the hospital began to treat them; a referral is over, since the demo's date stands still. */
export function referralOf(person: DemoPerson): DemoReferral | undefined {
  const [centre, hospital] = careOf(person);
  if (!centre || !hospital || centre.since > hospital.since) return undefined;
  const dice = random(`referral ${person.index}`);
  if (!dice.chance(0.03)) return undefined;
  const years = yearsBetween(person.birthDate, hospital.since);
  const fitting = stories.filter(({ from }) => years >= from);
  const story = fitting.length > 0 ? dice.pick(fitting) : undefined;
  const author = staffOf(centre.facilityId).find(({ specialty }) => specialty === 'General practice');
  const answering = staffOf(hospital.facilityId).find(({ specialty }) => specialty === story?.specialty);
  const until = hospital.endedOn ?? demoToday;
  const requested = workingDay(hospital.since, until);
  const seen = workingDay(addDays(requested, 4 + dice.int(10)), until);
  if (!story || !author || !answering || seen <= requested || addDays(seen, 2) > until) return undefined;
  const minutes = 510 + dice.int(60) * 5;
  const { specialty, reason, reply } = story;
  return {
    fromFacilityId: centre.facilityId,
    toFacilityId: hospital.facilityId,
    specialty,
    authorId: author.id,
    practitionerId: answering.id,
    reason,
    reply,
    requestedAt: instantAt(requested, 600),
    acceptedAt: instantAt(requested, 780),
    seenAt: instantAt(seen, minutes),
    seenUntil: instantAt(seen, minutes + 20),
    repliedAt: instantAt(seen, minutes + 45),
  };
}
