const longestName = 64;

/** An operation's name for logs and traces. Clients choose it, and some write a patient's number into it: digits are masked. */
export function sayOperation(name: string | undefined): string | undefined {
  return name?.slice(0, longestName).replaceAll(/\d{3,}/g, '#');
}
