import { parse } from 'graphql';
import { readSecurityDirectives } from '@wasl/gateway/authorization/securityDirectives';
import { stripSecurity } from '@wasl/gateway/authorization/stripSecurity';
import { describe, expect, it } from 'vitest';

const apollo = 'https://specs.apollo.dev';
const schemaWith = (...links: string[]) => `schema ${links.join(' ')} { query: Query }`;
const link = (path: string, more = '') => `@link(url: "${apollo}/${path}"${more})`;
const read = (text: string) => {
  const { specOf, prefixes, urls } = readSecurityDirectives(parse(text));
  return { names: Object.fromEntries(specOf), prefixes, urls: [...urls] };
};
const refused = (reason: unknown) => expect.objectContaining({ code: 'SUPERGRAPH_REFUSED', details: { reason } });

describe('the rules of a supergraph', () => {
  it.each<[string, string, object, string[]]>([
    ['no link', '', {}, []],
    ['a plain link', link('policy/v0.1'), { policy: 'policy', policy__policy: 'policy' }, ['policy__']],
    ['slashes at the end', link('policy/v0.1//'), { policy: 'policy', policy__policy: 'policy' }, ['policy__']],
    [
      'an import by another name',
      link('policy/v0.1', ', import: [{name: "@policy", as: "@guard"}, "Other"]'),
      { policy: 'policy', policy__policy: 'policy', guard: 'policy' },
      ['policy__'],
    ],
    [
      'another namespace',
      link('authenticated/v0.1', ', as: "rules"'),
      { rules: 'authenticated', rules__authenticated: 'authenticated' },
      ['rules__'],
    ],
    [
      'an older form of link',
      `@core(feature: "${apollo}/policy/v0.1")`,
      { policy: 'policy', policy__policy: 'policy' },
      ['policy__'],
    ],
    [
      'each rule',
      `${link('policy/v0.1')} ${link('authenticated/v0.1')} ${link('requiresScopes/v0.1')}`,
      {
        policy: 'policy',
        policy__policy: 'policy',
        authenticated: 'authenticated',
        authenticated__authenticated: 'authenticated',
        requiresScopes: 'requiresScopes',
        requiresScopes__requiresScopes: 'requiresScopes',
      },
      ['policy__', 'authenticated__', 'requiresScopes__'],
    ],
    ['no other feature', link('tag/v0.3', ', import: ["@policy"]'), {}, []],
  ])('are known by their links: %s', (_, links, names, prefixes) => {
    const found = read(`${schemaWith(links)} type Query { a: Int }`);
    expect([found.names, found.prefixes]).toEqual([names, prefixes]);
    expect(found.urls).toEqual(prefixes.map(() => expect.stringContaining(apollo)));
  });

  it.each([
    ['another version of a rule', link('policy/v0.2')],
    ['another version of a rule without a purpose', link('requiresScopes/v1.0')],
    ['an unknown feature for security', `@link(url: "https://example.test/lock/v1.0", for: SECURITY)`],
    ['another version of what the planner knows', link('context/v0.2', ', for: SECURITY')],
  ])('refuse what this gateway does not know: %s', (_, unknown) => {
    expect(() => read(`${schemaWith(link('link/v1.0'), unknown)} type Query { a: Int }`)).toThrow(
      refused(expect.stringMatching(/^it needs https:\S+, which this gateway does not enforce$/)),
    );
  });

  it.each([
    ['inaccessible/v0.1', ', for: SECURITY'],
    ['inaccessible/v0.2', ', for: SECURITY'],
    ['context/v0.1', ', for: SECURITY'],
    ['join/v0.9', ', for: EXECUTION'],
    ['lock/v0.1', ''],
    ['lock/v0.1', ', for: "SECURITY"'],
  ])('allow %s%s', (path, purpose) =>
    expect(read(`${schemaWith(link(path, purpose))} type Query { a: Int }`).names).toEqual({}),
  );

  it.each([
    ['a field', 'type Query { a: Int @policy }'],
    ['a type', 'type Query @policy { a: Int }'],
    ['an extension', 'type Query { a: Int } extend type Query @policy'],
    ['an interface', 'type Query { a: Int } interface N @policy { a: Int @policy }'],
    ['an extended interface', 'type Query { a: Int } interface N { a: Int } extend interface N @policy'],
    ['a union', 'type Query { a: Int } union U @policy = Query'],
    ['an extended union', 'type Query { a: Int } union U = Query extend union U @policy'],
    ['a scalar', 'type Query { a: Int } scalar S @policy'],
    ['an extended scalar', 'type Query { a: Int } scalar S extend scalar S @policy'],
    ['an enum', 'type Query { a: Int } enum E @policy { X }'],
    ['an extended enum', 'type Query { a: Int } enum E { X } extend enum E @policy'],
  ])('stand on %s', (_, types) => expect(() => read(`${schemaWith(link('policy/v0.1'))} ${types}`)).not.toThrow());

  it.each([
    ['an argument', 'type Query { a(of: Int @guard): Int }'],
    ['an input object', 'type Query { a: Int } input I @guard { a: Int }'],
    ['an input field', 'type Query { a: Int } input I { a: Int @guard }'],
    ['an enum value', 'type Query { a: Int } enum E { X @guard }'],
    ['the schema', 'type Query { a: Int } extend schema @guard'],
  ])('are refused on %s, where none can be enforced', (_, types) => {
    const links = schemaWith(link('policy/v0.1', ', import: [{name: "@policy", as: "@guard"}]'));
    expect(() => read(`${links} ${types}`)).toThrow(refused('it has @guard in a place where no rule can be enforced'));
  });

  it.each([['authenticated'], ['requiresScopes'], ['policy']])(
    'are refused as @%s without a link that says what it is',
    (name) => {
      const types = `type Query { a: Int @${name} }`;
      const unexplained = refused(`it has @${name}, and no @link says what that is`);
      expect(() => read(types)).toThrow(unexplained);
      expect(() => read(`${schemaWith(link('tag/v0.3', ', import: ["@tag"]'))} ${types}`)).toThrow(unexplained);
      const explained = `@link(url: "https://example.test/own/v1.0", import: ["@${name}"])`;
      expect(read(`${schemaWith(link('tag/v0.3'), explained)} ${types}`).names).toEqual({});
      expect(read(`${schemaWith(`@link(url: "https://example.test/${name}/v1.0")`)} ${types}`).names).toEqual({});
      expect(read('type Query { a: Int @other }').names).toEqual({});
    },
  );
});

