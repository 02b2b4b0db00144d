import type { GeneratorValue } from 'fast-check';
import * as fc from 'fast-check';

/** A rule as SDL has it, and as data for the reference. */
export interface Rule {
  authenticated?: true;
  scopes?: string[][];
  policies?: string[][];
}

export interface FieldModel {
  name: string;
  output: string;
  /** The type with its lists and non-nulls; `T` stands for the output. */
  shape: string;
  /** Index of the subgraph that resolves it. */
  owner: number;
  rule: Rule | undefined;
  /** Fields of the same type that its resolver needs, or of an object one step below. */
  requires: { field: string; below?: string }[];
}

export interface TypeModel {
  name: string;
  kind: 'object' | 'interface' | 'union' | 'enum' | 'scalar';
  rule: Rule | undefined;
  interfaces: string[];
  members: string[];
  fields: Map<string, FieldModel>;
}

/** A federation of three subgraphs with rules, as its authors meant it. */
export interface Model {
  /** Rules as compositions wrote them before 2.12.1: interfaces may have some, and `@requires` needs none. */
  isOlder: boolean;
  types: Map<string, TypeModel>;
}

export const subgraphCount = 3;
export const shapes = ['T', 'T', 'T!', '[T]', '[T!]', '[T!]!', '[[T!]]'];
const rules: Rule[] = [
  { authenticated: true },
  { scopes: [['a']] },
  { scopes: [['a', 'b']] },
  { scopes: [['a'], ['b']] },
  { scopes: [['b'], ['c', 'a']] },
  { scopes: [] },
  { policies: [['p']] },
  { policies: [['p', 'q'], ['a']] },
  { authenticated: true, scopes: [['c']], policies: [['q'], ['p']] },
];

/** Picks by the property's generator, so that every choice can be replayed and shrunk. */
export type Pick = ReturnType<typeof createPick>;

export function createPick(g: GeneratorValue) {
  const nat = (max: number) => g(fc.nat, { max });
  return {
    nat,
    one: <T>(items: readonly T[]): T => items[nat(items.length - 1)] as T,
    chance: (percent: number) => nat(99) >= 100 - percent,
    some: <T>(items: readonly T[], percent: number) => items.filter(() => nat(99) >= 100 - percent),
  };
}

/** A random federation: four entities, two interfaces in a chain, one more, a union, an enum and a scalar. */
export function randomModel(pick: Pick): Model {
  const isOlder = pick.chance(50);
  const rule = (percent: number) => (pick.chance(percent) ? pick.one(rules) : undefined);
  const interfaceRule = (percent: number) => (isOlder ? rule(percent) : undefined);
  const type = (name: string, kind: TypeModel['kind'], own?: Rule): TypeModel => ({
    name,
    kind,
    rule: own,
    interfaces: [],
    members: [],
    fields: new Map(),
  });
  const field = (name: string, output: string, shape: string, owner: number, own?: Rule): [string, FieldModel] => [
    name,
    { name, output, shape, owner, rule: own, requires: [] },
  ];

  const objects = ['T0', 'T1', 'T2', 'T3'].map((name) => type(name, 'object', rule(12)));
  const base = type('I0', 'interface', interfaceRule(10));
  const chained = type('I1', 'interface', interfaceRule(10));
  const apart = type('I2', 'interface', interfaceRule(10));
  chained.interfaces.push('I0');
  const union = type('U', 'union');
  const types = [...objects, base, chained, apart, union, type('E', 'enum', rule(20)), type('S', 'scalar', rule(20))];

  const shared: [TypeModel, [string, string, string][]][] = [
    [base, [['fa', 'String', 'T']]],
    [
      chained,
      [
        ['fa', 'String', 'T'],
        ['fb', 'T1', pick.one(['T', 'T!', '[T!]'])],
      ],
    ],
    [apart, [['fc', pick.one(['String', 'E', 'I0']), pick.one(['T', '[T]'])]]],
  ];
  for (const [item, fields] of shared) {
    item.fields = new Map([
      field('id', 'ID', 'T!', 0),
      ...fields.map(([name, output, shape]) => field(name, output, shape, 0, interfaceRule(15))),
    ]);
  }

  const outputs = ['String', 'String', 'E', 'S', 'T0', 'T1', 'T2', 'T3'];
  const abstract = ['I0', 'I1', 'I2', 'U'];
  for (const object of objects) {
    object.fields = new Map([field('id', 'ID', 'T!', 0, isOlder ? undefined : rule(6))]);
    const implemented = pick.some([base, chained, apart], 55);
    if (implemented.includes(chained) && !implemented.includes(base)) implemented.unshift(base);
    for (const item of implemented) {
      object.interfaces.push(item.name);
      for (const { name, output, shape } of item.fields.values()) {
        if (name !== 'id') object.fields.set(...field(name, output, shape, 0, rule(20)));
      }
    }
    const count = 3 + pick.nat(4);
    for (let index = 0; index < count; index += 1) {
      const owner = pick.nat(subgraphCount - 1);
      const output = pick.one(owner === 0 ? [...outputs, ...abstract] : outputs);
      object.fields.set(...field(`f${index}`, output, pick.one(shapes), owner, rule(25)));
    }
  }
  for (const item of [base, chained, apart]) {
    if (!objects.some(({ interfaces }) => interfaces.includes(item.name))) implement(objects[3] as TypeModel, item);
  }
  union.members = pick.some(objects, 60).map(({ name }) => name);
  if (union.members.length === 0) union.members = ['T0'];

  const query = type('Query', 'object', rule(4));
  query.fields = new Map([
    ...objects.map(({ name }) => field(name.toLowerCase(), name, pick.one(shapes), 0, rule(8))),
    ...abstract.map((name) => field(name.toLowerCase(), name, pick.one(shapes), 0, rule(8))),
  ]);
  const model: Model = { isOlder, types: new Map([...types, query].map((item) => [item.name, item])) };
  if (isOlder) for (const object of objects) addRequires(object, model, pick);
  return model;

  function implement(object: TypeModel, item: TypeModel): void {
    if (item === chained && !object.interfaces.includes('I0')) implement(object, base);
    object.interfaces.push(item.name);
    for (const { name, output, shape } of item.fields.values()) {
      if (!object.fields.has(name)) object.fields.set(...field(name, output, shape, 0, rule(20)));
    }
  }
}

/** A field may need what comes before it, from other subgraphs than its own: so there is no circle. */
function addRequires(object: TypeModel, model: Model, pick: Pick): void {
  const before: FieldModel[] = [];
  for (const field of object.fields.values()) {
    if (field.owner > 0 && field.output === 'String' && pick.chance(60)) {
      for (const source of before) {
        if (source.owner === field.owner || source.requires.some(({ below }) => below !== undefined)) continue;
        if (source.output === 'String' && pick.chance(50)) field.requires.push({ field: source.name });
        const below = model.types.get(source.output);
        if (below?.kind !== 'object' || !pick.chance(40)) continue;
        const leaf = [...below.fields.values()].find(
          ({ output, owner, requires }) => output === 'String' && owner === source.owner && requires.length === 0,
        );
        if (leaf) field.requires.push({ field: source.name, below: leaf.name });
      }
    }
    before.push(field);
  }
}
