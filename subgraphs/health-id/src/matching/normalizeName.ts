import { toLatinDigits } from '@wasl/kit/healthId';
import { remembered } from './remembered.ts';

/** Vowel marks, hamza and madda that NFKD splits off their letter, superscript alef, tatweel. */
const marks = /[\u064b-\u065f\u0670\u0640]/g;
/** Persian, Kurdish and Turkish letters beside the Arabic and Latin ones that they are written for. */
const variants: Record<string, string> = {
  ٱ: 'ا',
  ى: 'ي',
  ی: 'ي',
  ې: 'ي',
  ێ: 'ي',
  ة: 'ه',
  ھ: 'ه',
  ہ: 'ه',
  ە: 'ه',
  ک: 'ك',
  ۆ: 'و',
  ۇ: 'و',
  ۊ: 'و',
  ڕ: 'ر',
  ڵ: 'ل',
  ژ: 'ج',
  چ: 'ش',
  ı: 'i',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ə: 'e',
  ß: 'ss',
  æ: 'ae',
  ء: '',
};
const variantLetters = new RegExp(`[${Object.keys(variants).join('')}]`, 'g');
/** ال and al that begin a name and are no article. */
const arabicNamesInAl = 'ياس|هام|يسار|يسا|ين|يان|فت|ماس|كسندر|كسي|بير|برت|فريد|يزابيث|يف|ما|ينا';
const latinNamesInAl =
  'ias|yas|ham|issar|lissar|isa|isar|iane|ine|ena|ina|fat|mas|exander|exandre|exandra|exi|bert|fred|izabeth|ma|yaa?n|aa|ice|if';
/** What goes before a name and is no part of it. */
const titles =
  `د|دكتور|دكتوره|الدكتور|الدكتوره|المهندس|المهندسه|مهندس|مهندسه|استاذ|استاذه|الاستاذ|الاستاذه|السيد|السيده|سيده|المرحوم|المرحومه|المحامي|المحاميه|الطبيب|الطبيبه|الصيدلي|ا|م|الانسه|انسه|الحاج
|الحاجه|حاج|حاجه|الشيخ|شيخ|الشهيد|شهيد|شهيده|الشهيده|dr|sheikh|shaikh|shaykh|sheik|cheikh|doctor|prof|eng|mr|mrs|ms|miss|sayyid|hajj|hajji|hajja|haji|mme|madam|sir|engineer|ustaz`.replace(
    '\n',
    '',
  );
const title = new RegExp(`^(?:(?:${titles}) )+(?=\\p{L}{2})`, 'u');
const articles: [RegExp, string][] = [
  [new RegExp(`(^| )ال ?(?!(?:${arabicNamesInAl})(?: |$))(?=\\p{L}{2})`, 'gu'), '$1'],
  [/(^| )(al|el|as|ash|ad|ar|an|at) (?=[a-z]{3})/g, '$1'],
  [new RegExp(`(^| )(al|el)(?!(?:${latinNamesInAl})(?: |$))(?=[a-z]{3})`, 'g'), '$1'],
];

/**
 * The words of a name as they are compared: no vowel marks or tatweel, letter variants joined, عبد tied to what follows, no
 * article, no title, Latin in lower case without accents, digits 0–9.
 */
export const nameWords = remembered(readWords);

function readWords(name: string): readonly string[] {
  const text = toLatinDigits(name)
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll(marks, '')
    .toLowerCase()
    .replaceAll(/\u0307/g, '')
    // Within a Kurdish word a short vowel, which Arabic does not write.
    .replaceAll(/ە(?=\p{L})/gu, '')
    .replaceAll(variantLetters, (letter) => variants[letter] ?? '')
    .replaceAll(/['’ʼ`]/g, '')
    .replaceAll(/[^\p{L}\p{N}\s]/gu, ' ')
    .trim()
    .replaceAll(/\s+/g, ' ')
    .replace(title, '')
    // Passports write Muhammad so.
    .replaceAll(/(^| )(?:mhd|mohd|muhd|mohmd)(?= |$)/g, '$1muhammad')
    .replaceAll(/(?<=\p{L}{2})الدين(?= |$)/gu, ' الدين')
    .replaceAll(/(?<=[a-z]{2}) ?[aeiu](?:l ?d|d ?d)[ie]+ne?(?= |$)/g, ' din')
    .replaceAll(/(^| )عبد (?=\p{L})/gu, '$1عبد')
    .replaceAll(/(^| )(abdul|abdel|abdal|abd (?:al|el|ul)|abd) ?(?=[a-z]{3})/g, '$1abdal')
    .replaceAll(/(^| )(ابو|بن|abu|abou|bin|ibn) (?=\p{L})/gu, '$1$2');
  return articles
    .reduce((rest, [article, instead]) => rest.replaceAll(article, instead), text)
    .split(' ')
    .filter((word) => word !== '');
}

/** A name as one word: `nameWords` without their spaces. */
export function normalizeName(name: string): string {
  return nameWords(name).join('');
}
