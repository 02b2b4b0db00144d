import { alertsFor } from '@wasl/pharmacy/alerts';
import { formulary } from '@wasl/pharmacy/formulary';
import { terminology } from '@wasl/terminology/terminology';
import type { RecordLabels } from '@wasl/terminology/recordLabels';
import { describe, expect, it } from 'vitest';

const plain: RecordLabels = { confidentiality: 'N', sensitivities: [] };
const hiv: RecordLabels = { confidentiality: 'R', sensitivities: ['HIV'] };

const alertsOf = (medicines: string[], allergies: string[] = []) =>
  alertsFor(
    medicines.map((atcCode) => ({ id: atcCode, atcCode, labels: plain, isDispensable: true })),
    allergies.map((code) => ({ code, substanceAtcCode: null, labels: plain })),
  ).map(({ kind, severity, prescriptionId }) => `${kind} ${severity} ${prescriptionId}`);

describe('alerts', () => {
  it.each([
    ['the same medicine', 'J01CA04', 'J01CA04', ['ALLERGY SEVERE J01CA04']],
    ['its whole group', 'J01CA04', 'J01C', ['ALLERGY SEVERE J01CA04']],
    ['another penicillin', 'J01CR02', 'J01CA04', ['ALLERGY SEVERE J01CR02']],
    ['a cephalosporin after a penicillin', 'J01DB01', 'J01CA04', ['ALLERGY MODERATE J01DB01']],
    ['aspirin after ibuprofen', 'B01AC06', 'M01AE01', ['ALLERGY SEVERE B01AC06']],
    ['clopidogrel after ibuprofen', 'B01AC04', 'M01AE01', []],
    ['an allergy that is no medicine', 'N02BE01', 'peanut', []],
    ['a code too short to be a group', 'N02BE01', 'N', []],
    ['an empty code', 'N02BE01', '', []],
  ])('judge %s', (_, medicine, allergy, expected) => {
    expect(alertsOf([medicine], [allergy])).toEqual(expected);
  });

  it('warn of a pair in either order, on the newer prescription', () => {
    expect(alertsOf(['B01AA03', 'M01AE01'])).toEqual(['INTERACTION SEVERE B01AA03']);
    expect(alertsOf(['M01AE01', 'B01AA03'])).toEqual(['INTERACTION SEVERE M01AE01']);
    expect(alertsOf(['B01AA03', 'A10BA02', 'R06AX13'])).toEqual([]);
  });

  it('stand on the other prescription too where the newer one is more sensitive', () => {
    const simvastatin = { id: 'plain', atcCode: 'C10AA01', labels: plain, isDispensable: true };
    const ritonavir = { id: 'sensitive', atcCode: 'J05AR10', labels: hiv, isDispensable: true };
    const found = (prescriptions: (typeof ritonavir)[]) =>
      alertsFor(prescriptions, []).map(({ prescriptionId, labels, cause }) => [prescriptionId, labels, cause.labels]);
    expect(found([ritonavir, simvastatin])).toEqual([
      ['sensitive', hiv, hiv],
      ['plain', plain, hiv],
    ]);
    expect(found([simvastatin, ritonavir])).toEqual([['plain', plain, hiv]]);
    expect(found([simvastatin, { ...ritonavir, labels: plain }])).toEqual([['plain', plain, plain]]);
  });

  it('bear the labels of the allergy in their cause, and name the open one of two like reasons', () => {
    const amoxicillin = [{ id: 'a', atcCode: 'J01CA04', labels: plain, isDispensable: true }];
    const allergy = (code: string, labels: RecordLabels) => ({ code, substanceAtcCode: null, labels });
    const causes = (allergies: ReturnType<typeof allergy>[]) =>
      alertsFor(amoxicillin, allergies).map(({ labels, cause }) => [labels, cause.labels]);
    expect(causes([allergy('J01CA04', hiv)])).toEqual([[plain, hiv]]);
    expect(causes([allergy('J01C', hiv), allergy('J01CA04', plain)])).toEqual([[plain, plain]]);
  });

  it('stand on the one that can still be held back where the patient has the other already', () => {
    const had = { id: 'had', atcCode: 'M01AE01', labels: plain, isDispensable: false };
    const open = { id: 'open', atcCode: 'B01AA03', labels: plain, isDispensable: true };
    const stand = (...medicines: (typeof had)[]) =>
      alertsFor(medicines, []).map(({ prescriptionId }) => prescriptionId);
    expect(stand(had, open)).toEqual(['open']);
    expect(stand(open, had)).toEqual(['open']);
    expect(stand(had, { ...open, isDispensable: false })).toEqual(['had']);
    expect(stand({ ...had, labels: hiv }, open)).toEqual(['open']);
    expect(stand(had, { ...open, labels: hiv })).toEqual(['open', 'had']);
  });

  it('tell once that a medicine is taken twice', () => {
    expect(alertsOf(['N02BE01', 'N02BE01', 'N02BE01'])).toEqual([
      'DUPLICATE MODERATE N02BE01',
      'DUPLICATE MODERATE N02BE01',
    ]);
    expect(alertsOf(['A10BA02', 'C09AA02', 'A10BA02'])).toEqual(['DUPLICATE MODERATE A10BA02']);
  });
});

describe('the formulary', () => {
  it('has well-formed ATC codes, each form once, names in both scripts, form and strength', () => {
    for (const { atcCode, nameAr, nameLatin, form, strength } of formulary) {
      expect(atcCode).toMatch(/^[A-Z]\d\d[A-Z]{2}\d\d$/);
      expect(nameAr).toMatch(/^[\p{Script=Arabic} ]+$/u);
      expect(nameLatin).toMatch(/^[A-Za-z ]+$/);
      expect([form, strength]).not.toContain('');
    }
    expect(new Set(formulary.map(({ id }) => id)).size).toBe(formulary.length);
    expect(formulary.length).toBeGreaterThan(300);
  });

  it('has substances of the ATC list, in forms and strengths that doses are counted by', () => {
    const strength = /^[\d.]+ (?:mg|g|ug|IU)(?:\/[\d.]* ?mL)?$/;
    for (const medicine of formulary) {
      expect([medicine.id, terminology.lookUp('atc', medicine.atcCode).status]).toEqual([medicine.id, 'known']);
      expect(['tablet', 'capsule', 'syrup', 'drops', 'injection', 'inhaler', 'cream']).toContain(medicine.form);
      expect(medicine.strength).toMatch(medicine.form === 'cream' ? /^[\d.]+ %$/ : strength);
    }
  });
});
