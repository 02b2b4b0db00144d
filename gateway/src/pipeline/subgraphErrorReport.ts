import { isUuid } from '@wasl/kit/uuid';
import { errors as errorTable } from '@wasl/schema/errors.ts';
import type { ToldBySubgraph } from '../core/toldBySubgraph.ts';
import { digestOf } from '../telemetry/logs/sayFailure.ts';

/**
 * What is logged of a subgraph's error. Its message may name a patient, so the log only says where to look for it: the subgraph, the
 * fields, the trace, and the id in the subgraph's own log where it gave one.
 */
export class SubgraphErrorReport extends Error {
  readonly about: Readonly<Record<string, unknown>>;

  constructor({ subgraph, message, told }: ToldBySubgraph, path: readonly (string | number)[] = [], traceId?: string) {
    super('a subgraph told an error that is not for people');
    const { code, errorId } = told;
    this.about = {
      subgraph,
      ...sayCode(code),
      path: path.filter((step) => typeof step === 'string').map(withoutNumbers),
      messageLength: message.length,
      messageDigest: digestOf(message),
      traceId,
      subgraphErrorId: typeof errorId === 'string' && isUuid(errorId) ? errorId : undefined,
    };
  }
}

/** A code of our table. Any other may hold a word about a patient, as far as anybody knows: it is only told apart from others. */
function sayCode(code: unknown): Record<string, unknown> {
  if (typeof code !== 'string') return {};
  return Object.hasOwn(errorTable, code) ? { code } : { codeDigest: digestOf(code) };
}

/** Masks digits: clients choose aliases, and some write a patient's number into them. */
function withoutNumbers(text: string): string {
  return text.slice(0, 100).replaceAll(/\d{3,}/g, '#');
}
