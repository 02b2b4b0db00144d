import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readDrugRegister } from '@wasl/terminology/drugRegister';
import { type ListManifest, type LoadListOptions, loadList } from '@wasl/terminology/load/loadList';
import { loadedVersions, useVersion } from '@wasl/terminology/load/useVersion';
import { createTerminology } from '@wasl/terminology/terminology';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const sample = (name: string) => fileURLToPath(new URL(`files/${name}`, import.meta.url));

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'wasl-lists-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** Loads a text as if it were an official file. */
function loadText(system: LoadListOptions['system'], text: string | Buffer, more: Partial<LoadListOptions> = {}) {
  const file = join(folder, 'official');
  writeFileSync(file, text);
  return loadList({ system, file, version: '1', folder, ...more });
}

describe('WHO’s ClaML', () => {
  const load = (version = '2019') => loadList({ system: 'icd-10', file: sample('icd10.xml'), version, folder });

  it('becomes the list in force, with our Arabic where the file has none', async () => {
    await load();
    const list = [...createTerminology({ folder }).list('icd-10').values()];
    expect(list.map(({ code, en, ar, parent }) => [code, en, ar, parent])).toEqual([
      ['IV', 'Sample chapter four', 'أمراض الغدد الصم والتغذية والاستقلاب', undefined],
      ['E10-E14', 'Sample block of diabetes', 'الداء السكري', 'IV'],
      ['E11', 'Sample type 2 diabetes & others', 'سكري تجريبي', 'E10-E14'],
      ['E11.0', 'Sample type 2 diabetes & others: With coma', 'سكري تجريبي: مع سبات', 'E11'],
      ['E11.9', 'Sample type 2 diabetes & others: Without complications', 'الداء السكري نمط 2 دون مضاعفات', 'E11'],
      ['E12', 'Sample without modifiers', 'الداء السكري المرتبط بسوء التغذية', 'E10-E14'],
      ['E13', 'Sample with its own subcategory', 'داء سكري محدد آخر', 'E10-E14'],
      ['E13.7', 'Sample own subcategory', 'داء سكري محدد آخر مع مضاعفات متعددة', 'E13'],
    ]);
  });

  it('answers for its codes only, and for its hierarchy', async () => {
    await load();
    const terminology = createTerminology({ folder });
    expect(terminology.lookUp('icd-10', 'e119').status).toBe('known');
    expect(terminology.lookUp('icd-10', 'A00').status).toBe('unknown');
    expect(terminology.isA('icd-10', 'E11.9', 'IV')).toBe(true);
    expect(terminology.search('icd-10', 'NIDDM', 'en').map(({ code }) => code)).toEqual(['E11']);
    expect(createTerminology().lookUp('icd-10', 'A00').status).toBe('known');
  });

  it('leaves a manifest with version, source, date and checksum', async () => {
    const manifest = await load();
    expect(JSON.parse(readFileSync(join(folder, 'icd-10/2019/manifest.json'), 'utf8'))).toEqual(manifest);
    expect(manifest).toEqual<ListManifest>({
      system: 'icd-10',
      version: '2019',
      source: 'icd10.xml',
      loadedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      sha256: createHash('sha256')
        .update(readFileSync(sample('icd10.xml')))
        .digest('hex'),
      codes: 8,
    });
  });

  it('keeps earlier versions to return to, and refuses one twice', async () => {
    await load('2016');
    await load('2019');
    expect(loadedVersions(folder, 'icd-10')).toEqual(['2016', '2019']);
    const current = () => JSON.parse(readFileSync(join(folder, 'icd-10/current.json'), 'utf8')) as unknown;
    expect(current()).toEqual({ version: '2019' });
    useVersion(folder, 'icd-10', '2016');
    expect(current()).toEqual({ version: '2016' });
    expect(() => useVersion(folder, 'icd-10', '2017')).toThrow(
      'Version 2017 of icd-10 is not loaded; there is: 2016, 2019.',
    );
    await expect(load('2019')).rejects.toThrow('Version 2019 of icd-10 is loaded already.');
  });

  it.each([
    ['<ClaML><Class code="A00"><Rubric kind="preferred"><Label>Cholera</Label></Rubric>\n</Clas>', /^Line 2: /],
    ['<ClaML>\n\n<Class code="A00">', /^Line 3: /],
    ['<ClaML></ClaML>', /holds no <Class>/],
    ['<ClaML><Class code="A00"></Class></ClaML>', /line 1: A00 has no name/],
    [
      '<ClaML>\n<Class code="??"><Rubric kind="preferred"><Label>x</Label></Rubric></Class></ClaML>',
      /line 2: \?\? is no code/,
    ],
    ['not XML at all', /^Line 1: /],
    ['', /Line 1: /],
    [
      '<!DOCTYPE x [<!ENTITY a "aaaa">]><ClaML><Class code="A00"><Rubric kind="preferred"><Label>&a;</Label></Rubric></Class></ClaML>',
      /^Line 1: /,
    ],
    [Buffer.concat([Buffer.from('<ClaML>'), Buffer.from([0xff, 0xfe])]), /^Line 1: /],
  ])('that is broken is refused with its line: %j', async (text, message) => {
    await expect(loadText('icd-10', text)).rejects.toThrow(message);
    expect(readdirSync(join(folder, 'icd-10'))).toEqual([]);
  });
});

