import { type DemoPerson, person } from './population.ts';

const [womanIndex, spareIndex] = [17, 5_000_017];

/** A woman of the demo, and what a clinic registered of her again in Latin letters, without her number and her mother's name. */
export function demoDuplicate(): { woman: DemoPerson; again: { healthId: string } } {
  return { woman: person(womanIndex), again: { healthId: person(spareIndex).healthId } };
}

/** From so many people on the demo has the woman, and so the second record of her. */
export const duplicateNeeds = womanIndex + 1;
