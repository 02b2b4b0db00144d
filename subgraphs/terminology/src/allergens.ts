import { join } from 'node:path';
import { dataFolder } from './dataFolder.ts';
import { withParts } from './medicineParts.ts';
import { readTable, several } from './readTable.ts';

export type AllergenKind = 'class' | 'substance' | 'food' | 'environment';

/** A substance or class that people are allergic to. */
export interface Allergen {
  readonly code: string;
  readonly en: string;
  readonly ar: string;
  readonly synonyms: readonly string[];
  readonly kind: AllergenKind;
  /** The wider class. */
  readonly parent?: string;
  /** ATC groups and substances that belong to it, and those that do not although their group does. */
  readonly atc: readonly string[];
  readonly notAtc: readonly string[];
  readonly snomed: readonly string[];
  readonly icd10: readonly string[];
}

/** Who is allergic to `from` may react to `to`. */
export interface CrossReaction {
  readonly from: string;
  readonly to: string;
  readonly severity: 'low' | 'moderate' | 'severe';
  readonly en: string;
  readonly ar: string;
}

let read: ReadonlyMap<string, Allergen> | undefined;
let crossing: readonly CrossReaction[] | undefined;

/** All allergens by code. */
export function allergens(): ReadonlyMap<string, Allergen> {
  return (read ??= new Map(readAllergens().map((allergen) => [allergen.code, allergen])));
}

/** All cross-reactions. */
export function crossReactions(): readonly CrossReaction[] {
  return (crossing ??= readTable(join(dataFolder, 'allergen-cross-reactions.tsv'), [
    'from',
    'to',
    'severity',
    'en',
    'ar',
  ]).map((row) => ({ ...row, severity: row.severity as CrossReaction['severity'] })));
}

/** The cross-reactions of an allergen, those of the classes that it belongs to included. */
export function crossReactionsOf(code: string): CrossReaction[] {
  const own = new Set(withClasses(code));
  return crossReactions().filter(({ from, to }) => own.has(from) && to !== code);
}

/** An allergen's code and those of the classes around it, nearest first. */
export function withClasses(code: string): string[] {
  const parent = allergens().get(code)?.parent;
  return parent === undefined ? [code] : [code, ...withClasses(parent)];
}

/** Whether a medicine belongs to an allergen or to one below it: by its own groups or those of its parts. */
export function holdsMedicine(code: string, atcCode: string): boolean {
  const allergen = allergens().get(code);
  if (!allergen) return false;
  if (holdsItself(allergen, atcCode)) return true;
  return [...allergens().values()].some(({ code: part, parent }) => parent === code && holdsMedicine(part, atcCode));
}

/** Whether a medicine or a part of it is among the groups that an allergen names itself. */
export function holdsItself({ atc, notAtc }: Allergen, atcCode: string): boolean {
  return withParts(atcCode).some((code) => {
    const isBelow = (group: string) => code.startsWith(group);
    return atc.some(isBelow) && !notAtc.some(isBelow);
  });
}

function readAllergens(): Allergen[] {
  const columns = ['code', 'en', 'ar', 'synonyms', 'parent', 'kind', 'atc', 'snomed', 'icd'] as const;
  return readTable(join(dataFolder, 'allergen/allergens.tsv'), columns).map((row) => ({
    code: row.code,
    en: row.en,
    ar: row.ar,
    synonyms: several(row.synonyms),
    kind: row.kind as AllergenKind,
    ...(row.parent !== '' && { parent: row.parent }),
    atc: several(row.atc).filter((group) => !group.startsWith('!')),
    notAtc: several(row.atc).flatMap((group) => (group.startsWith('!') ? [group.slice(1)] : [])),
    snomed: several(row.snomed),
    icd10: several(row.icd),
  }));
}
