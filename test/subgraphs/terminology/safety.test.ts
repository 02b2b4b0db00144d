import { join } from 'node:path';
import { root } from '@wasl/kit/paths';
import { allergens } from '@wasl/terminology/allergens';
import { normalCode } from '@wasl/terminology/normalCode';
import { readTable } from '@wasl/terminology/readTable';
import { terminology } from '@wasl/terminology/terminology';
import {
  contraindicationOf,
  contraindicationReasons,
  contraindicationRules,
  type PatientFact,
} from '@wasl/terminology/safety/contraindications';
import { medicineParts } from '@wasl/terminology/medicineParts';
import { duplicateOf, duplicateRules } from '@wasl/terminology/safety/duplicates';
import { interactionEffects, interactionOf, interactionRules } from '@wasl/terminology/safety/interactions';
import { lingeringDays, lingeringRules } from '@wasl/terminology/safety/lingering';
import { isInGroup, medicineGroups } from '@wasl/terminology/safety/medicineGroups';
import { type GradedAllergy, vaccineAllergyRules, vaccineWarningOf } from '@wasl/terminology/safety/vaccineAllergies';
import { longestLingering } from '@wasl/pharmacy/stores/takenStore';
import { describe, expect, it } from 'vitest';

const substances = [...terminology.list('atc').keys()].filter((code) => code.length === 7);
const arabic = /\p{Script=Arabic}/u;
const cited = /\b(WHO|FDA|EMA|AGS)\b/;

/** The names of groups in all rules. */
const named = [
  ...interactionRules().flatMap(({ left, right }) => [left, right]),
  ...contraindicationRules().map(({ medicine }) => medicine),
  ...duplicateRules().map(({ medicine }) => medicine),
  ...lingeringRules().map(({ medicine }) => medicine),
];

describe('the safety rules', () => {
  it('name only groups of the list, or ATC codes, of which the list has a substance', () => {
    for (const name of named) {
      const isCodes = /^[A-V]\d\d[A-Z]([A-Z](\d\d)?)?(\|[A-V]\d\d[A-Z]([A-Z](\d\d)?)?)*$/.test(name);
      expect(medicineGroups().has(name) || isCodes, name).toBe(true);
      expect(
        substances.some((code) => isInGroup(name, code)),
        name,
      ).toBe(true);
    }
  });

  it('use every group', () => {
    expect([...medicineGroups().keys()].filter((name) => !named.includes(name))).toEqual([]);
  });

  it('each cite a public document and tell in both languages what happens and what to do', () => {
    for (const { effect, source } of interactionRules()) {
      expect(source).toMatch(cited);
      const texts = interactionEffects().get(effect);
      expect(texts?.mechanism.ar, effect).toMatch(arabic);
      expect(texts?.mechanism.en, effect).toMatch(/[a-z]/);
      expect(texts?.action.ar, effect).toMatch(arabic);
      expect(texts?.action.en, effect).toMatch(/[a-z]/);
    }
    for (const { reason, source } of contraindicationRules()) {
      expect(source).toMatch(cited);
      expect(contraindicationReasons().get(reason)?.ar, reason).toMatch(arabic);
    }
    for (const { source } of duplicateRules()) expect(source).toMatch(cited);
  });

  it('hold hundreds of interactions, each pair of groups once', () => {
    const pairs = interactionRules().map(({ left, right }) => [left, right].toSorted().join(' '));
    expect(new Set(pairs).size).toBe(pairs.length);
    expect(pairs.length).toBeGreaterThan(400);
  });

  it('let no medicine act on longer than is looked back', () => {
    expect(Math.max(...lingeringRules().map(({ days }) => days))).toBe(longestLingering);
    expect([lingeringDays('N06AB03'), lingeringDays('N02BE01')]).toEqual([35, 0]);
  });
});

