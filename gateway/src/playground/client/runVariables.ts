import type { PlaygroundConfig, PlaygroundStory } from './config.ts';

const keptKey = 'wasl.kept';

/** The variables that a run sends: placeholders take their values, a new key each time. */
export function fillIn(
  variables: unknown,
  kept: Readonly<Record<string, string>>,
): { variables: unknown; missing: string[] } {
  const missing: string[] = [];
  const valueOf = (name: string): string => {
    if (name === 'newKey') return crypto.randomUUID();
    if (!Object.hasOwn(kept, name)) missing.push(name);
    return kept[name] ?? '';
  };
  const text = JSON.stringify(variables ?? {}).replace(/"\{\{(\w+)\}\}"/g, (_, name: string) =>
    JSON.stringify(valueOf(name)),
  );
  return { variables: JSON.parse(text) as unknown, missing };
}

/** What stories have kept on this page, over what the server says; gone when the tab closes. */
export function readKept(config: PlaygroundConfig): Record<string, string> {
  return { ...config.kept, ...(JSON.parse(sessionStorage.getItem(keptKey) ?? '{}') as Record<string, string>) };
}

/** Keeps what later stories use of an answer, if it is there. */
export function keepFrom(answer: unknown, keep: NonNullable<PlaygroundStory['keep']>, config: PlaygroundConfig): void {
  const value = keep.path.reduce(step, (answer as { data?: unknown } | null)?.data);
  if (typeof value !== 'string') return;
  sessionStorage.setItem(keptKey, JSON.stringify({ ...readKept(config), [keep.as]: value }));
}

function step(value: unknown, key: string | number): unknown {
  if (Array.isArray(value)) return value.at(Number(key));
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}
