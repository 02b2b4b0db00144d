import type { PlaygroundConfig } from '../playgroundConfig.ts';

export type {
  ExplainedRule,
  ExplainedRules,
  PlaygroundConfig,
  PlaygroundPersona,
  PlaygroundStory,
} from '../playgroundConfig.ts';

/** Reads what the server knows: the issuer, the client and the personas. */
export async function readPlaygroundConfig(): Promise<PlaygroundConfig> {
  const response = await fetch('/playground/config.json');
  if (!response.ok) throw new Error(`The playground's configuration cannot be read (HTTP ${response.status}).`);
  return (await response.json()) as PlaygroundConfig;
}
