import { withRules } from '../support/editSupergraph.ts';
import { type FieldRuleCase, federationLink, fieldRuleSuite, secret } from '../support/fieldRuleSuite.ts';
import type { PlainSubgraph } from '../support/startTestSubgraphs.ts';

const email = '@requiresScopes(scopes: [["email"]])';
const rules: Record<string, string> = {
  'User.email': email,
  'User.greeting': email,
  'User.letter': email,
  'User.city': email,
  'Address.zip': email,
  'User.region': email,
};

/** Three subgraphs in a chain: letter needs greeting, which needs email. */
const chain = (write: (field: string) => string): PlainSubgraph[] => [
  {
    name: 'people',
    sdl: `${federationLink}
      type Query { user: User users: [User!]! named: Named }
      interface Named { id: ID! }
      type User implements Named @key(fields: "id") { id: ID! name: String email: String ${write('User.email')} address: Address addresses: [[Address!]!]! pet: Pet }
      type Address { zip: String ${write('Address.zip')} street: String }
      interface Pet { tag: String }
      type Dog implements Pet { tag: String bone: String }
      type Cat implements Pet { tag: String }`,
    resolvers: {
      Query: {
        user: () => ({ id: '1' }),
        users: () => [{ id: '1' }, { id: '2' }],
        named: () => ({ __typename: 'User', id: '1' }),
      },
      User: {
        __resolveReference: (user: object) => user,
        name: () => 'Rima',
        email: () => secret('User.email'),
        address: () => ({}),
        addresses: () => [[{}], [{}]],
        pet: () => ({ __typename: 'Dog' }),
      },
      Address: { zip: () => secret('Address.zip'), street: () => 'street' },
      Dog: { tag: () => 'tag', bone: () => 'bone' },
    },
  },
  {
    name: 'greetings',
    sdl: `${federationLink}
      type User @key(fields: "id") { id: ID! email: String @external name: String @external
        greeting: String @requires(fields: "email") ${write('User.greeting')}
        plain: String @requires(fields: "name") }`,
    resolvers: {
      User: {
        __resolveReference: (user: object) => user,
        greeting: ({ email: address }: { email: string }) => `Dear ${address}`,
        plain: ({ name }: { name: string }) => `Dear ${name}`,
      },
    },
  },
  {
    name: 'letters',
    sdl: `${federationLink}
      type User @key(fields: "id") { id: ID! greeting: String @external address: Address @external addresses: [[Address!]!]! @external
        letter: String @requires(fields: "greeting") ${write('User.letter')}
        city: String @requires(fields: "address { street zip }") ${write('User.city')}
        region: String @requires(fields: "addresses { zip }") ${write('User.region')}
        street: String @requires(fields: "address { street }") }
      type Address { zip: String @external street: String @external }`,
    resolvers: {
      User: {
        __resolveReference: (user: object) => user,
        letter: ({ greeting }: { greeting: string }) => `${greeting}, bye`,
        city: ({ address }: { address: { zip: string } }) => `city ${address.zip}`,
        region: ({ addresses }: { addresses: { zip: string }[][] }) => `region ${addresses[0]?.[0]?.zip}`,
        street: ({ address }: { address: { street: string } }) => `in ${address.street}`,
      },
    },
  },
];

const inputs = ['User.email', 'User.greeting', 'Address.zip'];
const cases: FieldRuleCase[] = [
  {
    what: 'a field that reads a denied one is denied',
    query: '{ user { id greeting } }',
    data: { user: { id: '1', greeting: null } },
    denied: ['user.greeting'],
    neverAsked: inputs,
  },
  {
    what: 'a field that reads one that reads a denied one is denied',
    query: '{ user { id letter } }',
    data: { user: { id: '1', letter: null } },
    denied: ['user.letter'],
    neverAsked: inputs,
  },
  {
    what: 'a field that reads below an object is denied',
    query: '{ user { id city } }',
    data: { user: { id: '1', city: null } },
    denied: ['user.city'],
    neverAsked: [...inputs, 'User.address'],
  },
  {
    what: 'a field that reads through nested lists is denied',
    query: '{ user { region } }',
    data: { user: { region: null } },
    denied: ['user.region'],
    neverAsked: [...inputs, 'User.addresses'],
  },
  {
    what: 'a field that reads what is open is answered',
    query: '{ user { plain street } }',
    data: { user: { plain: 'Dear Rima', street: 'in street' } },
    neverAsked: inputs,
  },
  {
    what: 'in a list each has its path',
    query: '{ users { greeting plain } }',
    data: {
      users: [
        { greeting: null, plain: 'Dear Rima' },
        { greeting: null, plain: 'Dear Rima' },
      ],
    },
    denied: ['users.0.greeting', 'users.1.greeting'],
    neverAsked: inputs,
  },
  {
    what: 'under an alias of an open field',
    query: '{ user { name: greeting plain } }',
    data: { user: { name: null, plain: 'Dear Rima' } },
    denied: ['user.name'],
    neverAsked: inputs,
  },
  {
    what: 'in a fragment below an interface',
    query: '{ named { ... on User { letter plain } } }',
    data: { named: { letter: null, plain: 'Dear Rima' } },
    denied: ['named.letter'],
    neverAsked: inputs,
  },
  {
    what: 'who may read the source reads all',
    who: { scope: 'email' },
    query: '{ user { letter city region } }',
    data: {
      user: {
        letter: `Dear ${secret('User.email')}, bye`,
        city: `city ${secret('Address.zip')}`,
        region: `region ${secret('Address.zip')}`,
      },
    },
  },
  {
    what: 'a denied source beside it is denied as well',
    query: '{ user { email greeting address { zip street } } }',
    data: { user: { email: null, greeting: null, address: { zip: null, street: 'street' } } },
    denied: ['user.email', 'user.greeting', 'user.address.zip'],
  },
];

