import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeSystem } from '@wasl/terminology/codeSystems';
import { dataFolder } from '@wasl/terminology/dataFolder';
import { impliedByAll, impliedLabels } from '@wasl/terminology/impliedLabels';
import { normalCode } from '@wasl/terminology/normalCode';
import { terminology } from '@wasl/terminology/terminology';
import { describe, expect, it } from 'vitest';

/** What each code implies: labels, a blank, and the confidentiality; `-` for nothing. */
const expected: Record<'icd-10' | 'icd-10-pcs' | 'atc' | 'loinc', Record<string, string>> = {
  'icd-10-pcs': {
    '10A07ZZ': 'SEX V',
    '10a': 'SEX V',
    '10D07Z3': '-',
    GZB0ZZZ: 'PSY R',
    HZ2ZZZZ: 'SUD R',
    '0DTJ4ZZ': '-',
    '0DTJ': '-',
  },
  'icd-10': {
    // HIV
    B20: 'HIV R',
    'B20.0': 'HIV R',
    B21: 'HIV R',
    B22: 'HIV R',
    B23: 'HIV R',
    'B23.8': 'HIV R',
    B24: 'HIV R',
    Z21: 'HIV R',
    R75: 'HIV R',
    'Z20.6': 'HIV R',
    'Z11.4': 'HIV R',
    'Z71.7': 'HIV R',
    'Z83.0': 'HIV R',
    'O98.7': 'HIV R',
    'F02.4': 'HIV,MH R',
    B25: '-',
    B19: '-',
    'Z20.5': '-',
    'Z20.1': '-',
    'Z11.1': '-',
    R76: '-',
    'D84.9': '-',
    'O98.4': '-',
    B59: '-',
    'B37.0': '-',
    // sexually transmitted
    A50: 'STD R',
    'A51.0': 'STD R',
    'A54.9': 'STD R',
    A60: 'STD R',
    'A63.0': 'STD R',
    A64: 'STD R',
    'Z20.2': 'STD R',
    'Z11.3': 'STD R',
    'Z22.4': 'STD R',
    'O98.1': 'STD R',
    'O98.3': 'STD R',
    'N74.3': 'STD R',
    'I98.0': 'STD R',
    'R76.2': 'STD R',
    A65: '-',
    A49: '-',
    'N74.1': '-',
    'I98.2': '-',
    'Z22.5': '-',
    'A74.0': '-',
    N76: '-',
    // reproduction
    O00: 'SEX R',
    'O02.1': 'SEX R',
    O03: 'SEX R',
    'O03.9': 'SEX R',
    O04: 'SEX V',
    O05: 'SEX V',
    'O06.9': 'SEX V',
    O07: 'SEX V',
    O08: 'SEX R',
    N46: 'SEX R',
    N96: 'SEX R',
    'N97.9': 'SEX R',
    'N48.4': 'SEX R',
    'N94.2': 'SEX R',
    Z30: 'SEX R',
    'Z30.1': 'SEX R',
    'Z31.2': 'SEX R',
    'Z31.5': 'GDIS,SEX R',
    'Z32.1': 'SEX R',
    'Z64.0': 'SEX R',
    Z70: 'SEX R',
    'Z72.5': 'SEX R',
    'Z97.5': 'SEX R',
    'T83.3': 'SEX R',
    O10: '-',
    O14: '-',
    'O24.4': '-',
    'O80.0': '-',
    Z34: '-',
    'N48.1': '-',
    'N94.6': '-',
    'Z97.3': '-',
    'T83.1': '-',
    // mental health
    'F20.0': 'PSY R',
    F31: 'PSY R',
    'F32.1': 'PSY R',
    'F41.1': 'PSY R',
    'F43.1': 'PSY R',
    F50: 'PSY R',
    'F60.3': 'PSY R',
    'F90.0': 'PSY R',
    F99: 'PSY R',
    F53: 'PSY,SEX R',
    F52: 'SEX R',
    'F64.0': 'PSY,SEX V',
    F66: 'PSY,SEX V',
    F03: 'MH N',
    'F01.9': 'MH N',
    F05: '-',
    'F51.0': 'MH N',
    F70: 'MH N',
    'F84.0': 'MH N',
    'F98.0': 'MH N',
    'F98.2': 'PSY R',
    X60: 'PSY R',
    X78: 'PSY R',
    X84: 'PSY R',
    X65: 'ETH,PSY R',
    'Y87.0': 'PSY R',
    'Z91.5': 'PSY R',
    'Z03.2': 'PSY R',
    'Z50.4': 'PSY R',
    'Z86.5': 'PSY R',
    'O99.3': 'PSY R',
    'R45.8': 'PSY R',
    'R45.1': 'MH N',
    'Z13.3': 'MH R',
    'T43.2': 'PSY R',
    G30: 'MH N',
    G31: '-',
    'G40.9': '-',
    G43: '-',
    'R41.0': '-',
    G47: '-',
    'O99.0': '-',
    'Z63.0': '-',
    'Z50.1': '-',
    X59: '-',
    'Z86.7': '-',
    // substances
    'F10.2': 'ETH,SUD R',
    F11: 'OPIOIDUD,SUD R',
    'F12.1': 'SUD R',
    F14: 'SUD R',
    F17: '-',
    'F17.2': '-',
    F19: 'SUD R',
    F55: 'SUD R',
    'Z71.4': 'ETH,SUD R',
    'Z71.5': 'SUD R',
    'Z71.6': '-',
    'Z72.0': '-',
    'Z72.1': 'ETH R',
    'Z72.2': 'SUD R',
    'Z50.2': 'ETH,SUD R',
    'Z86.4': 'SUD R',
    'T40.1': 'SUD R',
    'T51.0': 'ETH R',
    X42: 'SUD R',
    X45: 'ETH R',
    Y90: 'ETH R',
    'R78.0': 'ETH R',
    'R78.1': 'OPIOIDUD,SUD R',
    'K70.3': 'ETH,SUD R',
    'I42.6': 'ETH,SUD R',
    'K29.2': 'ETH,SUD R',
    'P96.1': 'SUD R',
    'Q86.0': 'ETH,SUD R',
    'Z04.0': 'ETH R',
    K74: '-',
    'K76.0': '-',
    'T39.1': '-',
    X44: '-',
    'I42.0': '-',
    'Z71.3': '-',
    'R78.6': '-',
    'K29.7': '-',
    'Z81.1': 'SUD R',
    'Z81.8': 'MH R',
    // violence
    'T74.1': 'SDV R',
    'T74.2': 'SDV V',
    'T74.9': 'SDV R',
    X85: 'VIO R',
    X99: 'VIO R',
    Y04: 'VIO R',
    Y05: 'SDV,VIO V',
    Y07: 'SDV,VIO R',
    Y09: 'VIO R',
    Y35: 'VIO V',
    'Y36.2': 'VIO R',
    'Z65.0': 'VIO R',
    'Z65.1': 'VIO V',
    'Z65.4': 'VIO V',
    'Z65.5': 'VIO R',
    Z65: 'VIO R',
    Y87: 'PSY,VIO R',
    'Y87.2': '-',
    Y89: 'VIO R',
    'Z04.4': 'SDV V',
    'Z04.5': 'VIO R',
    'Z61.4': 'SDV V',
    'Z61.6': 'SDV R',
    'Y87.1': 'VIO R',
    'Y89.1': 'VIO R',
    W34: '-',
    Y10: '-',
    Y34: '-',
    'Z65.8': '-',
    'Z04.1': '-',
    T73: '-',
    'Z61.1': '-',
    W50: '-',
    // genetic
    G10: 'GDIS R',
    'Q90.9': 'GDIS N',
    Q96: 'GDIS N',
    'D57.1': 'GDIS N',
    D66: 'GDIS N',
    E84: 'GDIS N',
    Q56: 'GDIS,SEX R',
    Q21: '-',
    D50: '-',
    // everything else
    E11: '-',
    I10: '-',
    'J45.9': '-',
    'M54.5': '-',
    C50: '-',
    'U07.1': '-',
    'S72.0': '-',
  },
  atc: {
    J05AE08: 'HIV R',
    J05AE30: '-',
    J05AF01: 'HIV R',
    J05AF05: 'HIV R',
    J05AF07: 'HIV R',
    J05AF13: 'HIV R',
    J05AF08: '-',
    J05AF10: '-',
    J05AG03: 'HIV R',
    J05AJ03: 'HIV R',
    J05AR10: 'HIV R',
    J05AR27: 'HIV R',
    J05AR99: 'HIV R',
    J05AX09: 'HIV R',
    J05AB01: '-',
    J05AB11: '-',
    J05AH02: '-',
    J05AP08: '-',
    J05A: '-',
    J05AX05: '-',
    G03AA07: 'SEX R',
    G03AC06: 'SEX R',
    G03AD01: 'SEX R',
    G02BA02: 'SEX R',
    G02AD06: 'SEX R',
    G03XB01: 'SEX V',
    G03GB02: 'SEX R',
    G04BE03: 'SEX R',
    G03DA04: '-',
    G03CA03: '-',
    G04CA02: '-',
    H01BB02: '-',
    A02BB01: 'SEX R',
    N05AD01: 'PSY R',
    N05AH03: 'PSY R',
    N05AN01: 'PSY R',
    N05AB04: '-',
    N05AD08: '-',
    N05BA12: 'PSY R',
    N05BA01: 'MH N',
    N05BB01: '-',
    N05CD08: '-',
    N05CF02: 'MH N',
    N06AB03: 'PSY R',
    N06AA09: 'PSY R',
    N06BA04: 'PSY R',
    N06BC01: '-',
    N06BX03: '-',
    N06DA02: 'MH N',
    N06DX02: '-',
    N03AG01: '-',
    N03AX09: '-',
    N02BE01: '-',
    N02AA01: '-',
    N02AX02: '-',
    N07BB01: 'ETH,SUD R',
    N07BC02: 'OPIOIDUD,SUD R',
    N07BA01: '-',
    V03AB15: '-',
    D06BB04: 'STD R',
    J01XX04: 'STD R',
    J01CE08: '-',
    P01AB01: '-',
    A10BA02: '-',
    C09AA02: '-',
    R03AC02: '-',
  },
  loinc: {
    '56888-1': 'HIV R',
    '7918-6': 'HIV R',
    '29893-5': 'HIV R',
    '20447-9': 'HIV R',
    '020447-9': 'HIV R',
    '24467-3': 'HIV R',
    '20507-0': 'STD R',
    '24110-9': 'STD R',
    '24111-7': 'STD R',
    '2106-3': 'SEX N',
    '44261-6': 'PSY R',
    '71354-5': 'PSY R',
    '14334-7': 'PSY R',
    '72106-8': 'MH N',
    '5643-2': 'ETH R',
    '75626-2': 'ETH R',
    '3397-7': 'SUD R',
    '3879-4': 'OPIOIDUD,SUD R',
    '3773-9': 'OPIOIDUD,SUD R',
    '51969-4': 'GDIS R',
    '718-7': '-',
    '2345-7': '-',
    '5196-1': '-',
    '13955-0': '-',
    '72166-2': '-',
    '85354-9': '-',
    '4086-5': '-',
  },
};