describe('LOINC’s table', () => {
  it('becomes the list in force, deprecated codes left out', async () => {
    const { codes } = await loadList({ system: 'loinc', file: sample('Loinc.csv'), version: '2.78', folder });
    expect(codes).toBe(3);
    const terminology = createTerminology({ folder });
    expect(terminology.lookUp('loinc', '00718-7')).toMatchObject({
      concept: {
        en: 'Hemoglobin sample, "mass" per volume',
        ar: 'خضاب الدم',
        synonyms: ['Hgb Bld-mCnc', 'Hemoglobin, Blood', 'hemoglobin', 'Hb', 'خضاب', 'هيموغلوبين'],
      },
    });
    expect(terminology.lookUp('loinc', '2345-7')).toMatchObject({ concept: { en: 'Glucose sample over two lines' } });
    expect(terminology.lookUp('loinc', '10019-8')).toMatchObject({
      concept: { ar: 'Sample A with B', synonyms: ['A/B short'] },
    });
    expect(terminology.lookUp('loinc', '1009-0').status).toBe('unknown');
  });

  it.each([
    ['LOINC_NUM,LONG_COMMON_NAME\n718-8,Wrong digit\n', /line 2: 718-8 is no code of loinc/],
    ['LOINC_NUM,LONG_COMMON_NAME\n718-7,One\n0718-7,Again\n', /line 3: 718-7 was on line 2 already/],
    ['LOINC_NUM,LONG_COMMON_NAME\n718-7\n2345-7,Two\n', /line 2: Invalid Record Length/],
    ['LOINC_NUM,LONG_COMMON_NAME\n718-7,"never closed\n2345-7,Two\n', /Quote Not Closed/],
    ['NUMBER,NAME\n718-7,One\n', /must name LOINC_NUM/],
    ['LOINC_NUM,LONG_COMMON_NAME\n', /holds no codes/],
    ['', /holds no codes/],
  ])('that is broken is refused with its line: %j', async (text, message) => {
    await expect(loadText('loinc', text)).rejects.toThrow(message);
    expect(readdirSync(join(folder, 'loinc'))).toEqual([]);
  });

  it('that is wrong in many lines names the first ten', async () => {
    const rows = Array.from({ length: 5000 }, (_, row) => `${row},Row`).join('\n');
    await expect(loadText('loinc', `LOINC_NUM,LONG_COMMON_NAME\n${rows}\n`)).rejects.toThrow(
      /^Nothing was loaded, because of these lines:\n( {2}line \d+: .*\n){10}… and more$/,
    );
  });

  it('of twenty thousand rows is read whole', async () => {
    const digit = (number: string) => {
      const sum = [...number].toReversed().reduce((total, char, place) => {
        const value = Number(char) * (place % 2 === 0 ? 2 : 1);
        return total + (value > 9 ? value - 9 : value);
      }, 0);
      return (10 - (sum % 10)) % 10;
    };
    const rows = Array.from({ length: 20_000 }, (_, row) => `${row + 1}-${digit(String(row + 1))},Name ${row}`);
    const { codes } = await loadText('loinc', `LOINC_NUM,LONG_COMMON_NAME\n${rows.join('\n')}\n`);
    expect(codes).toBe(20_000);
    expect(createTerminology({ folder }).lookUp('loinc', rows[19_999]?.split(',')[0] ?? '').status).toBe('known');
  });
});