describe('an interaction', () => {
  it('is told by the names of the two, the one that acts first, in either order', () => {
    const found = interactionOf('C10AA01', 'J01FA09');
    expect(found).toEqual(interactionOf('j01fa09', 'c10 aa01'));
    expect(found).toEqual({
      severity: 'severe',
      mechanism: {
        en: 'Clarithromycin with simvastatin damages muscle: rhabdomyolysis.',
        ar: 'كلاريثرومايسين مع سيمفاستاتين يؤذي العضلات: انحلال عضلي.',
      },
      action: {
        en: 'Stop the statin for the course, or choose another statin and a low dose; report muscle pain.',
        ar: 'يُوقف الستاتين مدة العلاج أو يُختار غيره بجرعة منخفضة؛ ويُبلَّغ عن ألم العضلات.',
      },
      source: 'FDA simvastatin 4',
    });
    expect(interactionOf('B01AA03', 'M01AE01')?.mechanism.en).toBe(
      'Warfarin with ibuprofen: the bleeding risks of both add up.',
    );
  });

  it.each<[string, string, string, string]>([
    ['C07AB07', 'M01AE01', 'Ibuprofen acts against bisoprolol.', 'يعاكس تأثير بيسوبرولول'],
    ['N03AB02', 'J02AC01', 'Fluconazole raises the level of phenytoin: toxicity.', 'مستوى فينيتوئين'],
    ['N03AB02', 'J02AC03', 'Phenytoin lowers the level of voriconazole', 'مستوى فوريكونازول'],
    ['C01AA05', 'M01AE01', 'Ibuprofen raises the level of digoxin: arrhythmia.', 'مستوى ديجوكسين'],
    ['N05AN01', 'N05AD01', 'Haloperidol with lithium: together they may harm the brain', 'تخليط'],
    ['N05AN01', 'N03AF01', 'Carbamazepine with lithium: together they may harm the brain', 'تخليط'],
    ['N03AX11', 'N03AG01', 'Topiramate with valproic acid: together they raise ammonia', 'الأمونيا'],
    ['M04AC01', 'C10AB05', 'Colchicine with fenofibrate: together they damage muscle.', 'العضلات'],
  ])('of %s with %s says who acts on whom: %s', (one, other, en, ar) => {
    const found = interactionOf(one, other);
    expect(found?.mechanism.en).toContain(en);
    expect(found?.mechanism.ar).toContain(ar);
    expect(found?.action.en).not.toContain('statin');
  });

  it('is that of the parts of a combination, and of the code in force where ATC altered one', () => {
    expect(interactionOf('C09BB10', 'C07AB07')).toMatchObject({ severity: 'severe' });
    expect(interactionOf('C09DA03', 'N05AN01')?.mechanism.en).toMatch(/^Valsartan and diuretics keeps? lithium/);
    expect(interactionOf('J05AX12', 'A10BA02')?.mechanism.en).toBe(
      'Dolutegravir raises the level of metformin: toxicity.',
    );
    expect(interactionOf('B01AA03', 'C03DA01')).toBeUndefined();
  });

  it('is none of a substance with itself, nor of what is no code', () => {
    expect(interactionOf('C01BD01', 'C01BD01')).toBeUndefined();
    expect(interactionOf('warfarin', 'M01AE01')).toBeUndefined();
  });
});

describe('a duplicate', () => {
  it('names what two combinations both hold', () => {
    expect(duplicateOf('N02AJ13', 'N02AJ06')?.mechanism).toEqual({
      en: 'Tramadol and paracetamol and Codeine and paracetamol both hold: Paracetamol.',
      ar: expect.stringMatching(/يحويان معاً: باراسيتامول\.$/),
    });
    expect(duplicateOf('N03AX12', 'N02BF01')?.mechanism.en).toBe('Gabapentin and Gabapentin both hold: Gabapentin.');
    expect(duplicateOf('C09DA01', 'C09DB01')?.mechanism.en).toMatch(/are of one group\.$/);
  });
});

describe('the parts of combinations', () => {
  it('are substances or groups of the list, and no combinations themselves', () => {
    for (const [medicine, parts] of medicineParts()) {
      expect(parts.length, medicine).toBeGreaterThan(0);
      for (const part of parts) {
        expect(terminology.lookUp('atc', part).status, `${medicine} ${part}`).toBe('known');
        // Co-trimoxazole is named as one in every rule.
        if (part !== 'J01EE01') expect(medicineParts().has(part), part).toBe(false);
      }
    }
  });

  it('keep the groups of the tables in which they stood before', () => {
    expect(isInGroup('NSAIDS', 'N02AJ08')).toBe(true);
    expect(isInGroup('NSAIDS', 'N02AJ06')).toBe(false);
    expect(isInGroup('LITHIUM', 'C09DA01')).toBe(false);
  });
});

