import { createHmac, randomBytes } from 'node:crypto';

/** What is logged of an unexpected error: its message stays out, since parsers, databases and resolvers quote values in theirs. */
export interface FailureSaid {
  kind: string;
  /** Of the platform or the database, such as `ECONNREFUSED` or `P2002`. */
  code?: string;
  messageLength: number;
  /** The same for the same message in one process. */
  messageDigest: string;
  /** Where it arose. */
  stack: string;
  cause?: FailureSaid;
}

/** Random in each process: nobody can find by trial what a message said. */
const digestKey = randomBytes(32);
const namePattern = /^[A-Za-z_$][\w$.]{0,63}$/;
const codePattern = /^(?:E[A-Z]{4,20}|ERR_[A-Z0-9_]{1,60}|P\d{4}|\d[0-9A-Z]{4}|XX00\d)$/;
const framePattern = /^ {4}at [\w$.<>#[\]:()/\\@+%~ -]{1,300}$/;
const deepestCause = 3;

/** Tells of an error its kind, its code and where it arose. */
export function sayFailure(error: unknown, depth = 0): FailureSaid {
  const { name, message, code, stack, cause } = readError(error);
  return {
    kind: name !== undefined && namePattern.test(name) ? name : 'Error',
    ...(typeof code === 'string' && codePattern.test(code) && { code }),
    messageLength: message.length,
    messageDigest: createHmac('sha256', digestKey).update(message).digest('hex').slice(0, 12),
    stack: framesOf(stack, message),
    ...(cause !== undefined && depth < deepestCause && { cause: sayFailure(cause, depth + 1) }),
  };
}

function readError(error: unknown) {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  return { name, message, stack, cause, code: 'code' in error ? error.code : undefined };
}

/** The places of a stack, without the message before them, whose lines may look like anything. */
function framesOf(stack = '', message: string): string {
  const messageAt = message === '' ? -1 : stack.indexOf(message);
  const frames = messageAt === -1 ? stack : stack.slice(messageAt + message.length);
  return frames
    .split('\n')
    .filter((line) => framePattern.test(line))
    .map((line) => line.trim())
    .join('\n');
}