describe('an ATC list', () => {
  it('becomes the list in force, one row of several doses once, with our Arabic and brands', async () => {
    const { codes } = await loadList({ system: 'atc', file: sample('atc.csv'), version: '2026', folder });
    expect(codes).toBe(4);
    expect(createTerminology({ folder }).lookUp('atc', 'J05AF01')).toMatchObject({
      concept: { en: 'sample zidovudine', ar: 'زيدوفودين', synonyms: ['AZT', 'Retrovir', 'ريتروفير'], parent: 'J05' },
    });
    expect(createTerminology({ folder }).search('atc', 'sample new', 'en')).toMatchObject([{ code: 'J05AF99' }]);
  });

  it('that gives one code two names is refused', async () => {
    await expect(loadText('atc', 'code,name\nJ05AF01,One\nJ05AF01,Two\n')).rejects.toThrow(
      /line 3: J05AF01 was on line 2/,
    );
  });

  it('without the columns is refused', async () => {
    await expect(loadText('atc', 'a,b\nJ05,x\n')).rejects.toThrow(/must name a column|no codes|ATC code/);
  });
});

describe('a national drug register', () => {
  const columns = {
    code: 'رقم التسجيل',
    name: 'Trade name',
    nameAr: 'الاسم التجاري',
    atc: 'ATC',
    form: 'الشكل',
    strength: 'العيار',
  };

  it('is read by the columns that it has', async () => {
    await loadList({ system: 'national-drug', file: sample('drugRegister.tsv'), version: '2026-11', folder, columns });
    expect([...readDrugRegister(folder).values()]).toEqual([
      {
        code: 'SY-0001',
        nameLatin: 'Cetamol 500',
        nameAr: 'سيتامول 500',
        atcCode: 'N02BE01',
        form: 'مضغوطة',
        strength: '500 mg',
      },
      {
        code: 'SY-0002',
        nameLatin: 'Sample syrup',
        nameAr: 'شراب تجريبي',
        atcCode: '',
        form: 'شراب',
        strength: '120 mg/5 mL',
      },
    ]);
    const terminology = createTerminology({ folder });
    expect(terminology.search('national-drug', 'سيتامول', 'ar')).toMatchObject([{ code: 'SY-0001' }]);
    expect(terminology.lookUp('national-drug', ' sy-0002 ').status).toBe('known');
  });

  it('is empty where none was loaded', () => {
    expect(readDrugRegister(folder).size).toBe(0);
    expect(createTerminology({ folder }).lookUp('national-drug', 'SY-0001').status).toBe('unknown');
  });

  it('that lacks a column is refused, as is a wrong ATC code', async () => {
    await expect(loadText('national-drug', 'code,name\n1,x\n', { columns: { atc: 'ATC' } })).rejects.toThrow(
      'no column ATC',
    );
    await expect(loadText('national-drug', 'code,name,atc\nA1,x,N02\n')).rejects.toThrow(
      /line 2: N02 is not an ATC code/,
    );
  });

  it('keeps no control characters, line breaks or marks of direction in its names', async () => {
    await loadText('national-drug', 'code,name\nA1,"a\u202Eb\nc\u0007d\u200Fe"\n');
    expect([...readDrugRegister(folder).values()].map(({ nameLatin }) => nameLatin)).toEqual(['ab c de']);
  });
});

describe('loading', () => {
  it.each(['', '.', '..', '../x', 'a/b', '-x', 'x'.repeat(41), 'a b'])('refuses the version %j', async (version) => {
    await expect(loadText('atc', 'code,name\nJ05,x\n', { version })).rejects.toThrow(/A version is made of/);
  });

  it('refuses a file that is not there', async () => {
    await expect(loadList({ system: 'atc', file: join(folder, 'none'), version: '1', folder })).rejects.toThrow(
      /cannot be read/,
    );
  });

  it('that fails leaves what was in force', async () => {
    await loadText('atc', 'code,name\nJ05AF01,First\n');
    await expect(loadText('atc', 'code,name\nJ05AF01,Second\nwrong,x\n', { version: '2' })).rejects.toThrow(/line 3/);
    expect(loadedVersions(folder, 'atc')).toEqual(['1']);
    expect(createTerminology({ folder }).lookUp('atc', 'J05AF01')).toMatchObject({ concept: { en: 'First' } });
  });
});
