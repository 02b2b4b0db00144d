import { terminology } from '@wasl/terminology/terminology';

/** ATC codes that words stand for. */
export interface CodesNamed {
  /** Whole codes, of substances. */
  substances: readonly string[];
  /** Beginnings of codes, of groups of substances. */
  groups: readonly string[];
}

/** Length of a substance's ATC code. */
const substanceLength = 7;
/** A single letter begins the names of half the list. */
const shortestText = 2;
const mostCodes = 100;
/** Longer texts name no medicine. */
const longestText = 100;
const none: CodesNamed = { substances: [], groups: [] };

/**
 * The codes of substances and groups that a text names in either language: by the list's names, brands and other common names, however the
 * Arabic is spelled, also by the beginnings of words.
 */
export function codesNamed(text: string): CodesNamed {
  if (text.length < shortestText || text.length > longestText) return none;
  // Which language comes first bears on the order alone.
  const codes = terminology.search('atc', text, 'ar', mostCodes).map(({ code }) => code);
  return {
    substances: codes.filter(({ length }) => length === substanceLength),
    groups: codes.filter(({ length }) => length < substanceLength),
  };
}