describe('a contraindication', () => {
  it.each<[string, PatientFact, string | undefined]>([
    ['C10AA05', { kind: 'pregnancy' }, 'moderate'],
    ['N03AG01', { kind: 'pregnancy' }, 'severe'],
    ['C09AA02', { kind: 'pregnancy' }, 'severe'],
    ['N02BE01', { kind: 'pregnancy' }, undefined],
    ['J01AA02', { kind: 'age', years: 7 }, 'severe'],
    ['J01AA02', { kind: 'age', years: 8 }, undefined],
    ['N02BA01', { kind: 'age', years: 15 }, 'severe'],
    ['R05DA04', { kind: 'age', years: 11 }, 'severe'],
    ['N05BA01', { kind: 'age', years: 65 }, 'moderate'],
    ['J01EE01', { kind: 'age', years: 0.1 }, 'severe'],
    ['A10BA02', { kind: 'kidney', egfr: 29 }, 'severe'],
    ['A10BA02', { kind: 'kidney', egfr: 44 }, 'moderate'],
    ['A10BA02', { kind: 'kidney', egfr: 45 }, undefined],
    ['J01XE01', { kind: 'kidney', egfr: 25 }, 'severe'],
    ['C07AA05', { kind: 'condition', code: 'J45.9' }, 'severe'],
    ['C07AB07', { kind: 'condition', code: 'J45' }, 'moderate'],
    ['C08DA01', { kind: 'condition', code: 'i500' }, 'severe'],
    ['P01BA03', { kind: 'condition', code: 'D55.0' }, 'severe'],
    ['J01GB03', { kind: 'condition', code: 'G70.0' }, 'severe'],
    ['G03AA07', { kind: 'condition', code: 'G43.1' }, 'severe'],
    ['G03AA07', { kind: 'condition', code: 'G43.0' }, undefined],
    ['M01AE01', { kind: 'condition', code: 'K25.4' }, 'severe'],
    ['P01BC02', { kind: 'condition', code: 'F32.1' }, 'severe'],
    ['J07BD52', { kind: 'condition', code: 'B24' }, 'severe'],
  ])('of %s for %j is %s', (medicine, fact, severity) => {
    expect(contraindicationOf(medicine, fact)?.severity).toBe(severity);
  });

  const table = readTable(join(root, 'test/subgraphs/terminology/files/contraindicated.tsv'), [
    'medicine',
    'kind',
    'value',
    'expected',
    'source',
  ]);

  it.each(table)('of $medicine for $kind $value is $expected ($source)', ({ medicine, kind, value, expected }) => {
    expect(contraindicationOf(medicine, factOf(kind, value))?.severity ?? 'none').toBe(expected);
  });

  it('of a part of pregnancy is moderate while the week is not known', () => {
    const of = (weeks?: number) =>
      contraindicationOf('M01AB05', { kind: 'pregnancy', ...(weeks !== undefined && { weeks }) });
    expect([of(12), of(24), of(27), of(28), of()].map((found) => found?.severity)).toEqual([
      'moderate',
      'moderate',
      'moderate',
      'severe',
      'moderate',
    ]);
    expect(of(30)?.mechanism.ar).toBe('ديكلوفيناك، في الحمل: يغلق القناة الشريانية للجنين ويجهد كليتيه.');
    expect(contraindicationOf('J01EA01', { kind: 'pregnancy', weeks: 14 })).toBeUndefined();
  });

  it('stands on conditions that can be recorded: each category and subcategory is in the list', () => {
    // Dengue as older editions code it.
    const older = ['A90', 'A91'];
    const ranges = contraindicationRules().flatMap(({ kind, value }) => (kind === 'condition' ? value.split('|') : []));
    const codes = ranges.flatMap((range) => range.split('-')).filter((code) => !older.includes(code));
    expect(codes.filter((code) => terminology.lookUp('icd-10', code).status !== 'known')).toEqual([]);
  });

  it('names the condition from the list, in both languages', () => {
    expect(contraindicationOf('C07AA05', { kind: 'condition', code: 'J45.0' })?.mechanism).toEqual({
      en: expect.stringMatching(/^Propranolol, .*asthma.*: closes the airways\.$/i),
      ar: expect.stringMatching(/^بروبرانولول، .*ربو.*: تشنج القصبات\.$/),
    });
  });
});