const rows = Object.entries(expected).flatMap(([system, codes]) =>
  Object.entries(codes).map(([code, says]) => [system as CodeSystem, code, says] as const),
);

const say = ({ labels, confidentiality }: ReturnType<typeof impliedLabels>) =>
  labels.length === 0 ? '-' : `${labels.join(',')} ${confidentiality}`;

describe('a code', () => {
  it('of each kind is in the table', () => {
    expect(rows.length).toBeGreaterThanOrEqual(300);
    expect(rows.filter(([, , says]) => says === '-').length).toBeGreaterThan(100);
  });

  it.each(rows)('%s %s implies %s', (system, code, says) => {
    expect(say(impliedLabels({ system, code }))).toBe(says);
  });

  it('implies the same in any written form', () => {
    expect(say(impliedLabels({ system: 'icd-10', code: ' f321 ' }))).toBe('PSY R');
    expect(say(impliedLabels({ system: 'atc', code: 'j05 ar10' }))).toBe('HIV R');
    expect(say(impliedLabels({ system: 'icd-10', code: 'b24+' }))).toBe('HIV R');
  });

  it('that is none implies nothing', () => {
    expect(impliedLabels({ system: 'icd-10', code: 'zz' })).toEqual({ labels: [], confidentiality: 'N' });
    expect(impliedLabels({ system: 'cvx', code: '19' })).toEqual({ labels: [], confidentiality: 'N' });
  });
});

