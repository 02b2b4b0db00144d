/** Most characters of an error's message: it may quote what was sent. */
const longestMessage = 1_000;

/** A message as far as anybody would read it. */
export function shortened(message: string): string {
  return message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message;
}
