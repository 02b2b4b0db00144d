import { join } from 'node:path';
import { readSubgraphs } from '@wasl/gateway/registry/composeSupergraph';
import { root } from '@wasl/kit/paths';
import { type ASTNode, Kind, parse, type StringValueNode, visit } from 'graphql';
import { describe, expect, it } from 'vitest';

const subgraphs = readSubgraphs(join(root, 'schema/subgraphs'), () => '');

/** What a description belongs to: its own name closes the coordinate. */
const described: ReadonlySet<string> = new Set([
  Kind.SCALAR_TYPE_DEFINITION,
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.UNION_TYPE_DEFINITION,
  Kind.ENUM_TYPE_DEFINITION,
  Kind.INPUT_OBJECT_TYPE_DEFINITION,
  Kind.DIRECTIVE_DEFINITION,
  Kind.FIELD_DEFINITION,
  Kind.ENUM_VALUE_DEFINITION,
  Kind.INPUT_VALUE_DEFINITION,
]);

/** The description of each thing that a schema defines, by its coordinate; empty where there is none. */
function descriptionsOf(sdl: string): Map<string, string> {
  const found = new Map<string, string>();
  const path: string[] = [];
  visit(parse(sdl), {
    enter(node: ASTNode) {
      if (!('name' in node) || node.name?.kind !== Kind.NAME) return;
      path.push(node.name.value);
      if (!described.has(node.kind)) return;
      const { description } = node as { description?: StringValueNode };
      found.set(path.join('.'), description?.value ?? '');
    },
    leave(node: ASTNode) {
      if ('name' in node && node.name?.kind === Kind.NAME) path.pop();
    },
  });
  return found;
}

/** English, a dash between spaces, Arabic: each part in its own script, though Arabic may quote a code. */
function isInBothLanguages(description: string): boolean {
  const [english = '', arabic = '', ...more] = description.split(/\s—\s/);
  return (
    more.length === 0 &&
    /[A-Za-z]{2}/.test(english) &&
    !/\p{Script=Arabic}/u.test(english) &&
    /\p{Script=Arabic}{2}/u.test(arabic)
  );
}

function lacking(sdl: string): string[] {
  return [...descriptionsOf(sdl)].filter(([, text]) => !isInBothLanguages(text)).map(([coordinate]) => coordinate);
}

describe('everything in the national schema has a description in English and Arabic', () => {
  it.each(subgraphs)('in $name', ({ sdl }) => {
    expect(descriptionsOf(sdl).size).toBeGreaterThan(50);
    expect(lacking(sdl)).toEqual([]);
  });

  // Composition keeps one of them: the others would never be read.
  it('and one description, whichever subgraphs define it', () => {
    const first = new Map<string, string>();
    const differing = subgraphs.flatMap(({ name, sdl }) =>
      [...descriptionsOf(sdl)].flatMap(([coordinate, text]) => {
        const known = first.get(coordinate) ?? text;
        first.set(coordinate, known);
        return known === text ? [] : [`${name}: ${coordinate}`];
      }),
    );
    expect(differing).toEqual([]);
  });
});

describe('what lacks a language is told by its coordinate', () => {
  it('everywhere that a description may stand', () => {
    const sdl = `
      directive @seen(by: String) on FIELD_DEFINITION
      scalar Day
      enum Colour { RED }
      union Thing = Ward
      interface Named { name: String }
      type Ward { beds(on: Day): Int @seen(by: "all") }
      extend type Ward { doors: Int }
      input Search { text: String }`;
    expect(lacking(sdl)).toEqual(
      'seen seen.by Day Colour Colour.RED Thing Named Named.name Ward Ward.beds Ward.beds.on Ward.doors Search Search.text'.split(
        ' ',
      ),
    );
  });

  it.each([
    ['both', 'A ward. — جناح.', true],
    ['both, over two lines', 'A ward.\n— جناح.', true],
    ['both, with a code in the Arabic part', 'An ATC code. — رمز ATC.', true],
    ['none', '', false],
    ['English only', 'A ward.', false],
    ['Arabic only', 'جناح', false],
    ['Arabic first', 'جناح. — A ward.', false],
    ['English twice', 'A ward. — A ward.', false],
    ['no dash between them', 'A ward. جناح.', false],
    ['nothing after the dash', 'A ward. — ', false],
  ])('%s', (_, description, isEnough) => {
    expect(isInBothLanguages(description)).toBe(isEnough);
  });
});
