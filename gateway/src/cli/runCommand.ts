import { createProgram } from './program.ts';
import { refuseUnknownOptions } from './refuseUnknownOptions.ts';
import { sentence } from './sentence.ts';

/** Runs the command that the words after `wasl` ask for. What fails is told in a sentence, and leaves the exit code 1. */
export async function runCommand(words: readonly string[]): Promise<void> {
  try {
    const program = createProgram();
    refuseUnknownOptions(program, words);
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    process.stderr.write(`${sentence(error)}\n`);
    process.exitCode = 1;
  }
}
