/** MiB of each half of V8's young generation. */
const semiSpace = '--max-semi-space-size=32';

/**
 * What workers are started with beside what this process was. With Node 20's 16 MiB much of what guarded requests held outlived the small
 * collections, until one of everything; with 32 it did not, and with more nothing was won. What the command line or NODE_OPTIONS says of it stays.
 */
export function youngGeneration(
  given: readonly string[] = process.execArgv,
  nodeOptions: string = process.env['NODE_OPTIONS'] ?? '',
): string[] {
  const isSaid = [...given, nodeOptions].some((option) => /--(?:max|min)[-_]semi[-_]space[-_]size/.test(option));
  return isSaid ? [...given] : [...given, semiSpace];
}
