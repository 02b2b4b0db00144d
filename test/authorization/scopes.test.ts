import { type FieldRuleCase, federationLink, fieldRuleSuite, secret } from '../support/fieldRuleSuite.ts';
import type { Claims } from '../support/startTestIssuer.ts';

const rules = {
  one: '@requiresScopes(scopes: [["x"]])',
  both: '@requiresScopes(scopes: [["x", "y"]])',
  either: '@requiresScopes(scopes: [["x"], ["y"]])',
  mixed: '@requiresScopes(scopes: [["x", "y"], ["z"]])',
  none: '@requiresScopes(scopes: [])',
  innerEmpty: '@requiresScopes(scopes: [[]])',
  orNothing: '@requiresScopes(scopes: [["x"], []])',
  signedIn: '@authenticated',
  named: '@policy(policies: [["p"]])',
  named2: '@policy(policies: [["p", "q"], ["r"]])',
  namedNone: '@policy(policies: [])',
  all: '@authenticated @requiresScopes(scopes: [["x"]]) @policy(policies: [["p"]])',
};
const open = ['none', 'innerEmpty', 'orNothing', 'namedNone'];
const fields = Object.keys(rules) as (keyof typeof rules)[];

/** Who, and which fields they may read besides the open ones. */
const callers: [who: string, claims: Claims | null, may: string][] = [
  ['nobody', null, ''],
  ['a token without grants', {}, 'signedIn'],
  ['scope "x"', { scope: 'x' }, 'signedIn one either'],
  ['scope "y"', { scope: 'y' }, 'signedIn either'],
  ['scope "x y"', { scope: 'x y' }, 'signedIn one both either mixed'],
  ['scope "  y   x "', { scope: '  y   x ' }, 'signedIn one both either mixed'],
  ['scope "z"', { scope: 'z' }, 'signedIn mixed'],
  ['scope as an array', { scope: ['x', 'y'] }, 'signedIn one both either mixed'],
  ['scp as an array', { scp: ['x', 'y'] }, 'signedIn one both either mixed'],
  ['scp as a text', { scp: 'x y' }, 'signedIn one both either mixed'],
  ['scope and scp together', { scope: 'x', scp: ['y'] }, 'signedIn one both either mixed'],
  ['scope "x,y", one strange scope', { scope: 'x,y' }, 'signedIn'],
  ['scope "X", another scope', { scope: 'X' }, 'signedIn'],
  ['scope "xy"', { scope: 'xy' }, 'signedIn'],
  ['scopes that are no text', { scope: [1, null, { x: 'x' }, ['x']], scp: { x: true } }, 'signedIn'],
  ['a claim of another name', { scopes: 'x y z', roles: ['x'], permissions: ['p'] }, 'signedIn'],
  ['the policy p', { policies: ['p'] }, 'signedIn named'],
  ['the policies p and q', { policies: ['p', 'q'] }, 'signedIn named named2'],
  ['the policies as a text', { policies: 'p q' }, 'signedIn named named2'],
  ['the policy r', { policies: ['r'] }, 'signedIn named2'],
  ['scopes that bear the policies’ names', { scope: 'p q r' }, 'signedIn'],
  ['policies that bear the scopes’ names', { policies: ['x', 'y', 'z'] }, 'signedIn'],
  ['scope "x" and the policy p', { scope: 'x', policies: ['p'] }, 'signedIn one either named all'],
];

const cases: FieldRuleCase[] = callers.map(([who, claims, may]) => {
  const allowed = new Set([...open, ...may.split(' ')]);
  return {
    what: `${who} reads ${[...allowed].filter(Boolean).join(', ')} and nothing else`,
    who: claims,
    query: `{ ${fields.join(' ')} }`,
    data: Object.fromEntries(fields.map((name) => [name, allowed.has(name) ? secret(name) : null])),
    denied: fields.filter((name) => !allowed.has(name)),
  };
});

const sdl = `${federationLink}
  type Query { ${fields.map((name) => `${name}: String ${rules[name]}`).join('\n')} }`;
const resolvers = { Query: Object.fromEntries(fields.map((name) => [name, () => secret(name)])) };
fieldRuleSuite('scopes, policies and tokens', { subgraphs: [{ name: 'one', sdl, resolvers }] }, cases);

fieldRuleSuite(
  'rules of several subgraphs on one field',
  {
    subgraphs: ['a', 'b'].map((name) => ({
      name,
      sdl: `${federationLink}
        type Query { shared: String @shareable @requiresScopes(scopes: [["${name}"], ["admin"]]) half: String @shareable ${name === 'a' ? '@authenticated' : ''} }`,
      resolvers: { Query: { shared: () => secret('shared'), half: () => secret('half') } },
    })),
  },
  [
    { what: 'nobody passes', query: '{ shared half }', data: { shared: null, half: null }, denied: ['shared', 'half'] },
    {
      what: 'the rule of one of them is not enough',
      who: { scope: 'a' },
      query: '{ shared half }',
      data: { shared: null, half: secret('half') },
      denied: ['shared'],
    },
    {
      what: 'both rules together are',
      who: { scope: 'a b' },
      query: '{ shared }',
      data: { shared: secret('shared') },
    },
    {
      what: 'an alternative of both is',
      who: { scope: 'admin' },
      query: '{ shared }',
      data: { shared: secret('shared') },
    },
  ],
);
