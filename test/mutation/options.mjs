import { parseArgs } from 'node:util';

/** Reads the command line of `npm run mutate`. @throws Error with one sentence for what cannot be understood. */
export function readOptions(commandLine, known) {
  const { values, positionals } = parseArgs({
    args: commandLine,
    allowPositionals: true,
    options: {
      mutate: { type: 'string', multiple: true },
      tests: { type: 'string', multiple: true },
      processes: { type: 'boolean', default: false },
      static: { type: 'boolean', default: false },
      again: { type: 'boolean', default: false },
    },
  });
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`There is no folder ${unknown}. There are ${known.join(', ')}.`);
  if ((values.mutate || values.tests) && positionals.length !== 1)
    throw new Error('--mutate and --tests need one folder.');
  return { ...values, folders: positionals.length > 0 ? positionals : known };
}
