import { random, type Random } from './random.ts';

export type FamilyRole = 'MOTHER' | 'FATHER' | 'CHILD' | 'GRANDMOTHER' | 'GRANDFATHER' | 'UNCLE' | 'AUNT';

/** People of one family: mother, father and four more, of whom the first is their child. */
export const familySize = 6;

/** The demo's own date: ages do not change from day to day. */
export const demoToday = '2026-11-01';

/** Who somebody is to the family, and when they were born, in milliseconds since 1970. */
export interface Lineage {
  role: FamilyRole;
  birthMs: number;
}

const dayMs = 86_400_000;
const todayMs = Date.parse(demoToday);
const yearsMs = (count: number) => Math.round(count * 365.25) * dayMs;
/** The demo's own family and that of the woman who was registered twice: three children and a grandmother. */
const fixedFamilies: ReadonlySet<number> = new Set([0, 2]);
/** In days: the youngest of the demo have left the maternity ward. */
const youngestDays = 20;

/** The members of a family in the order of their indexes. Parents are 18 to 44 years older than their children. */
export function lineageOf(familyIndex: number, motherBirth: number): Lineage[] {
  const birthOf = (slot: number) => random(`birth ${familyIndex * familySize + slot}`);
  const fatherDice = birthOf(1);
  const fatherBirth = motherBirth - yearsMs(fatherDice.int(9)) - fatherDice.int(365) * dayMs;
  const parents: Lineage[] = [
    { role: 'MOTHER', birthMs: motherBirth },
    { role: 'FATHER', birthMs: fatherBirth },
  ];
  if (fixedFamilies.has(familyIndex)) return [...parents, ...fixedMembers(motherBirth, birthOf)];
  const dice = random(`lineage ${familyIndex}`);
  const children = childrenOf(motherBirth, dice);
  return [...parents, ...children, ...relativesOf(fatherBirth, familySize - 2 - children.length, dice)];
}

function fixedMembers(motherBirth: number, birthOf: (slot: number) => Random): Lineage[] {
  const children = [2, 3, 4].map((slot): Lineage => {
    const dice = birthOf(slot);
    dice.int(300);
    const mothersAge = yearsMs(20 + (slot - 2) * 4 + dice.int(3)) + dice.int(365) * dayMs;
    return { role: 'CHILD', birthMs: motherBirth + mothersAge };
  });
  const dice = birthOf(5);
  const grandmother = motherBirth - yearsMs(24 + dice.int(10)) - dice.int(365) * dayMs;
  return [...children, { role: 'GRANDMOTHER', birthMs: grandmother }];
}

/** One to four children, oldest first, a year and a half to five years apart; two of a hundred pairs are twins. */
function childrenOf(motherBirth: number, dice: Random): Lineage[] {
  const wanted = dice.pickWeighted([
    [1, 1],
    [2, 3],
    [3, 6],
    [4, 7],
  ] as const);
  const latest = Math.min(todayMs - youngestDays * dayMs, motherBirth + yearsMs(44));
  // A first child whose mother is under 25 herself may have come at any time since she was 18.
  const span = Math.floor((todayMs - youngestDays * dayMs - motherBirth - yearsMs(18)) / dayMs);
  let birthMs = motherBirth + yearsMs(18) + dice.int(Math.max(1, Math.min(span, 8 * 365))) * dayMs;
  const children: Lineage[] = [];
  while (children.length < wanted && birthMs <= latest) {
    children.push({ role: 'CHILD', birthMs });
    if (children.length < wanted && dice.chance(0.02)) children.push({ role: 'CHILD', birthMs });
    birthMs += (550 + dice.int(1_300)) * dayMs;
  }
  return children;
}

/** Who else of the father's family lives with them: his parents, and brothers and sisters who have not married. */
function relativesOf(fatherBirth: number, count: number, dice: Random): Lineage[] {
  const grandmother = fatherBirth - yearsMs(18 + dice.int(16)) - dice.int(365) * dayMs;
  const grandfather = grandmother - yearsMs(1 + dice.int(7)) - dice.int(365) * dayMs;
  const kin: Lineage[] = [];
  while (kin.length < count) {
    const role = dice.pickWeighted([
      ['GRANDMOTHER', 4],
      ['GRANDFATHER', 2.4],
      ['UNCLE', 7],
      ['AUNT', 7],
    ] as const);
    const isTaken = kin.some((one) => one.role === role && role.startsWith('GRAND'));
    const birthMs =
      role === 'GRANDMOTHER'
        ? grandmother
        : role === 'GRANDFATHER'
          ? grandfather
          : siblingBirth(kin, grandmother, fatherBirth, dice);
    if (isTaken || birthMs === undefined || birthMs < todayMs - yearsMs(92)) continue;
    kin.push({ role, birthMs });
  }
  return kin;
}

/** A brother or sister of the father, at least two years younger than he and than one another. */
function siblingBirth(kin: readonly Lineage[], grandmother: number, fatherBirth: number, dice: Random) {
  const birthMs = fatherBirth + (730 + dice.int(14 * 365)) * dayMs;
  const isNear = kin.some((one) => !one.role.startsWith('GRAND') && Math.abs(one.birthMs - birthMs) < yearsMs(1.2));
  const isBorn = birthMs < todayMs - yearsMs(4) && birthMs < grandmother + yearsMs(45);
  return isBorn && !isNear ? birthMs : undefined;
}
