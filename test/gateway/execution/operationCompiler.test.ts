import { setImmediate as nextRound } from 'node:timers/promises';
import { readSupergraphTypes } from '@wasl/gateway/execution/compile/supergraphTypes';
import type { PlannableOperation } from '@wasl/gateway/execution/executor';
import { createOperationCompiler } from '@wasl/gateway/execution/operationCompiler';
import { buildSchema, type OperationDefinitionNode, parse } from 'graphql';
import { expect, test } from 'vitest';

const sdl = 'type Query { bed(id: ID): String }';

function sentOf(name: string, address: string): PlannableOperation {
  const document = parse(`query ${name} { bed }`);
  const operation = document.definitions[0] as OperationDefinitionNode;
  return { document, operation, operationName: name, cacheKey: name, address } as PlannableOperation;
}

/** Compiles operations, with a planner that answers at once; notes what is planned and what else is heard, in their order. */
function compiling() {
  const order: string[] = [];
  const schema = buildSchema(sdl);
  const supergraph = parse(sdl);
  const same = <Value>(value: Value) => value;
  const compiler = createOperationCompiler({
    supergraph,
    schema,
    types: readSupergraphTypes(supergraph),
    plannerSchema: { toPlanner: same, fromPlanner: new Map() },
    plan: ({ documents: [text = ''] }) => {
      order.push(/query (\w+)/.exec(text)?.[1] ?? text);
      return Promise.resolve({ plans: [], size: 0 });
    },
  });
  const compile = (name: string, address: string) =>
    compiler.compile(sentOf(name, address), { overrides: [], conditions: new Map(), isDeferring: false });
  return { order, compile };
}

test('operations are compiled in turn: between two, all that came meanwhile is heard', async () => {
  const { order, compile } = compiling();
  const heard = nextRound().then(() => order.push('heard'));
  await Promise.all([compile('One', 'a'), compile('Two', 'a'), heard]);
  expect(order).toEqual(['One', 'heard', 'Two']);
});

test("one caller's many are not all compiled before another's one", async () => {
  const { order, compile } = compiling();
  const many = Array.from({ length: 30 }, (_, number) => compile(`Many${number}`, 'a'));
  await Promise.all([...many, compile('Other', 'b')]);
  expect(order).toHaveLength(31);
  expect(order.indexOf('Other')).toBeLessThan(3);
});
