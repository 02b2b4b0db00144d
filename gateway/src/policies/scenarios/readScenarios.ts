import { ConfigError } from '../../core/configError.ts';
import { readOutcome } from './readOutcome.ts';
import { readQuestion } from './readQuestion.ts';
import { createCursor } from './cursor.ts';
import type { Scenario } from './scenario.ts';
import { words } from './words.ts';

/**
 * Reads scenarios, one per line, in English or Arabic; lines that begin with `#` are comments.
 * @throws ConfigError that names the file, the line and what was expected there.
 */
export function readScenarios(file: string, text: string): Scenario[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .flatMap((content, index) => {
      const line = content.trim();
      return line === '' || line.startsWith('#') ? [] : [readScenario(file, index + 1, line)];
    });
}

function readScenario(file: string, line: number, text: string): Scenario {
  const language = /^\p{Script=Arabic}/u.test(text) ? 'ar' : 'en';
  const cursor = createCursor(text);
  const refuse = (expected: string): never => {
    const found = cursor.rest() === '' ? undefined : cursor.rest();
    throw new ConfigError(`${file}:${line}: ${words[language].refusals.sentence(found, expected)}`);
  };
  const question = readQuestion(cursor, words[language], refuse);
  const expected = readOutcome(cursor, words[language], refuse);
  return { file, line, text, question, expected };
}
