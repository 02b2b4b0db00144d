/** MiB of each half of V8's young generation. */
const semiSpace = '--max-semi-space-size=32';

/**
 * What workers are started with beside what this process was: room for what requests under way hold. With Node 20's 16 MiB a collection finds
 * half of it still in use, keeps it until the next collection of all, and a guarded request costs half as much again; above 32 nothing is won. What
 * the command line or NODE_OPTIONS says of it stays.
 */
export function youngGeneration(
  given: readonly string[] = process.execArgv,
  nodeOptions: string = process.env['NODE_OPTIONS'] ?? '',
): string[] {
  const isSaid = [...given, nodeOptions].some((option) => /--(?:max|min)[-_]semi[-_]space[-_]size/.test(option));
  return isSaid ? [...given] : [...given, semiSpace];
}