function factOf(kind: string, value: string): PatientFact {
  switch (kind) {
    case 'pregnancy':
      return { kind, ...(value !== '' && { weeks: Number(value) }) };
    case 'age':
      return { kind, years: Number(value) };
    case 'kidney':
      return { kind, egfr: Number(value) };
    case 'breast-feeding':
      return { kind };
    default:
      return { kind: 'condition', code: value };
  }
}

describe('an allergy at a vaccine', () => {
  it.each<[string, GradedAllergy, string | undefined]>([
    ['J07BD52', { code: 'NEOMYCIN', criticality: 'HIGH' }, 'contraindicated'],
    ['J07BD52', { code: 'NEOMYCIN', reaction: 'contact rash' }, 'precaution'],
    ['J07BD52', { code: 'D06AX04', reaction: 'anaphylactic shock' }, 'contraindicated'],
    ['J07BF03', { code: 'x', texts: ['صدمة تأقية بعد النيومايسين'] }, 'contraindicated'],
    ['J07BF04', { code: 'x', texts: ['neomycin'] }, 'precaution'],
    ['J07BC01', { code: 'NEOMYCIN', criticality: 'HIGH' }, undefined],
    ['J07BD52', { code: 'AMINOGLYCOSIDES', criticality: 'HIGH' }, 'precaution'],
    ['J07BD52', { code: 'J01G', criticality: 'HIGH' }, 'precaution'],
    ['J07BD52', { code: 'x', texts: ['gentamicin, severe'] }, undefined],
    ['J07BF03', { code: 'J01GA01', criticality: 'HIGH' }, 'contraindicated'],
    ['J07BF03', { code: 'x', texts: ['polymyxin B anaphylaxis'] }, 'contraindicated'],
    ['J07BD52', { code: 'x', texts: ['حساسية جيلاتين شديدة'] }, 'contraindicated'],
    ['J07BD52', { code: 'EGG', criticality: 'HIGH' }, 'precaution'],
    ['J07BL01', { code: 'EGG', criticality: 'HIGH' }, 'contraindicated'],
    ['J07CA11', { code: 'x', texts: ['حساسية قفازات'] }, 'precaution'],
    ['J07BF04', { code: 'LATEX', criticality: 'HIGH' }, undefined],
    ['J07CA11', { code: 'YEAST', criticality: 'HIGH' }, 'contraindicated'],
    ['J07CA11', { code: 'J07AM01', criticality: 'HIGH' }, 'contraindicated'],
    ['J07BD52', { code: 'J07AM01', criticality: 'HIGH' }, undefined],
    ['J07AN01', { code: 'J07AN01' }, 'precaution'],
    ['J07AN01', { code: 'Z88.7', criticality: 'HIGH' }, 'contraindicated'],
    ['J07BD52', { code: 'J01CA04', criticality: 'HIGH' }, undefined],
  ])('%s with %j: %s', (vaccine, allergy, severity) => {
    expect(vaccineWarningOf(vaccine, allergy)?.severity).toBe(severity);
  });

  it('is known by rules that name allergens and vaccines which are there, and say what to do in both languages', () => {
    for (const { allergens: recorded, vaccines: groups, grave, otherwise } of vaccineAllergyRules()) {
      for (const code of recorded)
        expect(code === 'SAME' || allergens().has(code) || normalCode('atc', code) !== undefined, code).toBe(true);
      const atc = [...terminology.list('atc').keys()].filter((code) => code.startsWith('J07'));
      expect(
        groups.every((group) => atc.some((code) => code.startsWith(group.slice(0, 5)))),
        groups.join(),
      ).toBe(true);
      for (const { severity, mechanism, action, source } of [grave, otherwise]) {
        expect(['contraindicated', 'precaution']).toContain(severity);
        expect(action.ar + mechanism.ar).toMatch(/[\u0621-\u064A]/);
        expect(action.en + mechanism.en).not.toMatch(/[\u0621-\u064A]/);
        expect(source).toMatch(/^(?:FDA|CDC) /);
      }
    }
  });
});
