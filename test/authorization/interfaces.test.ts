import { federationLink, fieldRuleSuite, secret } from '../support/fieldRuleSuite.ts';
import type { PlainSubgraph } from '../support/startTestSubgraphs.ts';

const user = { __typename: 'User', id: 'u' };
const robot = { __typename: 'Robot', id: 'r' };
const ghost = { __typename: 'Ghost', id: 'g' };

const people: PlainSubgraph = {
  name: 'people',
  sdl: `${federationLink}
    type Query { user: User robot: Robot node: Node nodes: [Node!] named: Named both: [Named] user2: Named ghost: Ghost haunted: Haunted }
    interface Named { label: String code: String! }
    interface Node implements Named { id: ID! label: String code: String! friend: Node hidden: String }
    type User implements Node & Named @key(fields: "id") {
      id: ID! label: String code: String! friend: User hidden: String @requiresScopes(scopes: [["hidden"]]) email: String @authenticated
    }
    type Robot implements Node & Named @key(fields: "id") {
      id: ID! label: String @requiresScopes(scopes: [["robots"]]) code: String! @requiresScopes(scopes: [["codes"]]) friend: Robot hidden: String
    }
    interface Haunted { id: ID! }
    type Ghost implements Haunted @policy(policies: [["ghosts"]]) { id: ID! }
    type House implements Haunted { id: ID! }`,
  resolvers: {
    Query: {
      user: () => user,
      robot: () => robot,
      node: () => user,
      nodes: () => [user, robot],
      named: () => robot,
      both: () => [user, robot],
      user2: () => user,
      ghost: () => ghost,
      haunted: () => ({ __typename: 'House', id: 'house' }),
    },
    User: {
      label: () => 'user label',
      code: () => 'user code',
      friend: () => user,
      hidden: () => secret('User.hidden'),
      email: () => secret('User.email'),
    },
    Robot: {
      label: () => secret('Robot.label'),
      code: () => secret('Robot.code'),
      friend: () => robot,
      hidden: () => 'robot hidden',
    },
  },
};

