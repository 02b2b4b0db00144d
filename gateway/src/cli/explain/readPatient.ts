import { parseHealthId } from '@wasl/kit/healthId';
import { ConfigError } from '../../core/configError.ts';
import { isWhose, type Whose, whoseWords } from '../../policies/explain/whose.ts';
import type { ExplainFlags } from '../policyCommands.ts';

/** What `--patient` says: whose record it is in general, or one patient, of whom a running gateway knows what is so. */
export type AskedPatient = { whose: Whose } | { healthId: string };

/** Flags that say the same as a word, or another. */
const relations = { own: '--own', guardianOf: '--guardian-of', treating: '--treating', prescription: '--prescription' };
/** Flags that say of a patient, or of a record, what a running gateway finds out by itself. */
const facts = {
  ...relations,
  glass: '--glass',
  consent: '--consent',
  specialty: '--specialty',
  author: '--author',
  confidentiality: '--confidentiality',
  sensitivity: '--sensitivity',
  policies: '--policies',
};
/** Flags that say which gateway is asked. */
const gatewayFlags = { url: '--url', token: '--token' };

/**
 * Reads `--patient`, and that nothing beside it says otherwise; undefined without it.
 * @throws ConfigError that names the flags that do not go together, or what is wrong with the word or the number
 */
export function readPatient(flags: ExplainFlags): AskedPatient | undefined {
  const { patient } = flags;
  if (patient === undefined || isWhose(patient)) {
    refuse(
      flags,
      gatewayFlags,
      { one: 'needs', several: ': these need' },
      'a health ID in --patient: words and facts are decided without a gateway',
    );
    if (patient === undefined) return undefined;
    refuse(flags, relations, doesNotGo, `with --patient ${patient}, which says whose record it is`);
    return { whose: patient };
  }
  const healthId = readHealthId(patient);
  refuse(flags, facts, doesNotGo, 'with a health ID in --patient: the gateway that is asked knows what is so');
  if (flags.action === 'write')
    throw new ConfigError(
      '--action write cannot be asked about a health ID: the gateway would have to write. Use a word in --patient.',
    );
  return { healthId };
}

/** Neither a word nor made of digits is a mistyped word; the rest is a number. */
function readHealthId(text: string): string {
  try {
    return parseHealthId(text);
  } catch {
    const words = whoseWords.join(', ');
    throw new ConfigError(
      /\p{L}/u.test(text)
        ? `--patient says whose record it is: ${words}, or a health ID of 12 digits.`
        : '--patient is no health ID: 12 digits are expected, the last two of which check the others.',
    );
  }
}

const doesNotGo = { one: 'does not go', several: ': these do not go' };

function refuse(
  flags: ExplainFlags,
  named: Partial<Record<keyof ExplainFlags, string>>,
  verb: typeof doesNotGo,
  why: string,
): void {
  const said = Object.entries(named).filter(([name]) => isSaid(flags[name as keyof ExplainFlags]));
  if (said.length === 0) return;
  const flagsSaid = said.map(([, flag]) => flag).join(', ');
  throw new ConfigError(`${flagsSaid}${said.length > 1 ? verb.several : ` ${verb.one}`} ${why}.`);
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== false;
}