fieldRuleSuite('@requires in a composition of today', { subgraphs: chain((field) => rules[field] ?? '') }, cases);

// Compositions before 2.12.1 let a field read what it was no rule for.
fieldRuleSuite(
  '@requires in an older composition, which wrote the rule on the source only',
  { subgraphs: chain(() => ''), edit: withRules({ 'User.email': email, 'Address.zip': email }) },
  cases,
);
fieldRuleSuite(
  '@requires of an older composition, where the rule is on a type',
  {
    subgraphs: chain(() => ''),
    edit: withRules({
      Address: '@requiresScopes(scopes: [["email"]])',
      'User.email': '@requiresScopes(scopes: [["email"]])',
    }),
  },
  [
    {
      what: 'a field that reads an object of it is denied',
      query: '{ user { id street city } }',
      data: { user: { id: '1', street: null, city: null } },
      denied: ['user.street', 'user.city'],
      neverAsked: ['User.address', 'Address.street', 'Address.zip'],
    },
    {
      what: 'and answered to who may',
      who: { scope: 'email' },
      query: '{ user { street } }',
      data: { user: { street: 'in street' } },
    },
  ],
);

const shop: PlainSubgraph[] = [
  {
    name: 'items',
    sdl: `${federationLink}
      type Query { item: Item }
      type Item @key(fields: "id") { id: ID! price(currency: String = "SYP"): Int owner: Owner }
      interface Owner { name: String }
      type Person implements Owner { name: String nationalId: String }
      type Firm implements Owner { name: String taxId: String }`,
    resolvers: {
      Query: { item: () => ({ id: 'i' }) },
      Item: {
        __resolveReference: (item: object) => item,
        price: () => 424242,
        owner: () => ({ __typename: 'Person', name: 'Rima', nationalId: secret('Person.nationalId') }),
      },
    },
  },
  {
    name: 'shipping',
    sdl: `${federationLink}
      type Item @key(fields: "id") { id: ID! price(currency: String = "SYP"): Int @external owner: Owner @external
        label: String @requires(fields: "owner { ... on Person { nationalId } }")
        card: String @requires(fields: "owner { name }")
        cost: Int @requires(fields: "price(currency: \\"USD\\")") }
      interface Owner { name: String }
      type Person implements Owner { name: String @external nationalId: String @external }
      type Firm implements Owner { name: String @external }`,
    resolvers: {
      Item: {
        __resolveReference: (item: object) => item,
        label: ({ owner }: { owner: { nationalId: string } }) => `for ${owner.nationalId}`,
        card: ({ owner }: { owner: { name: string } }) => `for ${owner.name}`,
        cost: ({ price }: { price: number }) => price,
      },
    },
  },
];
fieldRuleSuite(
  '@requires that reads through an interface or with arguments, in an older composition',
  {
    subgraphs: shop,
    edit: withRules({
      'Person.nationalId': '@authenticated',
      'Firm.name': '@authenticated',
      'Item.price': '@policy(policies: [["price"]])',
    }),
  },
  [
    {
      what: 'a fragment on an implementation counts',
      query: '{ item { id label } }',
      data: { item: { id: 'i', label: null } },
      denied: ['item.label'],
      neverAsked: ['Item.owner', 'Person.nationalId'],
    },
    {
      what: 'a field through an interface counts every implementation',
      query: '{ item { id card } }',
      data: { item: { id: 'i', card: null } },
      denied: ['item.card'],
      neverAsked: ['Item.owner', 'Owner.name', 'Person.name', 'Firm.name'],
    },
    {
      what: 'a field with arguments counts',
      query: '{ item { id cost } }',
      data: { item: { id: 'i', cost: null } },
      denied: ['item.cost'],
      neverAsked: ['Item.price'],
    },
    {
      what: 'all are answered to who may',
      who: { policies: ['price'] },
      query: '{ item { label card cost } }',
      data: { item: { label: `for ${secret('Person.nationalId')}`, card: 'for Rima', cost: 424242 } },
    },
  ],
);
