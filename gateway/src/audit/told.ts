import type { SelectedField } from '../records/fetchSelections.ts';
import type { RecordCategory } from '../records/recordQuestion.ts';

/** What an answer discloses about one patient. Equal disclosures are one object, which is computed and serialized once, not in each request. */
export interface Told {
  /** The categories of which the client asked for something, in that order; `consulted` are the others that were read for it. */
  readonly categories: readonly RecordCategory[];
  readonly consulted: readonly RecordCategory[] | undefined;
  /** `Type.field` of what was asked for, in their order. */
  readonly fields: readonly string[];
  /** This disclosure, and besides it the fields that are selected of a category. */
  and(selected: readonly SelectedField[], category: RecordCategory): Told;
}

/** `Type.field` of the selected fields that the caller asked for; the gateway added the others for itself. */
export type AskedFor = (selected: readonly SelectedField[]) => readonly string[];

interface Part {
  selected: readonly SelectedField[];
  category: RecordCategory;
}

/** Most disclosures that are kept for one operation: the categories of an answer come in many orders. */
const mostKept = 500;

/** The empty disclosure of an operation, to which `and` adds. */
export function nothingTold(askedFor: AskedFor): Told {
  let kept = 0;
  return toldOf([]);

  function toldOf(parts: readonly Part[]): Told {
    const next = new Map<Part['selected'], Map<RecordCategory, Told>>();
    let read: Omit<Told, 'and'> | undefined;
    const lists = () => (read ??= readParts(parts, askedFor));
    const told: Told = {
      get categories() {
        return lists().categories;
      },
      get consulted() {
        return lists().consulted;
      },
      get fields() {
        return lists().fields;
      },
      and(selected, category) {
        const known = next.get(selected)?.get(category);
        if (known) return known;
        const isIn = parts.some((part) => part.selected === selected && part.category === category);
        const more = isIn ? told : toldOf([...parts, { selected, category }]);
        if (kept < mostKept) keep(selected, category, more);
        return more;
      },
    };
    return told;

    function keep(selected: Part['selected'], category: RecordCategory, more: Told): void {
      kept += 1;
      const ofSelected = next.get(selected);
      if (ofSelected) ofSelected.set(category, more);
      else next.set(selected, new Map([[category, more]]));
    }
  }
}

function readParts(parts: readonly Part[], askedFor: AskedFor): Omit<Told, 'and'> {
  const isAskedOf = new Map<RecordCategory, boolean>();
  const fields = new Set<string>();
  for (const { selected, category } of parts) {
    const asked = askedFor(selected);
    for (const field of asked) fields.add(field);
    isAskedOf.set(category, isAskedOf.get(category) === true || asked.length > 0);
  }
  const [categories, consulted] = [true, false].map((isAsked) =>
    [...isAskedOf].flatMap(([category, is]) => (is === isAsked ? [category] : [])).sort(),
  ) as [RecordCategory[], RecordCategory[]];
  return { categories, consulted: consulted.length > 0 ? consulted : undefined, fields: [...fields].sort() };
}
