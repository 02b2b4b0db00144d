import type { ReactNode } from 'react';
import type { CombinedError } from 'urql';
import { useLine, useRetry } from './connection.ts';
import { useWords } from './words.tsx';

interface AnsweredProps {
  isLoading: boolean;
  error: CombinedError | undefined;
  again(): void;
  /** When what is shown came, in milliseconds since 1970; undefined where nothing did yet. */
  at: number | undefined;
  /** What there is, be it that a part is missing. */
  children: ReactNode;
}

/** An answer with what is wrong with it: errors in the gateway's words, a lost connection with a way to try again, and how old it then is. */
export function Answered({ isLoading, error, again, at, children }: AnsweredProps) {
  const { say, time } = useWords();
  const { isDown } = useLine();
  const isUnanswered = error?.networkError !== undefined;
  useRetry(isUnanswered, again);
  const messages = new Set(error?.graphQLErrors.map(({ message }) => message));
  return (
    <>
      {[...messages].map((message) => (
        <p key={message} className="alert" role="alert">
          {message}
        </p>
      ))}
      {isUnanswered && (
        <p className="alert" role="alert">
          {at === undefined ? say.unreachable : say.notRenewed}{' '}
          <button type="button" onClick={again}>
            {say.again}
          </button>
        </p>
      )}
      {at !== undefined && (isUnanswered || isDown) && (
        <p className="as-of">
          {say.asOf} <time dateTime={new Date(at).toISOString()}>{time(new Date(at).toISOString())}</time>
        </p>
      )}
      {children}
      {isLoading && !children && <p role="status">{say.loading}</p>}
    </>
  );
}
