import { careOf, type DemoCare } from '../care.ts';
import { addDays, earlier, instantAt, isShoppingDay, later, workingDay } from '../days.ts';
import { type DemoPractitioner, facilitiesIn, staffOf } from '../facilities.ts';
import { type DemoPerson, demoToday } from '../population.ts';
import { type Random, random } from '../random.ts';
import type { DemoEntry, DemoPrescription, DemoStory, EntryKind, Regimen, Visit } from './entries.ts';

/** A visit under way: what is written is written there, one thing after another. */
export interface OpenVisit {
  day: string;
  physician: DemoPractitioner;
  write(kind: EntryKind, code: string, more?: Partial<DemoEntry>): DemoEntry;
  prescribe(regimen: Regimen, course: Course): void;
  /** Writes the summary with which a patient goes home, once the visit is over; nothing where the demo's story ends before. */
  discharge(text: string): void;
}

/** For how long a prescription is meant, how long it can be collected, and how much of it was: all, half or nothing. */
export interface Course {
  days: number;
  validDays: number;
  collected: 1 | 0.5 | 0;
}

/** Tells the story of one person. */
export interface Teller {
  person: DemoPerson;
  dice: Random;
  story: DemoStory;
  /** The days between which the centre or the hospital saw the person; undefined where it never did. */
  window(place: Visit['place']): { from: string; to: string } | undefined;
  /** Opens a visit on the day wanted or the nearest on which the facility saw the person; undefined where there is none. */
  visit(visit: Visit): OpenVisit | undefined;
}

export function createTeller(person: DemoPerson): Teller {
  const story: DemoStory = { entries: [], prescriptions: [] };
  const dice = random(`story ${person.index}`);
  const [centre, hospital] = careOf(person);
  const careAt = (place: Visit['place']) => (place === 'CENTRE' ? centre : hospital);
  const busy = new Set<string>();
  const windowAt = (place: Visit['place']) => windowOf(careAt(place));
  return {
    person,
    dice,
    story,
    window: windowAt,
    visit(visit) {
      const window = windowAt(visit.place);
      const facilityId = careAt(visit.place)?.facilityId;
      if (!window || facilityId === undefined) return undefined;
      const wanted = later(window.from, earlier(visit.day, window.to));
      const day = freeDay(busy, visit.isUrgent ? wanted : workingDay(wanted, window.to), visit, window.to);
      // A window of a weekend has no working day.
      if (day < window.from || busy.has(day)) return undefined;
      for (let night = 0; night <= (visit.nights ?? 0); night += 1) busy.add(addDays(day, night));
      // An emergency of the night ends on the next day.
      if (visit.isUrgent) busy.add(addDays(day, 1));
      return openVisit(person, dice, story, { ...visit, day }, { facilityId, until: window.to });
    },
  };
}

/** The first day from a day on that no other visit takes; the day itself where the window has none. */
function freeDay(busy: ReadonlySet<string>, day: string, { isUrgent }: Visit, latest: string): string {
  let free = day;
  for (let tries = 0; busy.has(free) && tries < 10; tries += 1) {
    const next = addDays(free, 1);
    free = isUrgent || next > latest ? next : workingDay(next, latest);
  }
  return free <= latest ? free : day;
}

function windowOf(care: DemoCare | undefined): { from: string; to: string } | undefined {
  return care && { from: care.since, to: care.endedOn ?? demoToday };
}

function openVisit(
  { governorate }: DemoPerson,
  dice: Random,
  story: DemoStory,
  visit: Visit,
  { facilityId, until }: { facilityId: string; until: string },
): OpenVisit | undefined {
  const staff = staffOf(facilityId);
  const physician = visit.specialties
    .map((wanted) => staff.find(({ specialty }) => specialty === wanted))
    .find((one) => one !== undefined);
  if (!physician) throw new Error(`Nobody at ${facilityId} is of ${visit.specialties.join(' or ')}.`);
  // Clinics see patients from half past eight to two; emergencies come at any hour.
  let minutes = visit.isUrgent ? dice.int(23 * 60) : 510 + dice.int(66) * 5;
  const begin = instantAt(visit.day, minutes);
  const stay = visit.nights ? visit.nights * 1_440 : visit.isUrgent ? 150 : 45;
  const endsAt = instantAt(visit.day, minutes + stay);
  const tell = (kind: EntryKind, code: string, more: Partial<DemoEntry> = {}): DemoEntry => {
    const at = instantAt(visit.day, (minutes += 3));
    const entry: DemoEntry = { kind, code, at, recordedAt: at, authorId: physician.id, facilityId, ...more };
    story.entries.push(entry);
    return entry;
  };
  const told = tell('ENCOUNTER', visit.class ?? 'AMB', {
    at: begin,
    recordedAt: begin,
    ...(typeof visit.about === 'string' ? { about: visit.about } : { words: visit.about }),
    ...(visit.asked && { asked: visit.asked }),
    content: {
      endedAt: endsAt,
      ...(visit.department !== undefined && { department: visit.department }),
    },
  });
  return {
    day: visit.day,
    physician,
    write: (kind, code, more) => tell(kind, code, { ...more, visit: told }),
    discharge(text) {
      const at = { at: endsAt, recordedAt: endsAt };
      if (endsAt.slice(0, 10) <= until)
        tell('DOCUMENT_REFERENCE', '18842-5', { ...at, content: { text }, visit: told });
    },
    prescribe(regimen, course) {
      const at = instantAt(visit.day, (minutes += 3));
      const prescription = prescriptionOf(regimen, course, at, visit.day);
      const dispenses = dispensesOf(prescription.quantity, course, visit.day, at, governorate, dice);
      story.prescriptions.push({ ...prescription, visit: told, prescriberId: physician.id, facilityId, dispenses });
    },
  };
}

function prescriptionOf(regimen: Regimen, { days, validDays }: Course, at: string, day: string) {
  const { dose, packages } = regimen;
  const weekly = (dose.daysPerWeek ?? 7) / 7;
  const units = dose.amount * (dose.maxPerDay ?? dose.timesPerDay) * days * weekly;
  const quantity = packages ?? (dose.unit === 'ML' ? Math.ceil(units / 20) * 20 : Math.ceil(units));
  return { ...regimen, quantity, at, validUntil: addDays(day, validDays) };
}

/** At a pharmacy of the governorate, on the day or the next ones, while it is open. */
function dispensesOf(
  quantity: number,
  { collected, validDays }: Course,
  day: string,
  at: string,
  governorate: string,
  dice: Random,
): DemoPrescription['dispenses'] {
  const given = collected === 0.5 ? Math.floor(quantity / 2) : quantity * collected;
  const pharmacyId = dice.pick(facilitiesIn(governorate, 'PHARMACY')).id;
  const pharmacist = dice.pick(staffOf(pharmacyId));
  if (given === 0) return [];
  let on = addDays(day, validDays > 20 ? dice.int(3) : 0);
  if (on === day && at.slice(11) > '13:00') on = addDays(on, 1);
  while (!isShoppingDay(on)) on = addDays(on, 1);
  // The story ends with the demo's date.
  if (on > demoToday) return [];
  const hour = on === day ? 16 * 60 + dice.int(240) : 9 * 60 + dice.int(660);
  return [{ quantity: given, pharmacyId, pharmacistId: pharmacist.id, at: instantAt(on, hour) }];
}
