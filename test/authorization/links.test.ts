import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { editSupergraph, ruleDefinitions, withRules } from '../support/editSupergraph.ts';
import { type FieldRuleCase, federationLink, fieldRuleSuite, secret } from '../support/fieldRuleSuite.ts';
import { startTestGateway } from '../support/startTestGateway.ts';
import { startTestIssuer, type TestIssuer } from '../support/startTestIssuer.ts';
import type { PlainSubgraph } from '../support/startTestSubgraphs.ts';

const specs = {
  authenticated: { argument: '', definition: '', holder: {} },
  requiresScopes: { argument: '(scopes: [["x"]])', definition: '(scopes: [[S!]!]!)', holder: { scope: 'x' } },
  policy: { argument: '(policies: [["p"]])', definition: '(policies: [[S!]!]!)', holder: { policies: ['p'] } },
} as const;
type Spec = keyof typeof specs;

/** How a supergraph may link a spec, and what its directive is called then. */
const forms: [form: string, more: (spec: Spec) => string, name: (spec: Spec) => string][] = [
  ['a plain link', () => '', (spec) => spec],
  ['an import by its own name', (spec) => `, import: ["@${spec}"]`, (spec) => spec],
  ['an import renamed with as:', (spec) => `, import: [{name: "@${spec}", as: "@guard"}]`, () => 'guard'],
  ['an import of an object without as:', (spec) => `, import: [{name: "@${spec}"}]`, (spec) => spec],
  ['an import that is no list', (spec) => `, import: "@${spec}"`, (spec) => spec],
  ['a spec-level as:', () => ', as: "rules"', () => 'rules'],
  ['the un-imported @spec__name', () => '', (spec) => `${spec}__${spec}`],
  ['the prefix of a spec-level as:', () => ', as: "rules"', (spec) => `rules__${spec}`],
  [
    'a spec-level as: and a renamed import',
    (spec) => `, as: "rules", import: [{name: "@${spec}", as: "@guard"}]`,
    () => 'guard',
  ],
];

const open = 'type Query { secret: String open: String }';
const resolvers = { Query: { secret: () => secret('secret'), open: () => 'open' } };
const subgraph = (head = '', sdl = open): PlainSubgraph => ({ name: 'one', sdl: `${head}\n${sdl}`, resolvers });

const casesFor = (holder: Record<string, unknown>): FieldRuleCase[] => [
  {
    what: 'the rule holds',
    query: '{ open secret }',
    data: { open: 'open', secret: null },
    denied: ['secret'],
  },
  {
    what: 'who meets it passes',
    who: holder,
    query: '{ open secret }',
    data: { open: 'open', secret: secret('secret') },
  },
];

for (const spec of Object.keys(specs) as Spec[]) {
  const { argument, definition, holder } = specs[spec];
  for (const [form, more, name] of forms) {
    for (const purpose of form === 'a plain link' ? [', for: SECURITY', ''] : [', for: SECURITY']) {
      const edit = editSupergraph({
        links: [`@link(url: "https://specs.apollo.dev/${spec}/v0.1"${more(spec)}${purpose})`],
        definitions: `directive @${name(spec)}${definition} on FIELD_DEFINITION | OBJECT\nscalar S`,
        rules: { 'Query.secret': `@${name(spec)}${argument}` },
      });
      const title = `@${spec} by ${form}${purpose === '' ? ' without a purpose' : ''}`;
      fieldRuleSuite(title, { subgraphs: [subgraph(federationLink)], edit }, casesFor(holder));
    }
  }
  const link = (imports: string) => `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12"${imports})`;
  const written = (name: string) => open.replace('secret: String', `secret: String @${name}${argument}`);
  fieldRuleSuite(
    `@${spec} renamed by its subgraph`,
    { subgraphs: [subgraph(link(`, import: [{name: "@${spec}", as: "@guard"}]`), written('guard'))] },
    casesFor(holder),
  );
  fieldRuleSuite(
    `@${spec} not imported by its subgraph`,
    { subgraphs: [subgraph(link(''), written(`federation__${spec}`))] },
    casesFor(holder),
  );
}