describe('the list of labels', () => {
  const lines = readFileSync(join(dataFolder, 'labels.tsv'), 'utf8')
    .split('\n')
    .filter((line) => /^(icd-10|icd-10-pcs|atc|loinc)\t/.test(line));
  const cells = lines.map((line) => line.split('\t'));

  it('names codes that exist, ranges the right way round, and HL7 codes', () => {
    for (const [system = '', code = '', labels = '', confidentiality = ''] of cells) {
      const ends = system === 'icd-10' ? code.split('-') : [code];
      for (const end of ends) expect(normalCode(system as CodeSystem, end), code).toBe(end);
      expect((ends[0] ?? '') <= (ends[1] ?? '~'), code).toBe(true);
      expect(labels).toMatch(
        /^(-|(HIV|STD|SEX|SDV|PSY|MH|SUD|ETH|OPIOIDUD|GDIS|VIO)(,(HIV|STD|SEX|SDV|PSY|MH|SUD|ETH|OPIOIDUD|GDIS|VIO))*)$/,
      );
      expect(confidentiality).toMatch(/^[NRV]$/);
    }
    expect(cells.length).toBeGreaterThan(200);
  });

  it('labels every antiretroviral and every HIV code of the lists', () => {
    const unlabelled = [
      ...terminology.list('icd-10').values(),
      ...terminology.list('loinc').values(),
      ...terminology.list('atc').values(),
    ]
      .filter(
        ({ en, code, system }) => /\bHIV\b|human immunodeficiency/i.test(en) && !(system === 'atc' && code.length < 7),
      )
      .filter(({ system, code }) => !impliedLabels({ system, code }).labels.includes('HIV'))
      .map(({ code, en }) => `${code} ${en}`);
    expect(unlabelled).toEqual([]);
  });
});

