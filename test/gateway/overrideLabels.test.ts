import { createOverrideDraw } from '@wasl/gateway/execution/overrideLabels';
import { parse } from 'graphql';
import { expect, test } from 'vitest';

/** A supergraph as compositions other than ours may write it: fields under labels are required by others, and are keys. */
const draw = createOverrideDraw(
  parse(`
    type Slip @join__type(graph: A, key: "id") @join__type(graph: C, key: "id number { text }") {
      id: ID!
      code: String @join__field(graph: A, overrideLabel: "percent(100)") @join__field(graph: B, override: "a", overrideLabel: "percent(100)")
      note: String @join__field(graph: B, override: "a", overrideLabel: "percent(99.9999999)")
      old: String @join__field(graph: B, override: "a", overrideLabel: "percent(0)")
      own: String @join__field(graph: B, override: "a", overrideLabel: "by_us")
      stamp: String @join__field(graph: C, requires: "code")
      seal: String @join__field(graph: D, requires: "stamp")
      shown: String @join__field(graph: D, contextArguments: [{ context: "c", name: "n", type: "String", selection: " { note }" }])
      plain: String
    }
    type Other { code: Int }`),
);
const held = (query: string) => draw(parse(query));

test('a label counts where a field of its name is selected, through whatever type or fragment', () => {
  expect(held('{ x { code } }')).toEqual(['percent(100)']);
  expect(held('{ x { ...F } } fragment F on Any { a: code note }')).toEqual(['percent(100)', 'percent(99.9999999)']);
});

test('a label counts where a selected field requires what bears it, also by another or from a context', () => {
  expect(held('{ x { stamp } }')).toEqual(['percent(100)']);
  expect(held('{ x { seal } }')).toEqual(['percent(100)']);
  expect(held('{ x { shown } }')).toEqual(['percent(99.9999999)']);
});

test('labels at 0 percent and labels that are not shares never hold; nothing is drawn for what bears none', () => {
  expect(held('{ x { old own plain } }')).toEqual([]);
});

test('labels on fields of keys count everywhere, for any plan may fetch a key', () => {
  const keyed = createOverrideDraw(
    parse(`
      type Slip @join__type(graph: A, key: "number { text }") { plain: Int number: Number }
      type Number { text: String @join__field(graph: B, override: "a", overrideLabel: "percent(100)") }`),
  );
  expect(keyed(parse('{ x { plain } }'))).toEqual(['percent(100)']);
});

test('a share is a share: about half of the requests at 50 percent, drawn for each anew', () => {
  const half = createOverrideDraw(
    parse('type Slip { code: String @join__field(graph: B, override: "a", overrideLabel: "percent(50)") }'),
  );
  const document = parse('{ x { code } }');
  const count = Array.from({ length: 2_000 }, () => half(document).length).filter((length) => length === 1).length;
  expect(count).toBeGreaterThan(800);
  expect(count).toBeLessThan(1_200);
});
