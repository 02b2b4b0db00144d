import { useCallback } from 'react';
import { type AnyVariables, type CombinedError, useQuery } from 'urql';
import { type Answered, useKept } from './connection.ts';
import { useWords } from './words.tsx';

/** The newest answer to a question, which stays when the line is lost. */
export interface NewestAnswer<Answer> extends Partial<Answered<Answer>> {
  isLoading: boolean;
  error: CombinedError | undefined;
  again(): void;
}

/** Asks a question, and goes on showing its last answer while no newer one comes. */
export function useAnswer<Answer>(query: string, variables: AnyVariables = {}): NewestAnswer<Answer> {
  const { language } = useWords();
  const [{ data, fetching, error }, read] = useQuery<Answer>({ query, variables });
  const kept = useKept(`${language} ${JSON.stringify(variables)} ${query}`, data);
  const again = useCallback(() => read({ requestPolicy: 'network-only' }), [read]);
  return { ...kept, isLoading: fetching, error, again };
}
