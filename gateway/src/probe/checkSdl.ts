import { type DocumentNode, parse } from 'graphql';
import { isJsonObject } from '../core/jsonObject.ts';
import { ask, cameOf, type Probed } from './ask.ts';
import { fault, type Finding, pass, skipped } from './findings.ts';
import { differences } from './probedSchema.ts';

const mostTold = 5;

/** Whether the SDL that it tells is the registered one. Answers the SDL to go by, too. */
export async function checkSdl(
  probed: Probed,
  registered: DocumentNode | undefined,
): Promise<{ finding: Finding; schema: DocumentNode | undefined }> {
  const reply = await ask(probed, '{ _service { sdl } }');
  if (reply.kind !== 'answer') return { finding: fault('sdl', cameOf(reply)), schema: registered };
  const service = reply.data?.['_service'];
  const served = isJsonObject(service) ? readSdl(service['sdl']) : undefined;
  if (!served) return { finding: fault('sdl', { kind: 'other', what: 'no_sdl', items: [] }), schema: registered };
  if (!registered) return { finding: skipped('sdl'), schema: served };
  const items = differences(registered, served);
  const came = { kind: 'other', what: 'schema', items: items.slice(0, mostTold) } as const;
  return { finding: items.length > 0 ? fault('sdl', came) : pass('sdl'), schema: registered };
}

function readSdl(text: unknown): DocumentNode | undefined {
  try {
    return typeof text === 'string' ? parse(text, { noLocation: true }) : undefined;
  } catch {
    return undefined;
  }
}
