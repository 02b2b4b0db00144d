import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Behaviour, Case } from './support/behaviour.ts';
import { expectAnswer } from './support/expectAnswer.ts';
import { type Federation, startFederation } from './support/startFederation.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const folders = readdirSync(here).filter((name) => existsSync(`${here}${name}/cases.ts`));

for (const folder of folders) {
  const { subgraphs } = (await import(`${here}${folder}/subgraphs.ts`)) as Pick<Behaviour, 'subgraphs'>;
  const { cases } = (await import(`${here}${folder}/cases.ts`)) as Pick<Behaviour, 'cases'>;
  describe(folder, () => behave({ subgraphs, cases }));
}

function behave({ subgraphs, cases }: Behaviour): void {
  let federation: Federation;
  beforeAll(async () => {
    federation = await startFederation(subgraphs);
  });
  afterAll(() => federation?.stop());

  for (const one of cases) {
    const run = one.gap === undefined ? test : test.fails;
    run(one.name, () => answers(federation, one));
  }
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
