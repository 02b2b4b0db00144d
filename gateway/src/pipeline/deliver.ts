import type { Answer, AnswerBody, AnswerPartsBody, AnswerStream, SingleAnswer } from '../core/answer.ts';
import { answerStream } from './answerStream.ts';
import type { AllowedOperation } from './authorize.ts';
import type { Exchange } from './exchange.ts';
import type { Results } from './execute.ts';
import type { Gateway } from './gateway.ts';
import type { Asked } from './leaving.ts';
import { release } from './release.ts';

/** Delivers results as they come, each through `release`. The exchange ends with the last. */
export async function deliver(results: Results, allowed: AllowedOperation, exchange: Exchange): Promise<Answer> {
  switch (results.kind) {
    case 'whole': {
      const only = await release({ kind: 'result', result: results.result, allowed, exchange });
      if (exchange.isStream()) return { events: onlyEvent(only, exchange) };
      exchange.end();
      noteDuration(only, allowed, exchange);
      return only;
    }
    case 'parts': {
      const first = await release({ kind: 'result', result: results.first, allowed, exchange });
      return { ...first, parts: answerStream(releaseParts(results.more, allowed, exchange), exchange.end) };
    }
    case 'events':
      return { events: answerStream(releaseEvents(results.events, allowed, exchange), exchange.end) };
  }
}

function noteDuration({ body }: SingleAnswer, { sent }: AllowedOperation, { startedAt }: Exchange): void {
  const durations = sent.durations?.[body.errors ? 'errors' : 'ok'];
  durations?.observe((performance.now() - startedAt) / 1_000);
}

/** Answers with an error. A subscription that was accepted as one gets it as its only event. */
export async function refuse(error: unknown, request: Asked, gateway: Gateway, exchange?: Exchange): Promise<Answer> {
  const refusal = await release({ kind: 'refusal', error, request, gateway, exchange });
  if (exchange?.isStream() && !refusal.isTransportError) return { events: onlyEvent(refusal, exchange) };
  exchange?.end();
  return refusal;
}

function onlyEvent({ body }: SingleAnswer, exchange: Exchange): AnswerStream<AnswerBody> {
  return answerStream(
    (async function* () {
      yield body;
      return undefined;
    })(),
    exchange.end,
  );
}

async function* releaseParts(
  more: (Results & { kind: 'parts' })['more'],
  allowed: AllowedOperation,
  exchange: Exchange,
): AsyncGenerator<AnswerPartsBody, undefined> {
  for await (const parts of more) yield (await release({ kind: 'parts', parts, allowed, exchange })).body;
  return undefined;
}

/** An error that ends the stream early is its last event. */
async function* releaseEvents(
  events: (Results & { kind: 'events' })['events'],
  allowed: AllowedOperation,
  exchange: Exchange,
): AsyncGenerator<AnswerBody, undefined> {
  const { request, gateway } = exchange;
  try {
    for await (const result of events) yield (await release({ kind: 'result', result, allowed, exchange })).body;
  } catch (error) {
    yield (await release({ kind: 'refusal', error, request, gateway, exchange })).body;
  }
  return undefined;
}
