import { createHmac, randomBytes } from 'node:crypto';

/** Random in each process: digests of messages can be compared, but nobody can find by trial what a message said. */
const digestKey = randomBytes(32);

/** A text that must not be logged, as far as two of them can be told apart. */
export function digestOf(text: string): string {
  return createHmac('sha256', digestKey).update(text).digest('hex').slice(0, 12);
}

/** What is logged of an unexpected error. */
export interface FailureSaid {
  kind: string;
  code: string | undefined;
  messageLength: number;
  messageDigest: string;
  /** Where it arose. */
  stack: string;
  /** Of the error behind it, and the one behind that. */
  cause?: FailureSaid;
}

const namePattern = /^[A-Za-z_$][\w$.]{0,63}$/;
/** Codes of platforms and databases: `ECONNRESET`, `ERR_INVALID_URL`, Prisma's `P2002`, SQL's `22P02`. */
const codePattern = /^(?:E[A-Z]{4,20}|ERR_[A-Z0-9_]{1,60}|P\d{4}|\d[0-9A-Z]{4}|XX00\d)$/;
const deepestCause = 3;

/**
 * Tells of an error what an operator needs: its kind, its code and where it arose. Its message stays out: parsers, databases and policies
 * quote values in theirs.
 */
export function sayFailure(error: unknown, depth = 0): FailureSaid {
  const { name, message, code, stack, cause } = readError(error);
  return {
    kind: typeof name === 'string' && namePattern.test(name) ? name : 'Error',
    code: typeof code === 'string' && codePattern.test(code) ? code : undefined,
    messageLength: message.length,
    messageDigest: digestOf(message),
    stack: framesOf(stack, message),
    ...(cause !== undefined && depth < deepestCause && { cause: sayFailure(cause, depth + 1) }),
  };
}

function readError(error: unknown) {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  return { name, message, stack, cause, code: 'code' in error ? error.code : undefined };
}

/** Sentences of clients of databases and brokers that hold nothing of what was sent. */
const plainSentence =
  /^(?:Query read timeout|Connection terminated(?: unexpectedly| due to connection timeout)?|timeout exceeded when trying to connect|disconnect|staleConnection|timeout)$/;

/** Why something failed, in a word: its code, a sentence that is known, or what kind of error it is. */
export function sayReason(cause: unknown): string {
  const { name, message, code } = readError(cause);
  if (typeof code === 'string' && /^[A-Z0-9_]{4,40}$/.test(code)) return code;
  if (plainSentence.test(message)) return message;
  return typeof name === 'string' && namePattern.test(name) ? name : 'Error';
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

const framePattern = /^ {4}at [\w$.<>#[\]:()/\\@+%~ -]{1,300}$/;