fieldRuleSuite('a field selected through an interface', { subgraphs: [people] }, [
  {
    what: 'needs the rule of another implementation',
    query: '{ node { id label } }',
    data: { node: { id: 'u', label: null } },
    denied: ['node.label'],
  },
  {
    what: 'needs it in a list',
    query: '{ nodes { id label } }',
    data: {
      nodes: [
        { id: 'u', label: null },
        { id: 'r', label: null },
      ],
    },
    denied: ['nodes.0.label', 'nodes.1.label'],
  },
  {
    what: 'needs it through a chain of interfaces',
    query: '{ named { label } }',
    data: { named: { label: null } },
    denied: ['named.label'],
  },
  {
    what: 'bubbles where it is not null',
    query: '{ both { code } }',
    data: { both: [null, null] },
    denied: ['both.0.code', 'both.1.code'],
  },
  {
    what: 'is answered to who meets every implementation',
    who: { scope: 'robots codes' },
    query: '{ both { label code } }',
    data: {
      both: [
        { label: 'user label', code: 'user code' },
        { label: secret('Robot.label'), code: secret('Robot.code') },
      ],
    },
  },
  {
    what: 'does not close the same field of an open implementation',
    query: '{ user { label code } }',
    data: { user: { label: 'user label', code: 'user code' } },
  },
  {
    what: 'keeps the protected implementation closed',
    query: '{ robot { label } }',
    data: { robot: { label: null } },
    denied: ['robot.label'],
  },
  {
    what: 'is open in a fragment on an open implementation',
    query: '{ nodes { id ... on User { label } } }',
    data: { nodes: [{ id: 'u', label: 'user label' }, { id: 'r' }] },
    neverAsked: ['Robot.label'],
  },
  {
    what: 'is closed in a fragment on the protected one',
    query: '{ nodes { ... on User { label } ... on Robot { label } } }',
    data: { nodes: [{ label: 'user label' }, { label: null }] },
    denied: ['nodes.1.label'],
    mayAsk: ['User.label'],
  },
  {
    what: 'is closed in a fragment on the interface below an open type',
    query: '{ user { id ... on Node { label } } }',
    data: { user: { id: 'u', label: null } },
    denied: ['user.label'],
  },
  {
    what: 'is closed in a fragment on a higher interface',
    query: '{ node { ... on Named { code } } }',
    data: { node: null },
    denied: ['node.code'],
  },
  {
    what: 'is answered where an open place asks for it too',
    query: '{ nodes { label ... on User { label } } }',
    data: { nodes: [{ label: 'user label' }, { label: null }] },
    denied: ['nodes.1.label'],
    mayAsk: ['User.label'],
  },
  {
    what: 'in either order',
    query: '{ nodes { ... on User { label } label } }',
    data: { nodes: [{ label: 'user label' }, { label: null }] },
    denied: ['nodes.1.label'],
    mayAsk: ['User.label'],
  },
  {
    what: 'is judged in each step of a path',
    query: '{ node { friend { friend { label } } } }',
    data: { node: { friend: { friend: { label: null } } } },
    denied: ['node.friend.friend.label'],
  },
  {
    what: 'needs each rule of several implementations',
    who: { scope: 'hidden' },
    query: '{ nodes { hidden label } }',
    data: {
      nodes: [
        { hidden: secret('User.hidden'), label: null },
        { hidden: 'robot hidden', label: null },
      ],
    },
    denied: ['nodes.0.label', 'nodes.1.label'],
  },
  {
    what: 'keeps __typename',
    query: '{ nodes { __typename label } }',
    data: {
      nodes: [
        { __typename: 'User', label: null },
        { __typename: 'Robot', label: null },
      ],
    },
    denied: ['nodes.0.label', 'nodes.1.label'],
  },
  {
    what: 'is not confused by fragments that share a response key',
    query: '{ nodes { ... on User { x: label } ... on Robot { x: hidden } } }',
    data: { nodes: [{ x: 'user label' }, { x: 'robot hidden' }] },
  },
  {
    what: 'nor when one of them is denied',
    query: '{ nodes { ... on User { x: hidden } ... on Robot { x: hidden } } }',
    data: { nodes: [{ x: null }, { x: 'robot hidden' }] },
    denied: ['nodes.0.x'],
    mayAsk: ['Robot.hidden'],
  },
  {
    what: 'nor when they are different fields',
    query: '{ nodes { ... on User { x: email } ... on Robot { x: hidden } } }',
    data: { nodes: [{ x: null }, { x: 'robot hidden' }] },
    denied: ['nodes.0.x'],
    mayAsk: ['Robot.hidden'],
  },
  {
    what: 'is judged by the type of a protected implementation',
    query: '{ haunted { id } }',
    data: { haunted: null },
    denied: ['haunted'],
    neverAsked: ['Haunted.id', 'House.id', 'Ghost.id'],
  },
  {
    what: 'and opens with its grant',
    who: { policies: ['ghosts'] },
    query: '{ haunted { id } ghost { id } }',
    data: { haunted: { id: 'house' }, ghost: { id: 'g' } },
  },
]);

