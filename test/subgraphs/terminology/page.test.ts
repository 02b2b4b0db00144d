import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@wasl/kit/paths';
import { countCodes } from '@wasl/terminology/countCodes';
import { terminology } from '@wasl/terminology/terminology';
import { expect, it } from 'vitest';

it('the page of terminology has the counts that the command prints', () => {
  const page = readFileSync(join(root, 'docs/terminology.md'), 'utf8');
  const listed = [...page.matchAll(/^\| ([^|]+) \| (\d+) \|$/gm)].map(([, what = '', count = '']) => [
    what,
    Number(count),
  ]);
  expect(listed).toEqual(countCodes(terminology));
});
