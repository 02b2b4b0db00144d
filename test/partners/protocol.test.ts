import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { testVectors, type TestVector, type TestVectors } from '@wasl/gateway/probe/testVectors';
import { root } from '@wasl/kit/paths';
import { createRequestVerifier, distrustReasons, SubgraphError } from '@wasl/subgraph-sdk';
import { describe, expect, it } from 'vitest';

const file = join(root, 'docs/specs/subgraph-vectors.json');
const written = JSON.parse(readFileSync(file, 'utf8')) as TestVectors;
const expected = Object.fromEntries(written.vectors.map(({ id, says }) => [id, says]));
const hasPython = spawnSync('python3', ['--version']).status === 0;

describe('the test vectors of the subgraph protocol', () => {
  it('are what wasl keys vectors writes', () => {
    expect(written).toEqual(testVectors());
  });

  it('hold a case of each reason but the one that takes a flood', () => {
    const said = new Set(written.vectors.map(({ says }) => says));
    expect([...said].sort()).toEqual(['accepted', ...distrustReasons.filter((reason) => reason !== 'full')].sort());
  });

  it.each(written.vectors)('are read by the SDK: $id, $about', async (vector) => {
    expect(await sdkSays(vector)).toBe(vector.says);
  });

  it.skipIf(!hasPython)('are read alike by the Python verifier (skipped without python3)', () => {
    const program = `
import json, sys
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
from gateway_trust import unbase64url, verify
given = json.load(open(sys.argv[2], encoding='utf-8'))
epoch, key = given['key'].split(':')
def says(each):
    path, question, query = each['target'].partition('?')
    seen = set()
    try:
        for _ in range(each['times']):
            verify(given['subgraph'], {int(epoch): unbase64url(key)}, 'POST', path, question + query, each['headers'],
                   each['body'].encode(), each['now'], seen, each['times'] > 1)
        return 'accepted'
    except PermissionError as error:
        return str(error)
print(json.dumps({each['id']: says(each) for each in given['vectors']}))
`;
    const template = join(root, 'gateway/templates/python');
    const said = execFileSync('python3', ['-c', program, template, file], { encoding: 'utf8' });
    expect(JSON.parse(said)).toEqual(expected);
  });

  it('are verified by the code that the page of trust shows', () => {
    const shown = /```python\n(.*?)```/s.exec(readFileSync(join(root, 'docs/subgraph-trust.md'), 'utf8'))?.[1] ?? '';
    const template = readFileSync(join(root, 'gateway/templates/python/gateway_trust.py'), 'utf8');
    expect(template).toContain(shown.slice(shown.indexOf('COMPONENTS')));
  });
});

async function sdkSays({ target, headers, body, now, times }: TestVector): Promise<string> {
  const verify = createRequestVerifier(written.subgraph, { keys: written.key, now: () => now * 1_000 });
  try {
    for (let come = 0; come < times; come += 1) {
      const verified = await verify({ method: 'POST', target, headers });
      verified.requireBody(Buffer.from(body));
      if (times > 1) await verified.requireFirst();
    }
    return 'accepted';
  } catch (error) {
    if (error instanceof SubgraphError) return String(error.details['reason']);
    throw error;
  }
}
