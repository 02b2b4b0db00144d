import { crossReactionsOf, withClasses } from '@wasl/terminology/allergens';
import { type AllergySubject, findAllergens, isAllergicTo } from '@wasl/terminology/findAllergens';
import { describe, expect, it } from 'vitest';

const text = (words: string): AllergySubject => ({ text: words });
const atc = (code: string): AllergySubject => ({ system: 'atc', code });

describe('an allergy', () => {
  it.each<[AllergySubject, string, boolean]>([
    [text('penicillin'), 'J01CA04', true],
    [text('Penicillin allergy (rash)'), 'J01CR02', true],
    [text('بنسلين'), 'J01CE01', true],
    [text('حساسية من البنسلين'), 'J01CA04', true],
    [text('بنسيلين'), 'J01CA04', true],
    [text('للبنسلين'), 'J01CA01', true],
    [text('penicillin'), 'J01DD04', false],
    [text('amoxicillin'), 'J01CE01', true],
    [text('أوغمنتين'), 'J01CA04', true],
    [text('aspirin'), 'B01AC06', true],
    [text('الاسبيرين'), 'N02BA01', true],
    [text('NSAIDs'), 'M02AA15', true],
    [text('NSAIDs'), 'N02BA01', true],
    [text('diclofenac'), 'M02AA15', true],
    [text('فولتارين'), 'S01BC03', true],
    [text('diclofenac'), 'M01AE01', true],
    [text('NSAIDs'), 'M01AX05', false],
    [text('sulfa'), 'J01EE01', true],
    [text('سلفا'), 'D06BA01', true],
    [text('sulfa'), 'J01EA01', false],
    [text('sulfa'), 'C03CA01', false],
    [text('erythromycin'), 'S01AA26', true],
    [text('ciprofloxacin'), 'S02AA16', true],
    [text('gentamicin'), 'D06AX04', true],
    [text('doxycycline'), 'S01AA09', true],
    [text('codeine'), 'N02AX02', true],
    [text('morphine'), 'R05DA09', false],
    [text('lidocaine'), 'N01BB01', true],
    [text('بنج موضعي'), 'S01HA03', true],
    [text('lidocaine'), 'N01BA02', false],
    [text('captopril'), 'C09BA02', true],
    [text('atorvastatin'), 'C10AA01', true],
    [text('carbamazepine'), 'N03AB02', true],
    [text('carbamazepine'), 'N03AG01', false],
    [text('contrast'), 'V08AB02', true],
    [text('contrast'), 'V08CA02', false],
    [text('egg'), 'J07BB02', true],
    [text('بيض'), 'J07BL01', true],
    [text('gelatin'), 'J07BD52', true],
    [text('egg'), 'J07BD52', false],
    [text('paracetamol'), 'N02BE51', true],
    [text('paracetamol'), 'M01AE01', false],
    [atc('J01CA04'), 'J01CE08', true],
    [atc('J01C'), 'J01CR05', true],
    [atc('V03AB23'), 'V03AB23', true],
    [atc('V03AB23'), 'R05CB01', false],
    [{ system: 'icd-10', code: 'Z880' }, 'J01CA04', true],
    [{ system: 'icd-10', code: 'Z88.2' }, 'J01EE01', true],
    [{ system: 'icd-10', code: 'Y45.1' }, 'B01AC06', true],
    [{ system: 'icd-10', code: 'Z88.5' }, 'N02AA01', true],
    [{ system: 'snomed', code: '91936005' }, 'J01CA04', true],
    [{ system: 'snomed', code: '293586001' }, 'N02BA01', true],
    [{ system: 'snomed', code: '91939003' }, 'S01AB04', true],
    [{ system: 'snomed', code: '300916003' }, 'J01CA04', false],
    [{ system: 'allergen', code: 'beta-lactams' }, 'J01DH02', true],
    [text('no known allergies'), 'J01CA04', false],
    [text('penicilin'), 'J01CA04', true],
    [text('pencillin'), 'J01CA04', true],
    [text('amoxycilin'), 'J01CE01', true],
    [text('البنسللين'), 'J01CA04', true],
    [text('اموكسيسلين'), 'J01CR02', true],
    [text('iboprofen'), 'M01AE01', true],
    [text('diclofenca'), 'M02AA15', true],
    [text('ديكلوفناك'), 'M01AB05', true],
    [text('سيفتراكسون'), 'J01DD04', true],
    [text('asprin'), 'B01AC06', true],
    [text('prednisone'), 'J01CA04', false],
    [text('moderate reaction'), 'N05AB02', false],
    [text('فيتامين'), 'N01AX03', false],
    [text('بروتين'), 'M01AE01', false],
    [text('patient allergic since childhood, severe reaction'), 'J01CA04', false],
    [text('حساسية شديدة منذ الطفولة مع طفح جلدي'), 'J01CA04', false],
    [text('غبار'), 'J01CA04', false],
  ])('of %j concerns %s: %s', (subject, code, expected) => {
    expect(isAllergicTo(findAllergens(subject), code)).toBe(expected);
  });

  it('is found by any of its codes and words', () => {
    expect(findAllergens({ system: 'snomed', code: '300916003' }).allergens).toEqual(['LATEX']);
    expect(findAllergens(text('قفازات مطاط')).allergens).toEqual(['LATEX']);
    expect(findAllergens(text('peanuts and shrimp')).allergens).toEqual(['PEANUT', 'SHELLFISH']);
    expect(findAllergens(text('something else'))).toEqual({ allergens: [], medicines: [] });
    expect(findAllergens(text('severe reaction with swelling of the face after surgery'))).toEqual({
      allergens: [],
      medicines: [],
    });
    expect(findAllergens(text('طفح جلدي وحكة وضيق نفس بعد تناول الدواء'))).toEqual({ allergens: [], medicines: [] });
  });

  it('belongs to wider classes', () => {
    expect(withClasses('AMOXICILLIN')).toEqual(['AMOXICILLIN', 'PENICILLINS', 'BETA-LACTAMS']);
  });

  it('may cross to related classes, with the reason in both languages', () => {
    expect(crossReactionsOf('AMOXICILLIN').map(({ to, severity }) => [to, severity])).toEqual([
      ['CEPHALOSPORINS', 'moderate'],
      ['CARBAPENEMS', 'low'],
    ]);
    expect(crossReactionsOf('IBUPROFEN').map(({ to }) => to)).toEqual(['SALICYLATES', 'PYRAZOLONES']);
    for (const { en, ar } of crossReactionsOf('ACE-INHIBITORS')) {
      expect(en).toMatch(/Angioedema/);
      expect(ar).toMatch(/الوذمة/);
    }
  });
});
