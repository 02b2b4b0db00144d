import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { upperSnake } from '@wasl/gateway/core/upperSnake';
import { root } from '@wasl/kit/paths';
import { subgraphClaims } from '@wasl/kit/subgraph';
import { expect, test } from 'vitest';

test('the compose file tells each subgraph what it is registered to need', () => {
  const text = readFileSync(join(root, 'gateway/deploy/compose.yaml'), 'utf8');
  const told = [...text.matchAll(/^ +(WASL_SUBGRAPH_\w+_CLAIMS): (\S+)$/gm)].map(([, name, claims]) => [name, claims]);
  const registered = [...subgraphClaims].map(([name, claims]) => [
    `WASL_SUBGRAPH_${upperSnake(name)}_CLAIMS`,
    claims.join(','),
  ]);
  expect(told.sort()).toEqual(registered.sort());
});
