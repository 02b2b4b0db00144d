import { decodeJwt } from 'jose';
import type { Claims } from '../../support/startTestIssuer.ts';
import type { PlainSubgraph } from '../../support/startTestSubgraphs.ts';
import { secret } from '../../support/fieldRuleSuite.ts';

const grants = ['phone', 'diagnosis', 'notes'] as const;
export type Grant = (typeof grants)[number];

/** Who asks; subgraphs are told the name, and put it into whatever they answer. */
export interface TestCaller {
  name: string;
  grants: readonly Grant[];
  claims: Claims;
}

/** One caller for each way to hold some of the grants; the first holds none, the last all. */
export const callers: readonly TestCaller[] = Array.from({ length: 2 ** grants.length }, (_, index) => {
  const held = grants.filter((_grant, bit) => (index >> bit) % 2 === 1);
  const name = `c${index}`;
  const scope = held.filter((grant) => grant !== 'diagnosis').join(' ');
  return { name, grants: held, claims: { facility_id: name, scope, policies: held.filter((g) => g === 'diagnosis') } };
});

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@external", "@requires"])`;

type Source = { id: string; phone?: string };
type Context = { headers: Record<string, string | undefined> };

/** The caller for whom the gateway asks. */
export function callerNamedIn(headers: Context['headers']): string {
  return String(decodeJwt(headers['x-wasl-caller'] ?? '')['facilityId']);
}

const valueFor =
  (field: FieldName) =>
  ({ id, phone }: Source, _: unknown, { headers }: Context) =>
    valueOf(field, id, callerNamedIn(headers), phone);

/** Two subgraphs with one patient between them. They have no rules: those are put into the supergraph, to be changed. */
export const chartSubgraphs: PlainSubgraph[] = [
  {
    name: 'people',
    sdl: `${link}
      type Query { patient(id: ID!): Patient patients(ids: [ID!]!): [Patient!]! }
      type Patient @key(fields: "id") { id: ID! name: String asker: String phone: String diagnosis: String }`,
    resolvers: {
      Query: {
        patient: (_: unknown, { id }: Source) => ({ id }),
        patients: (_: unknown, { ids }: { ids: string[] }) => ids.map((id) => ({ id })),
      },
      Patient: {
        __resolveReference: (patient: Source) => patient,
        ...resolversOf('name', 'asker', 'phone', 'diagnosis'),
      },
    },
  },
  {
    name: 'records',
    sdl: `${link}
      type Patient @key(fields: "id") {
        id: ID! phone: String @external visits: String notes: String card: String @requires(fields: "phone")
      }`,
    resolvers: {
      Patient: { __resolveReference: (patient: Source) => patient, ...resolversOf('visits', 'notes', 'card') },
    },
  },
];

function resolversOf(...fields: FieldName[]): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field, valueFor(field)]));
}

export const fieldNames = ['name', 'asker', 'phone', 'diagnosis', 'visits', 'notes', 'card'] as const;
export type FieldName = (typeof fieldNames)[number];

/** What a subgraph answers to a caller; a protected value holds the caller's name, so that one in the wrong hands is seen. */
export function valueOf(field: FieldName, id: string, caller: string, phone = secret(`phone.${id}.${caller}`)): string {
  switch (field) {
    case 'asker':
      return caller;
    case 'card':
      return `card of ${phone}`;
    case 'name':
    case 'visits':
      return `${field} ${id} for ${caller}`;
    default:
      return secret(`${field}.${id}.${caller}`);
  }
}

/** Which grant each field needs. `card` needs what it reads; the supergraph does not say so. */
export type Rules = Partial<Record<FieldName, Grant>>;

/** Two versions of the rules: what is open in one is closed in the other. */
export const rulesets: readonly { rules: Rules; written: Record<string, string> }[] = [
  {
    rules: { phone: 'phone', card: 'phone', diagnosis: 'diagnosis', notes: 'notes' },
    written: {
      'Patient.phone': '@requiresScopes(scopes: [["phone"]])',
      'Patient.diagnosis': '@policy(policies: [["diagnosis"]])',
      'Patient.notes': '@requiresScopes(scopes: [["notes"]])',
    },
  },
  {
    rules: { name: 'notes', visits: 'diagnosis', notes: 'phone', diagnosis: 'diagnosis' },
    written: {
      'Patient.name': '@requiresScopes(scopes: [["notes"]])',
      'Patient.visits': '@policy(policies: [["diagnosis"]])',
      'Patient.notes': '@requiresScopes(scopes: [["phone"]])',
      'Patient.diagnosis': '@policy(policies: [["diagnosis"]])',
    },
  },
];

export function mayRead(caller: TestCaller, field: FieldName, rules: Rules): boolean {
  const needed = rules[field];
  return needed === undefined || caller.grants.includes(needed);
}
