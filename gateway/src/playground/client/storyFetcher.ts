import { createGraphiQLFetcher, type Fetcher, isAsyncIterable } from '@graphiql/toolkit';
import { type ExecutionResult, GraphQLError } from 'graphql';
import type { PlaygroundConfig, PlaygroundStory } from './config.ts';
import { fillIn, keepFrom, readKept } from './runVariables.ts';
import type { Session } from './signIn.ts';
import { type PageLanguage, texts } from './texts.ts';

/** Sends what the editor holds, as whoever is signed in, with a story's placeholders filled in. */
export function createStoryFetcher(
  config: PlaygroundConfig,
  story: PlaygroundStory | undefined,
  language: PageLanguage,
  session: Session | undefined,
): Fetcher {
  const headers: Record<string, string> = { 'accept-language': language };
  if (session) headers['authorization'] = `Bearer ${session.accessToken}`;
  const send = createGraphiQLFetcher({ url: '/graphql', headers });
  return async (request, options) => {
    const { variables, missing } = fillIn(request.variables, readKept(config));
    if (missing.length > 0) return { errors: [new GraphQLError(texts[language].runFirst + giversOf(config, missing))] };
    const answer = await send({ ...request, variables }, options);
    // An answer comes in parts, one unless it is deferred; questions about the schema come at once.
    return story && isAsyncIterable(answer) ? keepingParts(answer as AsyncIterable<ExecutionResult>, story) : answer;
  };

  async function* keepingParts(parts: AsyncIterable<ExecutionResult>, { keep }: PlaygroundStory) {
    for await (const part of parts) {
      if (keep) keepFrom(part, keep, config);
      yield part;
    }
  }

  function giversOf({ stories }: PlaygroundConfig, names: readonly string[]): string {
    const givers = stories.filter(({ keep }) => keep && names.includes(keep.as));
    return givers.map(({ labelAr, labelEn }) => (language === 'ar' ? labelAr : labelEn)).join(', ');
  }
}