describe('the name of a medicine', () => {
  // Those named with a bracket share their name with others: skin, eye, mouth.
  const substances = [...terminology.list('atc').values()].filter(
    ({ code, en }) => code.length === 7 && !en.includes('('),
  );

  it.each(['en', 'ar'] as const)('in %s implies what its code does', (language) => {
    const different = substances
      .filter((concept) => !concept.code.startsWith('J07'))
      .filter(
        (concept) =>
          say(impliedLabels({ text: concept[language] })) !== say(impliedLabels({ system: 'atc', code: concept.code })),
      )
      .map(({ code, en }) => `${code} ${en}`);
    expect(different).toEqual([]);
  });
});

describe('a block or chapter', () => {
  it.each([
    ['B20-B24', 'HIV R'],
    ['F10-F19', 'PSY R'],
    ['X85-Y09', 'VIO R'],
    ['K70-K77', '-'],
    ['A00-B99', '-'],
    ['V', '-'],
    ['XII', '-'],
  ])('%s implies %s: only what all of it implies', (code, says) => {
    expect(say(impliedLabels({ system: 'icd-10', code }))).toBe(says);
  });
});

describe('typed text', () => {
  it.each([
    ['زيدوفودين', 'HIV R'],
    ['zidovudine 300 mg', 'HIV R'],
    ['Truvada 1×1', 'HIV R'],
    ['HIV', 'HIV R'],
    ['hiv negative', 'HIV R'],
    ['known AIDS patient', 'HIV R'],
    ['فيروس العوز المناعي', 'HIV R'],
    ['مصاب بفيروس نقص المناعة البشرية', 'HIV R'],
    ['الإيدز', 'HIV R'],
    ['بالايدز', 'HIV R'],
    ['seen for B24 last year', 'HIV R'],
    ['j05ar10', 'HIV R'],
    ['test 56888-1', 'HIV R'],
    ['رُمز B٢٠ سابقاً', 'HIV R'],
    ['F٣٢.١', 'PSY R'],
    ['Ｂ20', 'HIV R'],
    ['old_B20_note', 'HIV R'],
    ['J05 AR20', 'HIV R'],
    ['AB20 C12345', '-'],
    ['H.I.V. positive', 'HIV R'],
    ['anti-HIV1/2', 'HIV R'],
    ['Termination of pregnancy', 'SEX V'],
    ['إنهاء الحمل', 'SEX V'],
    ['hearing aids', '-'],
    ['CD4 count 210', 'HIV R'],
    ['first aid', '-'],
    ['عوز مناعي متغير شائع', '-'],
    ['فيروس كورونا', '-'],
    ['syphilis', 'STD R'],
    ['داء السيلان', 'STD R'],
    ['سيلان أنفي', '-'],
    ['لون زهري', '-'],
    ['حبوب منع الحمل', 'SEX R'],
    ['Microgynon', 'SEX R'],
    ['spontaneous abortion', 'SEX R'],
    ['induced abortion', 'SEX V'],
    ['إجهاض عفوي', 'SEX R'],
    ['إجهاض', 'SEX V'],
    ['عقم', 'SEX R'],
    ['sildenafil', 'SEX R'],
    ['Cytotec 200', 'SEX R'],
    ['ياسمين', '-'],
    ['psychiatric clinic', 'PSY R'],
    ['Department of Psychiatry', 'PSY R'],
    ['عيادة الطب النفسي', 'PSY R'],
    ['مشفى ابن سينا للأمراض النفسية', 'PSY R'],
    ['مركز الصحة النفسية', 'MH R'],
    ['العلاج التنفسي', '-'],
    ['ضيق نفس', '-'],
    ['depression', 'PSY R'],
    ['ST depression in V2', '-'],
    ['respiratory depression', '-'],
    ['اكتئاب', 'PSY R'],
    ['بالاكتئاب', 'PSY R'],
    ['haloperidol', 'PSY R'],
    ['سيبراليكس', 'PSY R'],
    ['محاولة انتحار', 'PSY R'],
    ['dementia', 'MH N'],
    ['ديازيبام', 'MH N'],
    ['مركز معالجة الإدمان', 'SUD R'],
    ['captagon', 'SUD R'],
    ['كبتاغون', 'SUD R'],
    ['alcoholic hepatitis', 'ETH,SUD R'],
    ['التهاب كبد كحولي', 'ETH,SUD R'],
    ['alcohol swab', '-'],
    ['تعقيم بالكحول', '-'],
    ['تعاطي مخدرات', 'SUD R'],
    ['مخدرات موضعية', '-'],
    ['threatened abortion', '-'],
    ['حمل خارج الرحم', 'SEX R'],
    ['photophobia', '-'],
    ['social phobia', 'PSY R'],
    ['دعم نفسي اجتماعي', 'MH R'],
    ['فصامي', 'PSY R'],
    ['استجابة الكرب الحادة', 'PSY R'],
    ['psychosocial support', 'MH R'],
    ['إصابة بلغم أرضي', 'VIO R'],
    ['بلغم أخضر', '-'],
    ['non-alcoholic fatty liver', '-'],
    ['تشحم كبد غير كحولي', '-'],
    ['حشيشة الهر', '-'],
    ['methadone', 'OPIOIDUD,SUD R'],
    ['domestic violence', 'SDV R'],
    ['عنف أسري', 'SDV R'],
    ['rape', 'SDV,VIO V'],
    ['grape allergy', '-'],
    ['اغتصاب', 'SDV,VIO V'],
    ['survivor of torture', 'VIO V'],
    ['تعرض للتعذيب', 'VIO V'],
    ['معتقل سابق', 'VIO V'],
    ['شظايا في الفخذ', 'VIO R'],
    ['genetic testing', 'GDIS R'],
    ['Huntington disease', 'GDIS R'],
    ['paracetamol', '-'],
    ['باراسيتامول', '-'],
    ['vitamin B12', '-'],
    ['ibuprofen and metformin', '-'],
    ['diabetes type 2', '-'],
    ['عيادة القلب', '-'],
    ['Damascus General Hospital', '-'],
    ['', '-'],
  ])('%j implies %s', (text, says) => {
    expect(say(impliedLabels({ text }))).toBe(says);
  });

  it('is read to its bound, not further, and quickly', () => {
    const started = performance.now();
    impliedLabels({ text: 'لا شيء '.repeat(1_000_000) });
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('adds to what the code of the same record implies; the strictest holds', () => {
    expect(say(impliedByAll([{ system: 'icd-10', code: 'F32' }, { text: 'HIV' }, { text: 'rape' }]))).toBe(
      'HIV,PSY,SDV,VIO V',
    );
    expect(impliedByAll([])).toEqual({ labels: [], confidentiality: 'N' });
  });
});
