import {
  asksForLess,
  isLower,
  joinLabels,
  labelsOfAmended,
  labelsOfMeaning,
  labelsOfNew,
  noLabels,
  type RecordLabels,
  storedLabels,
} from '@wasl/terminology/recordLabels';
import { describe, expect, it } from 'vitest';

/** `R HIV PSY` */
const read = (text: string): RecordLabels => {
  const [confidentiality = '', ...sensitivities] = text.split(' ');
  return storedLabels({ confidentiality, sensitivities });
};
const say = ({ confidentiality, sensitivities }: RecordLabels) => [confidentiality, ...sensitivities].join(' ');

describe('labels of a record', () => {
  it.each([
    ['N', 'R HIV', 'R HIV'],
    ['V', 'R PSY HIV', 'V HIV PSY'],
    ['L', 'U', 'L'],
    ['R HIV', 'R HIV', 'R HIV'],
  ])('join %s and %s to %s, whichever comes first', (one, other, expected) => {
    expect(say(joinLabels(read(one), read(other)))).toBe(expected);
    expect(say(joinLabels(read(other), read(one)))).toBe(expected);
  });

  it('count as very restricted where nobody can read them', () => {
    expect(say(read('Q HIV'))).toBe('V HIV');
    expect(say(joinLabels())).toBe('U');
  });

  it.each([
    ['N', 'N', false],
    ['N', 'R', true],
    ['R', 'N', false],
    ['V', 'R HIV', true],
    ['R HIV', 'R HIV PSY', true],
    ['R HIV PSY', 'R HIV', false],
    ['R PSY HIV HIV', 'R HIV PSY', false],
  ])('%s is lower than %s: %s', (labels, than, expected) => {
    expect(isLower(read(labels), read(than))).toBe(expected);
  });

  it('imply nothing where no label is implied', () => {
    expect(labelsOfMeaning([{ system: 'icd-10', code: 'I10' }])).toBe(noLabels);
    expect(say(labelsOfMeaning([{ system: 'icd-10', code: 'b24' }, { text: 'depression' }]))).toBe('R HIV PSY');
  });

  it.each([
    ['U', {}, 'N'],
    ['U', { confidentiality: 'L' }, 'L'],
    ['N MH', {}, 'N MH'],
    ['N MH', { sensitivities: ['MH'] }, 'N MH'],
    ['N MH', { sensitivities: ['SDV'] }, 'R MH SDV'],
    ['R HIV', { confidentiality: 'L', sensitivities: [] }, 'R HIV'],
    ['R HIV', { confidentiality: 'V' }, 'V HIV'],
    ['U', { confidentiality: 'nonsense' }, 'V'],
  ])('that means %s, asked for %j, are %s when it is new', (meaning, asked, expected) => {
    expect(say(labelsOfNew(read(meaning), asked))).toBe(expected);
  });

  it.each([
    ['R HIV', 'R HIV', 'R HIV', {}, 'R HIV'],
    ['N', 'R HIV', 'R HIV', {}, 'N'],
    ['N', 'R HIV', 'U', {}, 'N'],
    ['N', 'R PSY', 'R HIV', {}, 'R HIV'],
    ['R HIV', 'R HIV', 'U', {}, 'R HIV'],
    ['N', 'U', 'U', { sensitivities: ['SDV'] }, 'R SDV'],
    ['R SDV', 'U', 'U', { confidentiality: 'V' }, 'V SDV'],
  ])(
    '%s, of what meant %s and means %s, asked for %j, are %s when it is amended',
    (labels, before, after, asked, expected) => {
      expect(say(labelsOfAmended(read(labels), read(before), read(after), asked))).toBe(expected);
    },
  );

  it.each([
    ['R HIV', 'R HIV', {}, false],
    ['R HIV', 'R HIV', { confidentiality: 'N', sensitivities: [] }, false],
    ['V HIV', 'R HIV', { confidentiality: 'R' }, true],
    ['R HIV SDV', 'R HIV', { sensitivities: ['HIV'] }, true],
    ['R HIV SDV', 'R HIV', { sensitivities: ['SDV'] }, false],
  ])('%s, of what means %s, asked for %j, are asked to be less: %s', (labels, meaning, asked, expected) => {
    expect(asksForLess(asked, read(labels), read(meaning))).toBe(expected);
  });
});