describe('a supergraph', () => {
  let issuer: TestIssuer;
  beforeAll(async () => {
    issuer = await startTestIssuer();
  });
  afterAll(() => issuer.stop());
  const start = (link: string, tokens = true) =>
    startTestGateway(
      [subgraph(federationLink)],
      tokens ? { tokens: { jwksUrl: issuer.jwksUrl } } : {},
      editSupergraph({
        links: [link],
        definitions: 'directive @authenticated on FIELD_DEFINITION',
        rules: { 'Query.secret': '@authenticated' },
      }),
    );

  it.each([
    ['https://specs.apollo.dev/secrecy/v0.1', 'SECURITY'],
    ['https://specs.apollo.dev/authenticated/v0.2', 'SECURITY'],
    ['https://specs.apollo.dev/authenticated/v1.0', 'EXECUTION'],
    ['https://specs.example.org/authenticated/v0.1', 'SECURITY'],
    ['https://specs.apollo.dev/requiresScopes/v2.0', 'SECURITY'],
    ['https://specs.apollo.dev/context/v0.9', 'SECURITY'],
  ])('that needs %s for %s is refused, and told so by its name', async (url, purpose) => {
    await expect(start(`@link(url: "${url}", for: ${purpose})`)).rejects.toMatchObject({
      code: 'SUPERGRAPH_REFUSED',
      details: { reason: `it needs ${url}, which this gateway does not enforce` },
    });
  });

  const startRuled = (rule: string) =>
    startTestGateway(
      [subgraph(federationLink)],
      { tokens: { jwksUrl: issuer.jwksUrl } },
      withRules({ 'Query.secret': rule }),
    );

  it.each([
    ['@requiresScopes', 'it has a rule @requiresScopes whose scopes are not a list of lists of names'],
    [
      '@requiresScopes(policies: [["x"]])',
      'it has a rule @requiresScopes whose scopes are not a list of lists of names',
    ],
    ['@requiresScopes(scopes: [[1]])', 'it has a rule @requiresScopes whose scopes are not a list of lists of names'],
    ['@requiresScopes(scopes: null)', 'it has a rule @requiresScopes whose scopes are not a list of lists of names'],
    [
      '@requiresScopes(scopes: [["x", null]])',
      'it has a rule @requiresScopes whose scopes are not a list of lists of names',
    ],
    ['@policy(policies: [[[x]]])', 'it has a rule @policy whose policies are not a list of lists of names'],
  ])('whose rule is written %s is refused: it might pass for an open one', async (rule, reason) => {
    await expect(startRuled(rule)).rejects.toMatchObject({
      code: 'SUPERGRAPH_REFUSED',
      details: { reason },
    });
  });

  it('with a rule on an argument is refused', async () => {
    const starting = startTestGateway(
      [subgraph(federationLink, 'type Query { secret(id: ID): String open: String }')],
      { tokens: { jwksUrl: issuer.jwksUrl } },
      (sdl) => withRules({ 'Query.open': '@authenticated' })(sdl).replace('id: ID)', 'id: ID @authenticated)'),
    );
    const reason = 'it has @authenticated in a place where no rule can be enforced';
    await expect(starting).rejects.toMatchObject({ code: 'SUPERGRAPH_REFUSED', details: { reason } });
  });

  it('with a rule that no link explains is refused; with one that another link explains it is not a rule', async () => {
    const edit = (links: string[]) =>
      editSupergraph({ links, definitions: ruleDefinitions, rules: { 'Query.secret': '@authenticated' } });
    const startWith = (links: string[]) => startTestGateway([subgraph(federationLink)], {}, edit(links));
    const reason = 'it has @authenticated, and no @link says what that is';
    await expect(startWith([])).rejects.toMatchObject({ code: 'SUPERGRAPH_REFUSED', details: { reason } });
    for (const link of [
      '@link(url: "https://specs.example.org/authenticated/v1.0")',
      '@link(url: "https://specs.example.org/stamps/v1.0", import: ["@authenticated"])',
      '@link(url: "https://specs.example.org/stamps/v1.0", as: "authenticated")',
    ]) {
      const gateway = await startWith([link]);
      expect(await gateway.ask('{ secret }')).toEqual({ data: { secret: secret('secret') } });
      await gateway.stop();
    }
  });

  it('with rules is refused when no token could be verified', async () => {
    const link = '@link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)';
    await expect(start(link, false)).rejects.toMatchObject({ code: 'SUPERGRAPH_REFUSED' });
  });

  it('without rules needs no tokens', async () => {
    const gateway = await startTestGateway([subgraph(federationLink)]);
    expect(await gateway.ask('{ open }')).toEqual({ data: { open: 'open' } });
    await gateway.stop();
  });
});

fieldRuleSuite(
  'rules of a supergraph that links with @core, as supergraphs did before @link',
  {
    subgraphs: [subgraph(federationLink)],
    edit: (sdl) =>
      withRules({ 'Query.secret': '@authenticated' })(sdl)
        .replaceAll(', for: SECURITY', '')
        .replaceAll('link__Import', 'String')
        .replaceAll('link__Purpose', 'core__Purpose')
        .replace(/directive @link\([^)]*\)/, 'directive @core(feature: String!, as: String, for: core__Purpose)')
        .replaceAll(
          '@link(url: "https://specs.apollo.dev/link/v1.0")',
          '@core(feature: "https://specs.apollo.dev/core/v0.2")',
        )
        .replaceAll('@link(url:', '@core(feature:')
        .replace('scalar String', ''),
  },
  casesFor({}),
);

fieldRuleSuite(
  'what is @inaccessible beside rules',
  {
    subgraphs: [
      {
        name: 'one',
        sdl: `${federationLink}
          type Query { open: String hidden: String @inaccessible secret: String @authenticated }`,
        resolvers,
      },
    ],
  },
  [
    {
      what: 'loads, and both hold',
      query: '{ __type(name: "Query") { fields { name } } secret }',
      data: { __type: { fields: [{ name: 'open' }, { name: 'secret' }] }, secret: null },
      denied: ['secret'],
    },
  ],
);
