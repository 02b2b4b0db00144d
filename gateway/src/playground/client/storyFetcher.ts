import { createGraphiQLFetcher, type Fetcher, type FetcherParams, isAsyncIterable } from '@graphiql/toolkit';
import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Explanation } from '../../core/explanation.ts';
import type { PlaygroundConfig, PlaygroundStory } from './config.ts';
import { fillIn, keepFrom, readKept } from './runVariables.ts';
import type { Session } from './signIn.ts';
import { type PageLanguage, texts } from './texts.ts';

/** The parts of an answer that are read here: its errors, and its explanation where there is one. */
export interface Answered {
  errors: NonNullable<ExecutionResult['errors']>;
  explanation: Explanation | undefined;
}

export interface StoryFetcherOptions {
  config: PlaygroundConfig;
  story: PlaygroundStory | undefined;
  language: PageLanguage;
  session: Session | undefined;
  /** Code of the purpose of use; empty for the usual one. */
  purpose: string;
  onAnswer(answered: Answered): void;
  /** The gateway says that the token has expired. */
  onExpired(): void;
}

/** Sends what the editor holds, as whoever is signed in, with a story's placeholders filled in, and asks why the answer is as it is. */
export function createStoryFetcher(options: StoryFetcherOptions): Fetcher {
  const { config, story, language, session, purpose } = options;
  const headers: Record<string, string> = { 'accept-language': language, 'x-wasl-explain': '1' };
  if (session) headers['authorization'] = `Bearer ${session.accessToken}`;
  if (purpose) headers['x-purpose-of-use'] = purpose;
  const send = createGraphiQLFetcher({ url: '/graphql', headers });
  return async (request, more) => {
    const { variables, missing } = fillIn(request.variables, readKept(config));
    if (missing.length > 0) return { errors: [new GraphQLError(texts[language].runFirst + giversOf(config, missing))] };
    const answer = await send({ ...request, operationName: nameIn(request), variables }, more);
    // An answer comes in parts, one unless it is deferred.
    return isAsyncIterable(answer) ? hearing(answer as AsyncIterable<ExecutionResult>) : answer;
  };

  async function* hearing(parts: AsyncIterable<ExecutionResult>) {
    for await (const part of parts) yield heard(part);
  }

  /** The answer without its explanation, which is shown beside it. */
  function heard(part: ExecutionResult): ExecutionResult {
    if (story?.keep) keepFrom(part, story.keep, config);
    const { explanation, ...extensions } = (part.extensions ?? {}) as { explanation?: Explanation };
    const errors = part.errors ?? [];
    if (errors.some((error) => error.extensions?.['reason'] === 'TOKEN_EXPIRED')) options.onExpired();
    options.onAnswer({ errors, explanation });
    const { extensions: _, ...rest } = part;
    return Object.keys(extensions).length > 0 ? { ...rest, extensions } : rest;
  }

  function giversOf({ stories }: PlaygroundConfig, names: readonly string[]): string {
    const givers = stories.filter(({ keep }) => keep && names.includes(keep.as));
    return givers.map(({ labelAr, labelEn }) => (language === 'ar' ? labelAr : labelEn)).join(', ');
  }
}

/** The operation to run. GraphiQL updates its name some time after the text: a name that the text does not contain is outdated. */
function nameIn({ query, operationName }: FetcherParams): string | undefined {
  return operationName != null && new RegExp(`\\b${operationName}\\b`).test(query) ? operationName : undefined;
}
