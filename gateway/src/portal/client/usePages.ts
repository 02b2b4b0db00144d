import { useCallback, useEffect, useState } from 'react';
import { type AnyVariables, type CombinedError, useClient } from 'urql';
import type { Page } from './answers.ts';
import { useKept } from './connection.ts';
import { useWords } from './words.tsx';

/** What was read of a list so far. */
export interface Pages<Node> {
  nodes: readonly Node[] | undefined;
  isLoading: boolean;
  error: CombinedError | undefined;
  /** When it came, in milliseconds since 1970. */
  at: number | undefined;
  /** Reads the next page; undefined at the end. */
  more: (() => void) | undefined;
  /** Reads from the beginning. */
  again(): void;
}

/** What came of a list. */
interface Read<Node> {
  nodes: readonly Node[];
  next: string | undefined;
}

/** Reads one person's list page by page: whose list it is, and the client, stay the same for a component. `pageOf` finds it in an answer. */
export function usePages<Answer, Node>(
  query: string,
  healthId: string,
  pageOf: (answer: Answer) => Page<Node> | null | undefined,
): Pages<Node> {
  const client = useClient();
  const { language } = useWords();
  const [read, setRead] = useState<Read<Node>>();
  const [error, setError] = useState<CombinedError>();
  const kept = useKept(`${language} ${healthId} ${query}`, read);
  /** After which one, and which attempt it is. */
  const [asked, setAsked] = useState<{ after: string | undefined; attempt: number }>({ after: undefined, attempt: 0 });
  const [isLoading, setLoading] = useState(true);

  useEffect(() => {
    let isCurrent = true;
    setLoading(true);
    void readPage();
    return () => {
      isCurrent = false;
    };

    async function readPage(): Promise<void> {
      const variables: AnyVariables = { healthId, ...(asked.after !== undefined && { after: asked.after }) };
      const answer = client.query<Answer>(query, variables, { requestPolicy: 'network-only' });
      const { data, error: failure } = await answer.toPromise();
      if (!isCurrent) return;
      setLoading(false);
      const page = data && pageOf(data);
      setError(failure);
      if (page) setRead((before) => joined(asked.after === undefined ? undefined : (before ?? kept?.answer), page));
    }
    // `pageOf` is the same for a query, and what is kept is looked at when an answer comes.
  }, [client, query, healthId, asked]);

  const ask = useCallback((after: string | undefined) => setAsked((one) => ({ after, attempt: one.attempt + 1 })), []);
  const again = useCallback(() => ask(undefined), [ask]);
  const { nodes, next } = kept?.answer ?? {};
  return {
    nodes,
    isLoading,
    error,
    at: kept?.at,
    more: next === undefined ? undefined : () => ask(next),
    again,
  };
}

/** What was read before, if it goes on with a page. */
function joined<Node>(before: Read<Node> | undefined, page: Page<Node>): Read<Node> {
  const nodes = page.edges.flatMap(({ node }) => (node ? [node] : []));
  const next = page.pageInfo.hasNextPage ? (page.pageInfo.endCursor ?? undefined) : undefined;
  return { nodes: [...(before?.nodes ?? []), ...nodes], next };
}
