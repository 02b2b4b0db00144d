/** Up to which a guardian reads all, and up to which there are guardians at all: docs/privacy.md. */
const adolescentFrom = 13;
const adultFrom = 18;

/**
 * What somebody is to their guardian on a day: a child, an adolescent from the 13th birthday on, or null from the 18th on, as one is
 * of age with eighteen whole years (Syrian Civil Code, article 46). Who was born on 29 February completes a year without one with
 * the end of 28 February. Both dates are days of Damascus, `YYYY-MM-DD`.
 */
export function minorAt(birthDate: string, day: string): 'child' | 'adolescent' | null {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
  const age = day.slice(5) < birthDate.slice(5) ? years - 1 : years;
  if (age >= adultFrom) return null;
  return age >= adolescentFrom ? 'adolescent' : 'child';
}
