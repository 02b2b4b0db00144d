import type { ClamlClass, ClamlModifierClass } from './readClaml.ts';

/**
 * The classes with those that modifiers of the fourth character add: E11 has E11.0 only by the modifier of its block. Classes inherit the
 * modifiers of wider ones unless they exclude them. Modifiers of the fifth character are left alone: WHO makes them optional.
 */
export function expandModifiers(
  classes: readonly ClamlClass[],
  modifierClasses: readonly ClamlModifierClass[],
): ClamlClass[] {
  const byCode = new Map(classes.map((one) => [one.code, one]));
  const parents = new Set(classes.map(({ parent }) => parent));
  return classes.flatMap((one) => {
    if (!/^[A-Z]\d\d$/.test(one.code) || parents.has(one.code)) return [one];
    const modifiers = modifiersOf(one, byCode);
    const added = modifierClasses.filter(({ modifier, code }) => modifiers.has(modifier) && /^\.\d$/.test(code));
    return [one, ...added.map((suffix) => modified(one, suffix))];
  });
}

function modifiersOf(one: ClamlClass, byCode: ReadonlyMap<string, ClamlClass>): Set<string> {
  const found = new Set<string>();
  const excluded = new Set<string>();
  const seen = new Set<ClamlClass>();
  for (let at: ClamlClass | undefined = one; at && !seen.has(at); at = byCode.get(at.parent ?? '')) {
    seen.add(at);
    for (const code of at.notModifiedBy) excluded.add(code);
    for (const code of at.modifiedBy) if (!excluded.has(code)) found.add(code);
  }
  return found;
}

function modified(one: ClamlClass, { code, texts }: ClamlModifierClass): ClamlClass {
  const languages = Object.keys(one.texts).filter((language) => texts[language] !== undefined);
  return {
    code: `${one.code}${code}`,
    parent: one.code,
    line: one.line,
    texts: Object.fromEntries(languages.map((language) => [language, `${one.texts[language]}: ${texts[language]}`])),
    modifiedBy: [],
    notModifiedBy: [],
  };
}
