import { useRef } from 'react';
import { type CombinedError, useMutation } from 'urql';
import { useWords } from './words.tsx';

/** A change that may be sent again on a bad line and is made once. */
export interface Submission {
  isSending: boolean;
  /** What went wrong, in the reader's language. */
  error: string | undefined;
  /** Answers whether it was made. */
  send(input: Record<string, unknown>): Promise<boolean>;
}

/** Sends a change under one idempotency key until it is answered; `pending` keeps that key where it must outlast the component. */
export function useSubmission(mutation: string, pending?: { key: string | undefined }): Submission {
  const { say } = useWords();
  const [{ fetching, error }, run] = useMutation(mutation);
  const own = useRef<string>(undefined);
  function keep(key: string | undefined): void {
    own.current = key;
    if (pending) pending.key = key;
  }
  return {
    isSending: fetching,
    error: error && messageOf(error, say.unreachable),
    async send(input) {
      const key = own.current ?? pending?.key ?? crypto.randomUUID();
      keep(key);
      const answer = await run({ input: { idempotencyKey: key, ...input } });
      // Without an answer nobody knows whether it was made: the next attempt is the same one.
      if (!answer.error?.networkError) keep(undefined);
      return answer.error === undefined;
    },
  };
}

function messageOf({ graphQLErrors }: CombinedError, unreachable: string): string {
  return graphQLErrors.map(({ message }) => message).join(' ') || unreachable;
}
