import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allergens, crossReactionsOf } from '@wasl/terminology/allergens';
import type { CodeSystem } from '@wasl/terminology/codeSystems';
import { dataFolder } from '@wasl/terminology/dataFolder';
import { medicines } from '@wasl/terminology/medicines';
import { normalCode } from '@wasl/terminology/normalCode';
import { readHead } from '@wasl/terminology/readTable';
import { terminology } from '@wasl/terminology/terminology';
import { vaccinationSchedule, vaccines } from '@wasl/terminology/vaccines';
import { describe, expect, it } from 'vitest';

const files = readdirSync(dataFolder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.tsv'));
const systems: CodeSystem[] = ['icd-10', 'atc', 'loinc', 'cvx', 'allergen'];

/** Latin words that Arabic medical text keeps: abbreviations, with a capital letter or a digit, and single letters. */
function isAbbreviation(word: string): boolean {
  return word.length === 1 || (word.length <= 9 && /[A-Z0-9]/.test(word));
}

describe('every list', () => {
  it('is looked at', () => {
    expect(files.length).toBeGreaterThan(40);
  });

  it.each(files)('%s says what it is, where from and under which licence', (file) => {
    const head = readHead(join(dataFolder, file));
    for (const key of ['title', 'source', 'licence']) expect(head[key], key).toMatch(/\w{4}/);
  });

  it.each(files)('%s has as many cells in each row as columns, none with blanks around it', (file) => {
    const rows = readFileSync(join(dataFolder, file), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.split('\t'));
    const [columns = []] = rows;
    expect(rows.filter((row) => row.length !== columns.length)).toEqual([]);
    expect(rows.filter((row) => row.some((cell) => cell !== cell.trim()))).toEqual([]);
    expect(new Set(rows.map((row) => row.join('\t'))).size).toBe(rows.length);
  });

  it.each(systems)('%s has codes in normal form, each once', (system) => {
    const concepts = [...terminology.list(system).values()];
    expect(concepts.filter(({ code }) => normalCode(system, code) !== code)).toEqual([]);
    const rows = readdirSync(join(dataFolder, system)).flatMap((file) =>
      readFileSync(join(dataFolder, system, file), 'utf8')
        .split('\n')
        .filter((line) => line !== '' && !/^(#|code\t)/.test(line)),
    );
    expect(rows).toHaveLength(concepts.length);
  });

  it.each(systems)('%s has texts in both languages, the Arabic ones in Arabic', (system) => {
    const concepts = [...terminology.list(system).values()];
    expect(concepts.filter(({ en }) => !/^[A-Z0-9]/i.test(en) || /[\u0600-\u06FF]/.test(en))).toEqual([]);
    expect(concepts.filter(({ ar }) => !/[\u0621-\u064A]{3}/.test(ar)).map(({ code, ar }) => [code, ar])).toEqual([]);
    const latin = concepts.flatMap(({ code, ar }) =>
      (ar.match(/[A-Za-z][A-Za-z0-9]*/g) ?? []).filter((word) => !isAbbreviation(word)).map((word) => [code, word]),
    );
    expect(latin).toEqual([]);
  });

  it.each<[CodeSystem, string]>([
    ['icd-10', 'a chapter'],
    ['atc', 'a main group'],
  ])('%s leads from every code to %s', (system) => {
    const list = terminology.list(system);
    const top = (code: string) => terminology.ancestors(system, code).at(-1)?.code ?? code;
    const isTop = (code: string) => (system === 'atc' ? code.length === 1 : /^[XVI]+$/.test(code));
    expect([...list.keys()].filter((code) => !isTop(top(code)))).toEqual([]);
  });
});

describe('ICD-10', () => {
  const codes = [...terminology.list('icd-10').keys()];
  const categories = codes.filter((code) => /^[A-Z]\d\d$/.test(code));

  it('has 22 chapters and every category in use', () => {
    expect(codes.filter((code) => /^[XVI]+$/.test(code))).toHaveLength(22);
    expect(categories).toHaveLength(2054);
    expect(codes.filter((code) => code.includes('.')).length).toBeGreaterThan(1000);
  });

  it.each([
    ['E', 73],
    ['F', 78],
    ['I', 76],
    ['K', 72],
    ['N', 82],
    ['S', 100],
    ['Z', 84],
  ])('has all categories of letter %s: %i', (letter, count) => {
    expect(categories.filter((code) => code.startsWith(letter))).toHaveLength(count);
  });

  it('puts each category into exactly one chapter of the right letter', () => {
    expect(terminology.ancestors('icd-10', 'D48').at(-1)?.code).toBe('II');
    expect(terminology.ancestors('icd-10', 'D50').at(-1)?.code).toBe('III');
    expect(terminology.ancestors('icd-10', 'H59').at(-1)?.code).toBe('VII');
    expect(terminology.ancestors('icd-10', 'H60').at(-1)?.code).toBe('VIII');
    expect(terminology.ancestors('icd-10', 'T98').at(-1)?.code).toBe('XIX');
  });
});

describe('ATC', () => {
  it('has all four levels above each of about a thousand substances', () => {
    const substances = [...terminology.list('atc').keys()].filter((code) => code.length === 7);
    expect(substances.length).toBeGreaterThan(950);
    const gaps = substances.filter((code) => terminology.ancestors('atc', code).length !== 4);
    expect(gaps).toEqual([]);
  });

  it('has doses that can be read: an amount, a unit and a route of WHO', () => {
    const doses = [...medicines().values()].flatMap(({ atcCode, definedDailyDoses }) =>
      definedDailyDoses.map((dose) => ({ atcCode, ...dose })),
    );
    expect(doses.length).toBeGreaterThan(600);
    const units = ['g', 'mg', 'ug', 'U', 'TU', 'MU', 'mmol', 'mL'];
    const routes = ['O', 'P', 'R', 'V', 'N', 'SL', 'TD', 'Inhal', 'Inhal.sol', 'P depot', 'ocular'];
    expect(
      doses.filter(({ amount, unit, route }) => !(amount > 0) || !units.includes(unit) || !routes.includes(route)),
    ).toEqual([]);
  });

  it('says by which routes each substance is given', () => {
    const known = ['O', 'P', 'R', 'V', 'N', 'SL', 'TD', 'L', 'Inhal', 'ocular', 'implant'];
    const wrong = [...medicines().values()].filter(
      ({ atcCode, routes }) =>
        routes.some((route) => !known.includes(route)) || (routes.length === 0 && atcCode.length === 7),
    );
    expect(wrong).toEqual([]);
  });
});

describe('vaccines', () => {
  it('have an ATC code of the list each', () => {
    const atc = terminology.list('atc');
    expect([...vaccines().values()].filter(({ atcCode }) => !atc.has(atcCode))).toEqual([]);
  });

  it('make up the national schedule, by age', () => {
    const schedule = vaccinationSchedule();
    expect(schedule.length).toBeGreaterThan(15);
    expect(schedule.map(({ ageDays }) => ageDays)).toEqual(
      schedule.map(({ ageDays }) => ageDays).sort((a, b) => a - b),
    );
    expect(schedule.filter(({ ageDays }) => ageDays === 0).map(({ cvx }) => cvx)).toEqual(['19', '08']);
    expect(schedule.filter(({ cvx }) => cvx === '03')).toMatchObject([
      { dose: 1, age: '12mo' },
      { dose: 2, age: '18mo' },
    ]);
  });
});

describe('allergens', () => {
  const list = [...allergens().values()];

  it('name classes that are there as parents and in cross-reactions', () => {
    expect(list.filter(({ parent }) => parent !== undefined && !allergens().has(parent))).toEqual([]);
    const reactions = list.flatMap(({ code }) => crossReactionsOf(code));
    expect(reactions.filter(({ from, to }) => !allergens().has(from) || !allergens().has(to))).toEqual([]);
    expect(reactions.length).toBeGreaterThan(10);
  });

  it('name ATC, ICD-10 and SNOMED codes that can be', () => {
    const atc = list.flatMap(({ atc: own, notAtc }) => [...own, ...notAtc]);
    expect(atc.filter((code) => !/^[A-V]\d\d([A-Z]([A-Z]\d{0,2})?)?$/.test(code))).toEqual([]);
    expect(atc.filter((code) => terminology.lookUp('atc', code).status === 'known').length).toBeGreaterThan(120);
    const icd = list.flatMap(({ icd10 }) => icd10);
    expect(icd.filter((code) => terminology.lookUp('icd-10', code).status !== 'known')).toEqual([]);
    const snomed = list.flatMap(({ snomed: codes }) => codes);
    expect(snomed.length).toBeGreaterThan(30);
    expect(snomed.filter((code) => !hasVerhoeffDigit(code))).toEqual([]);
  });
});

/** SNOMED CT identifiers end in a Verhoeff check digit. */
function hasVerhoeffDigit(code: string): boolean {
  const turn = (place: number, digit: number): number => {
    const permuted = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let value = digit;
    for (let step = 0; step < place % 8; step += 1) value = permuted[value] ?? -1;
    return value;
  };
  const multiply = (a: number, b: number): number => {
    const flip = a >= 5;
    const sum = b >= 5 ? (flip ? (a - b + 10) % 5 : 5 + ((a + b) % 5)) : flip ? 5 + ((a - b + 5) % 5) : (a + b) % 5;
    return sum;
  };
  return [...code].toReversed().reduce((sum, digit, place) => multiply(sum, turn(place, Number(digit))), 0) === 0;
}
