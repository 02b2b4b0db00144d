import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Behaviour, Case, WholeServer } from './support/behaviour.ts';
import { expectAnswer } from './support/expectAnswer.ts';
import { answerWhole, placesOf } from './support/answerWhole.ts';
import { type Federation, startFederation } from './support/startFederation.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const folders = readdirSync(here).filter((name) => existsSync(`${here}${name}/cases.ts`));

for (const folder of folders) {
  const { subgraphs, whole } = (await import(`${here}${folder}/subgraphs.ts`)) as Omit<Behaviour, 'cases'>;
  const { cases } = (await import(`${here}${folder}/cases.ts`)) as Pick<Behaviour, 'cases'>;
  describe(folder, () => behave({ subgraphs, cases, ...(whole && { whole }) }));
}

function behave({ subgraphs, cases, whole }: Behaviour): void {
  let federation: Federation;
  beforeAll(async () => {
    federation = await startFederation(subgraphs);
  });
  afterAll(() => federation?.stop());

  for (const one of cases) {
    const run = one.gap === undefined ? test : test.fails;
    run(one.name, () => answers(federation, one));
    if (whole) test(`graphql-js on one schema: ${one.name}`, () => isRight(whole, one));
  }
}

/** What a case expects is what graphql-js answers: the data with the order of its keys, and where errors are. */
async function isRight(whole: WholeServer, one: Case): Promise<void> {
  const { data, errors } = await answerWhole(whole, one);
  const expected = { data: one.expected.data, places: placesOf(one.expected.errors) };
  expect({ data, places: placesOf(errors) }).toEqual(expected);
  expect(JSON.stringify(data)).toBe(JSON.stringify(one.expected.data));
}

async function answers(federation: Federation, one: Case): Promise<void> {
  const { asked, misasked } = federation.subgraphs;
  asked.length = 0;
  misasked.length = 0;
  const { query, variables, operationName } = one;
  const answer = await federation.ask({
    query,
    ...(variables && { variables }),
    ...(operationName && { operationName }),
  });
  expect(misasked).toEqual([]);
  expectAnswer(answer, one.expected);
  one.asked?.(asked);
}
