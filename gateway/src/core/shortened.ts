/** Most characters of an error's message, which may quote the request. */
const longestMessage = 1_000;

/** The message, cut to 1 000 characters. */
export function shortened(message: string): string {
  return message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message;
}
