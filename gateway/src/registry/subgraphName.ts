import { upperSnake } from '../core/upperSnake.ts';

const wellFormed = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const longestName = 63;

/** How a subgraph may be called, for messages. */
export const nameRule = `small Latin letters, digits and single hyphens, a letter first, at most ${longestName}: social-affairs`;

/**
 * Whether a subgraph may bear this name: it stands in settings (`WASL_SUBGRAPH_<NAME>_URL`), addresses, metrics and files, and must be the same
 * in all of them.
 */
export function isSubgraphName(name: string): boolean {
  return name.length <= longestName && wellFormed.test(name);
}

/** Another name that would be the same in a setting: `health_id` beside `health-id`. */
export function nameLike(name: string, others: Iterable<string>): string | undefined {
  const setting = settingOf(name);
  return [...others].find((other) => other !== name && settingOf(other) === setting);
}

/** Without separators too: `healthid` passes for `health-id` where people read it. */
function settingOf(name: string): string {
  return upperSnake(name.normalize('NFKC')).replaceAll('_', '');
}
