import { createHmac, randomBytes } from 'node:crypto';
import type { ToldBySubgraph } from '../core/toldBySubgraph.ts';

/** Random in each process: digests of messages can be compared, but nobody can find by trial which health ID a message named. */
const digestKey = randomBytes(32);

const traceparent = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const codePattern = /^[A-Za-z][\w-]{0,63}$/;

/**
 * What is logged of a subgraph's error. Its message may name a patient, so the log only says where to look for it: the subgraph, the
 * fields, the trace, and the id in the subgraph's own log where it gave one.
 */
export class SubgraphErrorReport extends Error {
  readonly about: Readonly<Record<string, unknown>>;

  constructor({ subgraph, message, told }: ToldBySubgraph, path: readonly (string | number)[] = [], trace = '') {
    super('a subgraph told an error that is not for people');
    const { code, errorId } = told;
    this.about = {
      subgraph,
      code: typeof code === 'string' && codePattern.test(code) ? withoutNumbers(code) : undefined,
      path: path.filter((step) => typeof step === 'string').map(withoutNumbers),
      messageLength: message.length,
      messageDigest: createHmac('sha256', digestKey).update(message).digest('hex').slice(0, 12),
      traceId: traceparent.exec(trace)?.[1],
      subgraphErrorId: typeof errorId === 'string' && uuid.test(errorId) ? errorId : undefined,
    };
  }
}

/** Masks digits: clients choose aliases, and some write a patient's number into them. */
function withoutNumbers(text: string): string {
  return text.slice(0, 100).replaceAll(/\d{3,}/g, '#');
}
