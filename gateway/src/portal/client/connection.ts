import { createContext, useContext, useEffect, useSyncExternalStore } from 'react';
import type { Line } from './line.ts';

/** What was answered, and when that came: milliseconds since 1970. */
export interface Answered<Answer> {
  answer: Answer;
  at: number;
}

/** The line to the gateway, and what came over it: in memory alone, until its reader signs out. */
export interface Connection {
  line: Line;
  kept: Map<string, Answered<unknown>>;
}

export const ConnectionContext = createContext<Connection | undefined>(undefined);

function useConnection(): Connection {
  const connection = useContext(ConnectionContext);
  if (!connection) throw new Error('There is no connection around this component.');
  return connection;
}

/** The line, and whether it is down: a component that asks is drawn anew when that changes. */
export function useLine(): { isDown: boolean; line: Line } {
  const { line } = useConnection();
  return { line, isDown: useSyncExternalStore(line.onChange, line.isDown) };
}

/** The newest answer to a question: one that has just come, or the last one that did. */
export function useKept<Answer>(question: string, answer: Answer | undefined): Answered<Answer> | undefined {
  const { kept } = useConnection();
  const before = kept.get(question) as Answered<Answer> | undefined;
  const newest = answer === undefined || answer === before?.answer ? before : { answer, at: Date.now() };
  useEffect(() => {
    if (newest) kept.set(question, newest);
  }, [kept, question, newest]);
  return newest;
}

/** Asks again, once, when the line is tried again; only while something has not been answered. */
export function useRetry(isWaiting: boolean, again: () => void): void {
  const { line } = useConnection();
  useEffect(() => (isWaiting ? line.onRetry(again) : undefined), [line, isWaiting, again]);
}
