import { withRules } from '../support/editSupergraph.ts';
import { federationLink, fieldRuleSuite, secret } from '../support/fieldRuleSuite.ts';
import type { PlainSubgraph } from '../support/startTestSubgraphs.ts';

const animals: PlainSubgraph = {
  name: 'animals',
  sdl: `${federationLink}
    type Query { being: Being animal: Animal animals: [Animal!] dog: Dog cat: Cat marked: Marked any: Any }
    interface Being { id: ID! }
    interface Animal implements Being { id: ID! tag: String vet: String chip: String }
    interface Marked { mark: String }
    type Dog implements Animal & Being & Marked { id: ID! tag: String vet: String chip: String bone: String mark: String }
    type Cat implements Animal & Being { id: ID! tag: String vet: String chip: String }
    union Any = Dog | Cat`,
  resolvers: {
    Query: {
      being: () => ({ __typename: 'Dog' }),
      animal: () => ({ __typename: 'Dog' }),
      animals: () => [{ __typename: 'Dog' }, { __typename: 'Cat' }],
      dog: () => ({}),
      cat: () => ({}),
      marked: () => ({ __typename: 'Dog' }),
      any: () => ({ __typename: 'Cat' }),
    },
    Dog: {
      id: () => 'd',
      tag: () => secret('Dog.tag'),
      vet: () => secret('Dog.vet'),
      chip: () => secret('Dog.chip'),
      bone: () => secret('Dog.bone'),
      mark: () => secret('Dog.mark'),
    },
    Cat: { id: () => 'c', tag: () => secret('Cat.tag'), vet: () => secret('Cat.vet'), chip: () => secret('Cat.chip') },
  },
};

fieldRuleSuite(
  'a rule on an interface’s field',
  { subgraphs: [animals], edit: withRules({ 'Animal.tag': '@authenticated' }) },
  [
    {
      what: 'binds the interface',
      query: '{ animal { id tag } }',
      data: { animal: { id: 'd', tag: null } },
      denied: ['animal.tag'],
    },
    {
      what: 'binds an implementation',
      query: '{ dog { id tag } cat { tag } }',
      data: { dog: { id: 'd', tag: null }, cat: { tag: null } },
      denied: ['dog.tag', 'cat.tag'],
    },
    {
      what: 'binds an inline fragment on an implementation',
      query: '{ animal { ... on Dog { tag } } }',
      data: { animal: { tag: null } },
      denied: ['animal.tag'],
    },
    {
      what: 'binds a named fragment on an implementation',
      query: '{ animals { ...D ...C } } fragment D on Dog { tag } fragment C on Cat { tag }',
      data: { animals: [{ tag: null }, { tag: null }] },
      denied: ['animals.0.tag', 'animals.1.tag'],
    },
    {
      what: 'binds through a union',
      query: '{ any { ... on Cat { tag } } }',
      data: { any: { tag: null } },
      denied: ['any.tag'],
    },
    {
      what: 'lets in who meets it',
      who: {},
      query: '{ dog { tag } animal { tag } }',
      data: { dog: { tag: secret('Dog.tag') }, animal: { tag: secret('Dog.tag') } },
    },
  ],
);

fieldRuleSuite(
  'a rule on an interface’s field, repeated by one implementation beside another that has none of it',
  {
    subgraphs: [animals],
    edit: withRules({ 'Animal.tag': '@authenticated', 'Dog.tag': '@authenticated', 'Dog.vet': '@authenticated' }),
  },
  [
    {
      what: 'binds the other implementation as well',
      query: '{ cat { id tag } }',
      data: { cat: { id: 'c', tag: null } },
      denied: ['cat.tag'],
    },
    {
      what: 'does not bind what only the implementation protects',
      query: '{ cat { vet } }',
      data: { cat: { vet: secret('Cat.vet') } },
    },
    {
      what: 'binds the interface to the implementation’s rule',
      query: '{ animals { vet } }',
      data: { animals: [{ vet: null }, { vet: null }] },
      denied: ['animals.0.vet', 'animals.1.vet'],
    },
  ],
);

fieldRuleSuite(
  'a rule on an interface',
  { subgraphs: [animals], edit: withRules({ Being: '@policy(policies: [["zoo"]])' }) },
  [
    { what: 'closes what returns it', query: '{ being { id } }', data: { being: null }, denied: ['being'] },
    {
      what: 'closes what returns an interface that implements it',
      query: '{ animal { id } animals { __typename } }',
      data: { animal: null, animals: null },
      denied: ['animal', 'animals'],
    },
    {
      what: 'closes what returns an implementation',
      query: '{ dog { bone } }',
      data: { dog: null },
      denied: ['dog'],
      neverAsked: ['Dog.bone'],
    },
    {
      what: 'closes an implementation as a member of a union',
      query: '{ any { ... on Cat { chip } } }',
      data: { any: { chip: null } },
      denied: ['any.chip'],
    },
    {
      what: 'closes what returns another interface of an implementation',
      query: '{ marked { mark } }',
      data: { marked: null },
      denied: ['marked'],
    },
    {
      what: 'closes a field of an implementation that the interface does not have',
      query: '{ any { ... on Dog { bone } __typename } }',
      data: { any: { __typename: 'Cat' } },
      neverAsked: ['Dog.bone'],
    },
    {
      what: 'opens all of it to who meets it',
      who: { policies: ['zoo'] },
      query: '{ being { id } dog { bone } marked { mark } }',
      data: { being: { id: 'd' }, dog: { bone: secret('Dog.bone') }, marked: { mark: secret('Dog.mark') } },
    },
  ],
);

fieldRuleSuite(
  'a rule on an implementation that composition did not carry to its interfaces',
  {
    subgraphs: [animals],
    edit: withRules({ 'Dog.chip': '@requiresScopes(scopes: [["chips"]])', Cat: '@authenticated' }),
  },
  [
    {
      what: 'holds through the interface: a type',
      query: '{ animal { id } }',
      data: { animal: null },
      denied: ['animal'],
    },
    { what: 'holds through a chain: a type', query: '{ being { id } }', data: { being: null }, denied: ['being'] },
    {
      what: 'holds through the interface: a field',
      who: {},
      query: '{ animals { id chip } }',
      data: {
        animals: [
          { id: 'd', chip: null },
          { id: 'c', chip: null },
        ],
      },
      denied: ['animals.0.chip', 'animals.1.chip'],
    },
    {
      what: 'leaves the other implementation alone',
      query: '{ dog { id tag } }',
      data: { dog: { id: 'd', tag: secret('Dog.tag') } },
    },
    {
      what: 'is met through the interface by who meets both',
      who: { scope: 'chips' },
      query: '{ animals { chip } }',
      data: { animals: [{ chip: secret('Dog.chip') }, { chip: secret('Cat.chip') }] },
    },
  ],
);