fieldRuleSuite('fragments', { subgraphs: [people] }, [
  {
    what: 'nested three deep lose what is denied',
    query:
      '{ user { ...A } } fragment A on User { id ...B } fragment B on User { label ...C } fragment C on User { email }',
    data: { user: { id: 'u', label: 'user label', email: null } },
    denied: ['user.email'],
  },
  {
    what: 'that hold nothing else vanish',
    query: '{ user { id ...C } } fragment C on User { email }',
    data: { user: { id: 'u', email: null } },
    denied: ['user.email'],
  },
  {
    what: 'that vanish through others do',
    query: '{ user { ...A } } fragment A on User { ...B } fragment B on User { email }',
    data: { user: { email: null } },
    denied: ['user.email'],
  },
  {
    what: 'may stand in allowed and denied places',
    query: '{ user { ...N } robot { ...N } } fragment N on Named { label }',
    data: { user: { label: null }, robot: { label: null } },
    denied: ['user.label', 'robot.label'],
  },
  {
    what: 'may stand below a denied and an allowed field',
    query:
      '{ haunted { ...H } user { ...U } again: haunted { ...H } } fragment H on Haunted { id } fragment U on User { id }',
    data: { haunted: null, user: { id: 'u' }, again: null },
    denied: ['haunted', 'again'],
  },
  {
    what: 'on a denied type are denied with their type name',
    query: '{ haunted { ...G } } fragment G on Ghost { __typename }',
    data: { haunted: null },
    denied: ['haunted'],
  },
  {
    what: 'inline without a condition keep what is allowed',
    query: '{ user { ... { id ... { email label } } } }',
    data: { user: { id: 'u', email: null, label: 'user label' } },
    denied: ['user.email'],
  },
  {
    what: 'spread twice have one error a field',
    query: '{ user { ...E ...E email } } fragment E on User { email }',
    data: { user: { email: null } },
    denied: ['user.email'],
  },
  {
    what: 'with a condition that is false raise nothing',
    query: '{ user { id ... @include(if: false) { email } ...E @skip(if: true) } } fragment E on User { email }',
    data: { user: { id: 'u' } },
    neverAsked: ['User.email'],
  },
  {
    what: 'on the operation root',
    query: '{ ...Q } fragment Q on Query { user { email } node { label } }',
    data: { user: { email: null }, node: { label: null } },
    denied: ['user.email', 'node.label'],
  },
  {
    what: 'on an interface that the object does not have are nothing',
    query: '{ user { id } ... on Query { haunted { ... on House { id } } } }',
    data: { user: { id: 'u' }, haunted: null },
    denied: ['haunted'],
  },
]);

fieldRuleSuite('aliases', { subgraphs: [people] }, [
  {
    what: 'that are the field’s own name are one with it',
    query: '{ user { friend { id } friend: friend { label email } } }',
    data: { user: { friend: { id: 'u', label: 'user label', email: null } } },
    denied: ['user.friend.email'],
  },
  {
    what: 'do not hide a denied field',
    query: '{ user { id label: email } }',
    data: { user: { id: 'u', label: null } },
    denied: ['user.label'],
  },
  {
    what: 'swapped keep each value in its place',
    query: '{ user { email: label label: email } }',
    data: { user: { email: 'user label', label: null } },
    denied: ['user.label'],
    neverAsked: ['User.email'],
  },
  {
    what: 'of a key that the gateway fetches for itself',
    query: '{ user { id: email key: id } }',
    data: { user: { id: null, key: 'u' } },
    denied: ['user.id'],
  },
  {
    what: 'of __typename as a denied field’s name',
    query: '{ user { email: __typename } }',
    data: { user: { email: 'User' } },
  },
  {
    what: 'that call a denied field __typename',
    query: '{ user { __typename: email id } }',
    data: { user: { __typename: null, id: 'u' } },
    denied: ['user.__typename'],
  },
  {
    what: 'several of one denied field have an error each',
    query: '{ user { a: email b: email } }',
    data: { user: { a: null, b: null } },
    denied: ['user.a', 'user.b'],
  },
  {
    what: 'of a denied root field',
    query: '{ user: haunted { id } haunted: user { id } }',
    data: { user: null, haunted: { id: 'u' } },
    denied: ['user'],
    mayAsk: [],
  },
  {
    what: 'that are the names which the gateway adds',
    query: '{ nodes { waslTypename: id waslTypename_: label } }',
    data: {
      nodes: [
        { waslTypename: 'u', waslTypename_: null },
        { waslTypename: 'r', waslTypename_: null },
      ],
    },
    denied: ['nodes.0.waslTypename_', 'nodes.1.waslTypename_'],
  },
  {
    what: 'of an object hold its denied fields',
    query: '{ a: user { email } b: user { label } }',
    data: { a: { email: null }, b: { label: 'user label' } },
    denied: ['a.email'],
  },
]);
