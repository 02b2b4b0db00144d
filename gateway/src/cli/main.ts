import { createProgram } from './program.ts';
import { refuseUnknownOptions } from './refuseUnknownOptions.ts';
import { sentence } from './sentence.ts';

try {
  const program = createProgram();
  refuseUnknownOptions(program, process.argv.slice(2));
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${sentence(error)}\n`);
  process.exitCode = 1;
}
