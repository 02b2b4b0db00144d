import { damascusDay } from '@wasl/kit/calendar';
import { joinLabels, storedLabels } from '@wasl/terminology/recordLabels';
import type { KnownFact } from './alerts.ts';
import { isAnyOf, isFresh, measuredValue, moment, type ToldFact } from './toldFacts.ts';

const freshPregnancyDays = 300;
const pregnancies: readonly string[] = ['Z32.1', 'Z33', 'Z34', 'Z35', 'O10-O16', 'O20-O48'];
/** Delivery, its aftermath, and pregnancies that ended early: what was recorded of a pregnancy until then is over. */
const pregnancyEnds: readonly string[] = ['O00-O08', 'O80-O92', 'Z37', 'Z39'];
const gestationalAge = '11884-4';
const longestPregnancyWeeks = 44;
const breastFeeding: readonly string[] = ['Z39.1', 'O91', 'O92'];
const freshBreastFeedingDays = 365;

/** By a recorded condition, or by a gestational age that goes on; neither where an end of the pregnancy came later. */
export function pregnancyAmong(told: readonly ToldFact[], day: string): KnownFact[] {
  const ended = Math.max(0, ...told.filter((fact) => isAnyOf(fact, pregnancyEnds)).map(moment));
  const goesOn = (fact: ToldFact) => isFresh(fact, day, freshPregnancyDays) && moment(fact) > ended;
  const condition = told.find((fact) => goesOn(fact) && isAnyOf(fact, pregnancies));
  const measured = told.find((fact) => goesOn(fact) && weeksOf(fact, day) !== undefined);
  const found = condition ?? measured;
  if (!found) return [];
  const labels = measured ? joinLabels(storedLabels(found), storedLabels(measured)) : storedLabels(found);
  const weeks = measured && weeksOf(measured, day);
  const fact = { kind: 'pregnancy' as const, ...(weeks !== undefined && { weeks }) };
  return [{ fact, category: condition ? 'Condition' : 'Observation', labels }];
}

/** Weeks of pregnancy on a day, from a gestational age that was measured before; `undefined` for another fact, or past birth. */
function weeksOf(fact: ToldFact, day: string): number | undefined {
  const then = fact.code === gestationalAge ? measuredValue(fact) : undefined;
  if (then === undefined) return undefined;
  const since = (Date.parse(day) - Date.parse(damascusDay(new Date(fact.effectiveAt)))) / (7 * 86_400_000);
  const weeks = Math.floor(then + Math.max(0, since));
  return weeks <= longestPregnancyWeeks ? weeks : undefined;
}

/** By the care of a nursing mother, or by a disorder of nursing. */
export function breastFeedingAmong(told: readonly ToldFact[], day: string): KnownFact[] {
  const found = told.find((fact) => isFresh(fact, day, freshBreastFeedingDays) && isAnyOf(fact, breastFeeding));
  return found ? [{ fact: { kind: 'breast-feeding' }, category: 'Condition', labels: storedLabels(found) }] : [];
}
