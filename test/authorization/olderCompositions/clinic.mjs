/** The versions of `@apollo/composition` that have a supergraph here, and the version of federation that its subgraphs link. */
export const federationOf = {
  '2.0.5': 0,
  '2.3.5': 3,
  '2.4.12': 4,
  '2.5.7': 5,
  '2.6.3': 6,
  '2.8.5': 8,
  '2.9.3': 9,
  '2.14.4': 14,
};

/** Before 2.5 no composition knew the rules: subgraphs that wanted them in the supergraph defined them on their own. */
const rulesOfTheirOwn = `
  @link(url: "https://specs.apollo.dev/authenticated/v0.1", import: [{name: "@authenticated", as: "@signedIn"}], for: SECURITY)
  @link(url: "https://specs.apollo.dev/requiresScopes/v0.1", import: ["@requiresScopes"], for: SECURITY)
  @composeDirective(name: "@signedIn")
  @composeDirective(name: "@requiresScopes")
  directive @signedIn on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM
  directive @requiresScopes(scopes: [[String!]!]!) on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM`;

/** A clinic's subgraphs as a version of composition takes them; `isRuled: false` leaves the rules out. */
export function clinic(version, isRuled = true) {
  const minor = federationOf[version];
  const isKnown = isRuled && minor >= 5;
  const isComposed = isRuled && version === '2.3.5';
  const hasRules = isKnown || isComposed;
  const [signedIn, scope, policy] = [
    hasRules ? '@signedIn' : '',
    (name) => (hasRules ? `@requiresScopes(scopes: [["${name}"]])` : ''),
    (name) => (hasRules && minor >= 6 ? `@policy(policies: [["${name}"]])` : ''),
  ];
  // The newest composition refuses rules on interfaces.
  const onInterface = (rule) => (minor < 14 ? rule : '');
  const hasInterfaceObjects = minor >= 3;
  const hasContexts = minor >= 8;
  const imports = [
    '"@key"',
    '"@external"',
    '"@requires"',
    '"@shareable"',
    ...(hasInterfaceObjects ? ['"@interfaceObject"'] : []),
    ...(hasContexts ? ['"@context"', '"@fromContext"'] : []),
    ...(isComposed ? ['"@composeDirective"'] : []),
    ...(isKnown ? ['{name: "@authenticated", as: "@signedIn"}', '"@requiresScopes"'] : []),
    ...(isKnown && minor >= 6 ? ['"@policy"'] : []),
  ].join(', ');
  const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.${minor}", import: [${imports}])
    ${isComposed ? rulesOfTheirOwn : ''}`;

  const ratings = {
    name: 'ratings',
    sdl: `${link}
      type Entry @key(fields: "id") @interfaceObject {
        id: ID!
        summary: String @external
        stars: Int
        blurb: String @requires(fields: "summary") ${onlyNew(scope('entries'))}
      }`,
  };

  return [
    {
      name: 'patients',
      sdl: `${link}
        type Query { patient: Patient entries: [Entry!] visit: Visit staff: [Staff!] nurse: Nurse found: [Found!] ward: Ward }
        type Patient @key(fields: "id") {
          id: ID!
          name: String
          nationalId: String ${scope('id')}
          insurance: Insurance
          entries: [Entry!]
          diagnosis: String ${policy('care')}
        }
        type Insurance ${signedIn} { number: String }
        interface Entry ${hasInterfaceObjects ? '@key(fields: "id")' : ''} { id: ID! summary: String code: String }
        type Visit implements Entry @key(fields: "id") { id: ID! summary: String ${scope('entries')} code: String room: String }
        type Test implements Entry @key(fields: "id") { id: ID! summary: String code: String }
        interface Staff { id: ID! pager: String ${onInterface(scope('pagers'))} }
        type Nurse implements Staff { id: ID! pager: String }
        type Doctor implements Staff { id: ID! pager: String ${signedIn} }
        union Found = Note | Nurse
        type Note ${signedIn} { text: String }
        type Ward @key(fields: "id") ${hasContexts ? '@context(name: "ward")' : ''} { id: ID! door: String ${scope('doors')} bed: Bed! }
        type Bed @key(fields: "id") {
          id: ID!
          label${hasContexts ? '(door: String @fromContext(field: "$ward { door }"))' : ''}: String ${onlyNew(scope('doors'))}
        }`,
    },
    {
      name: 'billing',
      sdl: `${link}
        type Patient @key(fields: "id") {
          id: ID!
          nationalId: String @external
          name: String @external
          insurance: Insurance @external
          invoice: String @requires(fields: "nationalId") ${onlyNew(scope('id'))}
          salutation: String @requires(fields: "name")
          cover: String @requires(fields: "insurance { number }") ${onlyNew(signedIn)}
        }
        type Insurance { number: String @external }
        type Visit @key(fields: "id") { id: ID! price: Int }`,
    },
    {
      name: 'letters',
      sdl: `${link}
        type Patient @key(fields: "id") {
          id: ID!
          invoice: String @external
          reminder: String @requires(fields: "invoice") ${onlyNew(scope('id'))}
        }`,
    },
    ...(hasInterfaceObjects ? [ratings] : []),
  ];

  /** The newest composition refuses a field that reads more than its own rule allows. */
  function onlyNew(rule) {
    return minor >= 14 ? rule : '';
  }
}
