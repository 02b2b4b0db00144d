import { describe, expect, it } from 'vitest';
import { demanded } from './testRules.ts';

const query = 'type Query { node: Node }';
const interfaceObject = '@join__type(graph: G, isInterfaceObject: true)';

describe('a rule of an interface', () => {
  it('that says what its implementations demand together binds none of them', () => {
    const types = `${query} interface Node @needs("a") @needs("b") { x: Int @needs("xa") @needs("xb") y: Int z: Int }
      type A implements Node @needs("a") { x: Int @needs("xa") y: Int z: Int }
      type B implements Node @needs("b") { x: Int @needs("xb") y: Int z: Int } type C { x: Int }`;
    expect(demanded(types, 'A', 'A.x', 'A.y', 'B', 'B.x', 'C', 'Query.node')).toEqual([
      ['a'],
      ['a', 'xa'],
      ['a'],
      ['b'],
      ['b', 'xb'],
      undefined,
      ['a', 'b'],
    ]);
  });

  it.each<[string, string, string]>([
    ['type', 'interface Node @needs("n") { x: Int }', 'n'],
    ['field', 'interface Node { x: Int @needs("n") y: Int }', 'n'],
    ['second field', 'interface Node { y: Int x: Int @needs("n") }', 'n'],
  ])('that people wrote binds all of them: of a %s', (_, node, scope) => {
    const types = `${query} ${node} type A implements Node { x: Int y: Int @needs("y") } type B implements Node { x: Int y: Int }`;
    expect(demanded(types, 'A.x', 'B.x')).toEqual([[scope], [scope]]);
  });

  it('that says what one field demands and not what another does binds both', () => {
    const types = `${query} interface Node { x: Int @needs("x") y: Int @needs("n") } type A implements Node { x: Int @needs("x") y: Int } type B implements Node { x: Int y: Int }`;
    expect(demanded(types, 'A.x', 'A.y', 'B.x', 'B.y')).toEqual([['x'], ['n'], ['x'], ['n']]);
  });

  it('binds where people wrote the rule of any interface', () => {
    const types = `${query} interface Node @needs("a") { x: Int } type A implements Node @needs("a") { x: Int } type B implements Node { x: Int }
      interface Other @needs("o") { x: Int } type C implements Other { x: Int }`;
    expect(demanded(types, 'A', 'B', 'C')).toEqual([['a'], ['a'], ['o']]);
    expect(demanded(types.replace('interface Other @needs("o")', 'interface Other'), 'A', 'B', 'C')).toEqual([
      ['a'],
      undefined,
      undefined,
    ]);
  });

  it('that nothing implements says nothing of others', () => {
    const types = `${query} interface Node @needs("a") { x: Int } type A implements Node @needs("a") { x: Int } type B implements Node { x: Int }
      interface Lonely { x: Int }`;
    expect(demanded(types, 'B')).toEqual([undefined]);
    expect(demanded(types.replace('interface Lonely', 'interface Lonely @needs("l")'), 'B')).toEqual([['a']]);
  });

  it('binds through chains, and is not asked for in a circle', () => {
    const types = `${query} interface Node @needs("n") { x: Int } interface Named implements Node { x: Int } type A implements Named { x: Int }`;
    expect(demanded(types, 'A.x')).toEqual([['n']]);
    const missing = `${query} interface Node { x: Int } type A implements Gone & Node { x: Int @needs("x") }`;
    expect(demanded(missing, 'A.x')).toEqual([['x']]);
  });

  it('that is an interface in no object’s place is none of its implementations', () => {
    const types = `${query} interface Node @needs("a") { x: Int } interface Named implements Node ${interfaceObject} @needs("n") { x: Int }
      type A implements Node & Named @needs("a") { x: Int } type B implements Node { x: Int }`;
    expect(demanded(types, 'A', 'B')).toEqual([['a', 'n'], undefined]);
  });
});

describe('a rule of an interface that a subgraph has as an object', () => {
  it('is its owner’s own: that of the type binds, and changes nothing of others', () => {
    const types = `${query} interface Node ${interfaceObject} @needs("n") { x: Int @needs("x") y: Int } type A implements Node { x: Int @needs("x") y: Int }
      type B implements Node { x: Int y: Int }
      interface Other @needs("c") { x: Int } type C implements Other @needs("c") { x: Int } type D implements Other { x: Int }`;
    expect(demanded(types, 'A', 'A.x', 'B.x', 'B.y', 'C', 'D')).toEqual([
      ['n'],
      ['n', 'x'],
      ['n'],
      ['n'],
      ['c'],
      undefined,
    ]);
  });

  it('binds none where its implementations say the same', () => {
    const types = `${query} interface Node ${interfaceObject} @needs("n") { x: Int } type A implements Node @needs("n") { x: Int } type B implements Node { x: Int }`;
    expect(demanded(types, 'A', 'B')).toEqual([['n'], undefined]);
  });
});
