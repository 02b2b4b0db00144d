import { WaslError } from '@wasl/schema/errors.ts';
import { describe, expect, test } from 'vitest';
import { comparable } from './compareAnswers.ts';
import { createOracle, createOurs } from './executors.ts';
import { behaviourFederations, largeFederation, nationalFederation, type TestedFederation } from './federations.ts';
import { openFederation, type Outages } from './openFederation.ts';
import { createRandom, type Random } from './random.ts';
import { randomOperation } from './randomOperation.ts';

const seed = process.env['WASL_TEST_SEED'] ?? '1';
const operationsEach = Number(process.env['WASL_TEST_OPERATIONS'] ?? 150);

/**
 * What Apollo's executor is not asked, because it answers it wrongly; the specification tests ask ours. Aliases with the names of
 * keys: it takes one for the other. `@skip` and `@include` by variables: it asks nobody for an object all of whose fields have
 * one condition, and drops entities whose requirements have another. `@requires` with arguments, progressive `@override` and
 * `@context`: it mixes the values, takes the old owner, refuses to load. Values that a schema forbids: it tells no error.
 */
const federations = [
  nationalFederation(),
  largeFederation(),
  ...(await behaviourFederations([
    'keys-multiple',
    'requires-chain',
    'provides-abstract',
    'union-intersection',
    'interface-intersection',
    'abstract-types',
  ])),
];

/** What a subgraph that is out of order says in place of its answer. */
const outages: (string | Error)[] = [
  new WaslError('SUBGRAPH_UNAVAILABLE'),
  '<html>Bad gateway</html>',
  '{"data":{}',
  '[]',
  '{"data":null,"errors":[{"message":"no","extensions":{"code":"FAULT"}}]}',
  '{"errors":[{"message":"no","extensions":{"code":"FAULT"}}]}',
];

/**
 * Where every subgraph is in order: some operations of `union-intersection` are planned stepwise, and ask another subgraph than
 * Apollo's plan; `large` has `@requires` with arguments, of which only a server that knows everything can tell what is right.
 */
const isSteady = new Set(['union-intersection', 'large']);

function drawOutages(random: Random, federation: TestedFederation): Outages {
  const broken = random.chance(60) && !isSteady.has(federation.name) ? [random.pick(federation.subgraphs).name] : [];
  return new Map(broken.map((name) => [name, random.pick(outages)]));
}

describe(`random operations (WASL_TEST_SEED=${seed}) get the data that Apollo's executor answers, whoever is out of order`, () => {
  test.each(federations.map((federation) => [federation.name, federation] as const))(
    '%s',
    { timeout: 120_000 },
    async (name, federation) => {
      const open = await openFederation(federation, [createOurs, createOracle]);
      let agreed = 0;
      for (let number = 0; number < operationsEach; number += 1) {
        const random = createRandom(`${seed} ${name} ${number}`);
        const operation = randomOperation(open.schema, random, { isHostile: false, isUnconditional: true });
        const outage = drawOutages(random, federation);
        const manner = number % 2 ? 'errors' : 'well';
        const oracle = comparable(await open.run(1, operation, manner, outage));
        const answer = comparable(await open.run(0, operation, manner, outage));
        const isAgreed = JSON.stringify(answer.data) === JSON.stringify(oracle.data);
        if (isAgreed) agreed += 1;
        const isJudged = isAgreed || outage.size > 0;
        const expected = isJudged ? oracle : comparable(await open.expect(operation, manner));
        const told = { number, manner, outage, ...operation };
        expect({ ...told, data: answer.data }).toEqual({ ...told, data: expected.data });
        const hasErrors = Object.keys(answer.nulls).length > 0;
        expect({ ...told, hasErrors }).toEqual({ ...told, hasErrors: Object.keys(expected.nulls).length > 0 });
      }
      expect(agreed).toBeGreaterThan(operationsEach * 0.95);
      await open.close();
    },
  );
});
