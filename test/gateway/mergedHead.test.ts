import type { CompiledEntityFetch } from '@wasl/gateway/execution/compile/compiledPlan';
import { mergedHead } from '@wasl/gateway/execution/compile/mergedHead';
import { expect, test } from 'vitest';

test('a query is read once, whichever others it is merged with', () => {
  let reads = 0;
  const fetches = Array.from({ length: 12 }, (_, id) => {
    const query = `query Q${id}($representations:[_Any!]!,$v${id % 2}:[Int!]=[1]){_entities(representations:$representations){...F}}fragment F on Bed{text(is:"\\"$representations",of:$v${id % 2})}`;
    return Object.defineProperty({ id }, 'query', { get: () => ((reads += 1), query) }) as CompiledEntityFetch;
  });
  const heads = new Set<string>();
  for (let chosen = 1; chosen < 2 ** fetches.length; chosen += 1)
    heads.add(mergedHead(fetches.filter((_, index) => (chosen >> index) & 1)));
  expect(heads.size).toBeGreaterThan(500);
  expect(reads).toBe(fetches.length);

  const part = (index: number) => `_entities${index}:_entities(representations:$representations${index}){...F${index}}`;
  const fragment = (index: number, v: number) => `fragment F${index} on Bed{text(is:"\\"$representations",of:$v${v})}`;
  const { query } = JSON.parse(`${mergedHead(fetches.slice(0, 3))}}}`) as { query: string };
  expect(query).toBe(
    'query($representations0:[_Any!]!,$v0:[Int!]=[1],$representations1:[_Any!]!,$v1:[Int!]=[1],$representations2:[_Any!]!)' +
      `{${part(0)}${part(1)}${part(2)}}${fragment(0, 0)}${fragment(1, 1)}${fragment(2, 0)}`,
  );
});
