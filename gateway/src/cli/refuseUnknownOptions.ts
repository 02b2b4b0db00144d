import type { Command } from 'commander';

/**
 * Refuses options that a command does not have before it is said which of its own are missing: of a misspelt one its reader would look for
 * what was never wrong. Everything else of the words is left to commander.
 */
export function refuseUnknownOptions(program: Command, words: readonly string[]): void {
  let command = program;
  for (const word of words) {
    if (word === '--') return;
    if (!word.startsWith('--')) {
      command = command.commands.find((each) => each.name() === word) ?? command;
      continue;
    }
    const [name = ''] = word.split('=');
    const isKnown = name === '--help' || command.options.some(({ long }) => long === name);
    // It says which one may have been meant, and ends the process.
    if (!isKnown) (command as Command & { unknownOption(flag: string): never }).unknownOption(name);
  }
}
