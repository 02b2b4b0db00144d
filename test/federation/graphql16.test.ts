import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operations } from './graphql16/operations.ts';
import { subgraphs, whole } from './graphql16/subgraphs.ts';
import { answerWhole, placesOf } from './support/answerWhole.ts';
import { type Answered, type Federation, startFederation } from './support/startFederation.ts';

/** Lists whose order the specification leaves open: of types, directives, and those that belong together. */
const isUnordered = (key: string) => /^(?:types|directives|possibleTypes|interfaces)$/.test(key);

/** Data whose unordered lists are sorted. */
function inOneOrder(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => inOneOrder(item));
    return isUnordered(key) ? items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, inOneOrder(item, name)]));
}

const comparable = ({ data, errors }: Answered) => ({
  data: JSON.stringify(inOneOrder(data)),
  places: data === undefined ? 'refused' : placesOf(errors),
});

describe('every executable feature of graphql 16 is answered as graphql-js answers it on one schema', () => {
  let federation: Federation;
  beforeAll(async () => {
    federation = await startFederation(subgraphs);
  });
  afterAll(() => federation?.stop());

  test.each(operations.map((operation) => [operation.feature, operation] as const))(
    '%s',
    async (_, { feature: __, ...sent }) => {
      federation.subgraphs.misasked.length = 0;
      const answer = await federation.ask(sent);
      expect(comparable(answer)).toEqual(comparable(await answerWhole(whole, sent)));
      expect(federation.subgraphs.misasked).toEqual([]);
    },
  );
});
