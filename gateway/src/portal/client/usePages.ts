import { useEffect, useState } from 'react';
import { type AnyVariables, type CombinedError, useClient } from 'urql';
import type { Page } from './answers.ts';

/** What was read of a list so far. */
export interface Pages<Node> {
  nodes: readonly Node[] | undefined;
  isLoading: boolean;
  error: CombinedError | undefined;
  /** Reads the next page; undefined at the end. */
  more: (() => void) | undefined;
  /** Reads from the beginning. */
  again(): void;
}

interface Read<Node> {
  nodes: readonly Node[] | undefined;
  next: string | undefined;
  error: CombinedError | undefined;
}

const nothing = { nodes: undefined, next: undefined, error: undefined };

/** Reads one person's list page by page: whose list it is, and the client, stay the same for a component. `pageOf` finds it in an answer. */
export function usePages<Answer, Node>(
  query: string,
  healthId: string,
  pageOf: (answer: Answer) => Page<Node> | null | undefined,
): Pages<Node> {
  const client = useClient();
  const [read, setRead] = useState<Read<Node>>(nothing);
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
      const { data, error } = await answer.toPromise();
      if (!isCurrent) return;
      setLoading(false);
      const page = data && pageOf(data);
      setRead((before) => (page ? joined(before, page, asked.after !== undefined, error) : { ...before, error }));
    }
    // `pageOf` is the same for a query.
  }, [client, query, healthId, asked]);

  const { nodes, next, error } = read;
  const ask = (after: string | undefined) => setAsked(({ attempt }) => ({ after, attempt: attempt + 1 }));
  return {
    nodes,
    isLoading,
    error,
    more: next === undefined ? undefined : () => ask(next),
    again: () => ask(undefined),
  };
}

function joined<Node>(before: Read<Node>, page: Page<Node>, isNext: boolean, error: Read<Node>['error']): Read<Node> {
  const nodes = page.edges.flatMap(({ node }) => (node ? [node] : []));
  const next = page.pageInfo.hasNextPage ? (page.pageInfo.endCursor ?? undefined) : undefined;
  return { nodes: isNext ? [...(before.nodes ?? []), ...nodes] : nodes, next, error };
}
