import { checkSubgraphs } from '@wasl/gateway/registry/check/checkSubgraphs';
import { sayProblem } from '@wasl/gateway/registry/check/problem';
import type { Ownership, SubgraphEntry } from '@wasl/gateway/registry/ownership/ownership';

const head = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@shareable", "@external", "@requires", "@provides", "@override", "@inaccessible", "@tag", "@interfaceObject", "@composeDirective", "@authenticated", "@requiresScopes", "@policy", "@cost", "@listSize", "@context", "@fromContext"])
  @link(url: "https://specs.wasl.sy/privacy/v1.0", import: ["@public", "@record", "@writesRecord", "@noRecord"]) @composeDirective(name: "@record") @composeDirective(name: "@writesRecord")
directive @record(category: String!, subject: String, labels: String, author: String, mayBeNobodys: Boolean, keys: String) on OBJECT
directive @noRecord(because: String!) on OBJECT | FIELD_DEFINITION directive @writesRecord(category: String!, subject: String!, via: String) repeatable on FIELD_DEFINITION
`;
const definition = 'directive @public on OBJECT | FIELD_DEFINITION | INTERFACE | ENUM | SCALAR\n';
const registrySdl = `${head}${definition}
extend schema @link(url: "https://specs.wasl.sy/system/v1.0", import: ["@system"]) @system(en: "The registry", ar: "السجل")
directive @system(en: String!, ar: String!) on SCHEMA
type Query { patient(healthId: ID!): Patient recordFacts(healthIds: [ID!]!, role: String!): [Int] @inaccessible found: [Found] @public named: [Named] @public ward: Ward @public page: PageInfo @public }
type Mutation { register(input: RegisterInput!): ID @authenticated }
type Patient @key(fields: "healthId") @record(category: "DEMOGRAPHICS", subject: "healthId") @requiresScopes(scopes: [["read"]]) {
  healthId: ID!
  birthDate: Date
  sex: Sex
  secret: Secret
}
type Secret @authenticated @noRecord(because: "part of the patient") { x: Int }
type Ward @key(fields: "id") @public { id: ID! name: String }
type PageInfo @shareable @public { hasNextPage: Boolean! endCursor: String }
enum Sex @public { FEMALE MALE }
scalar Date @public @specifiedBy(url: "https://www.rfc-editor.org/rfc/rfc3339#section-5.6")
input RegisterInput { name: String birthDate: Date sex: Sex }
interface Named { name: String @public }
union Found = Ward | Secret
`;
const entry: SubgraphEntry = {
  ministry: { en: 'Ours', ar: 'وزارتنا' },
  types: [],
  fields: [],
  scopes: [],
  mayRead: [],
  extends: new Map(),
  shares: new Map(),
  yields: new Map(),
};
/** Everything that a partner adds is listed as its own but what is called so that it is not. */
function fieldsOf(sdl: string): string[] {
  const roots = ['Query', 'Mutation', 'Subscription'];
  const known = [...registrySdl.matchAll(/(\w+)\s*(?:\([^)]*\))?:/g)].map(([, name]) => name);
  const names = [...sdl.matchAll(/([A-Za-z_]\w*)\s*(?:\((?:\([^)]*\)|[^()])*\))?:/g)].flatMap(([, name = '']) => name);
  const own = [...new Set(names)].filter((name) => !known.includes(name) && !name.startsWith('unlisted'));
  return own.flatMap((name) => [...roots, 'Patient'].map((type) => `${type}.${name}`));
}

function ownershipWith(fields: readonly string[]): Ownership {
  return new Map([
    [
      'registry',
      {
        ...entry,
        types: ['Patient'],
        fields: ['Query.recordFacts'],
        extends: new Map([['Patient', ['partner']]]),
        shares: new Map([
          ['Date', ['*']],
          ['PageInfo', ['*']],
        ]),
      },
    ],
    ['partner', { ...entry, fields }],
  ]);
}
const grants = { scopes: new Set(['read', 'none']), policies: new Set(['p', 'nobody']) };
const registry = { name: 'registry', file: 'registry.graphql', sdl: registrySdl };

/** What `wasl check` says of a partner's types beside a registry of ours, in English. A whole subgraph brings its own links. */
export function said(types: string, name = 'partner', isWhole = false): string[] {
  const own = types.includes('directive @public') ? head : head + definition;
  const partner = { name, file: `${name}.graphql`, sdl: isWhole ? types : `${own}${types}` };
  const ownership = ownershipWith(fieldsOf(partner.sdl));
  return checkSubgraphs([partner], [registry], undefined, { ownership, grants }).map((one) => sayProblem(one, 'en'));
}
