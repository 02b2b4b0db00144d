import type { ReactNode } from 'react';
import type { CombinedError } from 'urql';
import { useWords } from './words.tsx';

interface AnsweredProps {
  isLoading: boolean;
  error: CombinedError | undefined;
  again(): void;
  /** What there is, be it that a part is missing. */
  children: ReactNode;
}

/** An answer with what is wrong with it: errors in the gateway's words, and a lost connection with a way to try again. */
export function Answered({ isLoading, error, again, children }: AnsweredProps) {
  const { say } = useWords();
  const messages = new Set(error?.graphQLErrors.map(({ message }) => message));
  return (
    <>
      {[...messages].map((message) => (
        <p key={message} className="alert" role="alert">
          {message}
        </p>
      ))}
      {error?.networkError && (
        <p className="alert" role="alert">
          {say.unreachable}{' '}
          <button type="button" onClick={again}>
            {say.again}
          </button>
        </p>
      )}
      {children}
      {isLoading && !children && <p role="status">{say.loading}</p>}
    </>
  );
}