describe('a supergraph without its rules', () => {
  const strip = (text: string) => {
    const document = parse(text);
    return stripSecurity(document, readSecurityDirectives(document)).replaceAll(/\s+/g, ' ');
  };

  it('has lost their links, definitions, scalars and uses, and nothing else', () => {
    const text = `schema ${link('link/v1.0')} ${link('policy/v0.1', ', import: [{name: "@policy", as: "@guard"}], for: SECURITY')}
      ${link('authenticated/v0.1')} ${link('tag/v0.3')} { query: Query }
      directive @guard(policies: [[policy__Policy!]!]!) on FIELD_DEFINITION
      directive @policy__policy on OBJECT
      directive @tag(name: String!) on FIELD_DEFINITION
      directive @link(url: String) on SCHEMA
      scalar policy__Policy scalar link__Import scalar Date @guard(policies: [["q"]])
      type Query { a: Int @guard(policies: [["p"]]) @tag(name: "t") b: Int @policy__policy }`;
    expect(strip(text)).toBe(
      `schema ${link('link/v1.0')} ${link('tag/v0.3')} { query: Query } directive @tag(name: String!) on FIELD_DEFINITION directive @link(url: String) on SCHEMA scalar link__Import scalar Date type Query { a: Int @tag(name: "t") b: Int }`,
    );
  });

  it('keeps contexts and other features, of contexts without their purpose', () => {
    const contexts = link('context/v0.1', ', for: SECURITY, as: "c"');
    expect(strip(`${schemaWith(contexts)} type Query { a: Int @c__context(name: "x") }`)).toBe(
      `schema ${link('context/v0.1', ', as: "c"')} { query: Query } type Query { a: Int @c__context(name: "x") }`,
    );
    const other = link('inaccessible/v0.2', ', for: SECURITY');
    expect(strip(`${schemaWith(other)} type Query { a: Int @plain }`)).toContain(other);
  });
});
