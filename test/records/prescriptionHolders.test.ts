import { fileURLToPath } from 'node:url';
import { GraphQLError } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../support/startTestGateway.ts';
import type { PlainSubgraph } from '../support/startTestSubgraphs.ts';
import { startTestIssuer, type TestIssuer } from '../support/startTestIssuer.ts';

const policiesDir = fileURLToPath(new URL('../../schema/policies', import.meta.url));
const link = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@composeDirective", "@inaccessible"])
  @link(url: "https://specs.wasl.sy/privacy/v1.0", import: ["@record", "@writesRecord"])
  @composeDirective(name: "@record") @composeDirective(name: "@writesRecord")
  directive @writesRecord(category: String!, subject: String!, via: String) repeatable on FIELD_DEFINITION
  directive @record(category: String!, subject: String, labels: String, keys: String) on OBJECT`;
const registrySdl = `${link}
  type Query { patient(healthId: ID!): Patient recordFacts(healthIds: [ID!]!, role: String!): [RecordFacts!] @inaccessible }
  type Patient @key(fields: "healthId") @record(category: "DEMOGRAPHICS", subject: "healthId") { healthId: ID! phone: String }
  type RecordFacts @inaccessible { healthId: ID! healthIds: [ID!]! isOwn: Boolean guardianOf: String isTreating: Boolean
    hasActivePrescription: Boolean isGlassBroken: Boolean directives: [Directive!]! }
  type Directive @inaccessible { decision: String! category: String facilityId: String role: String }`;
const pharmacySdl = `${link}
  type Query { prescriptionHolders(healthIds: [ID!]!): [ID!]! @inaccessible }
  type Mutation { dispense(id: ID!): Prescription @writesRecord(category: "MEDICATIONS", subject: "id", via: "Prescription") }
  type Prescription @key(fields: "id") @record(category: "MEDICATIONS", subject: "patient.healthId", labels: "confidentiality sensitivities") {
    id: ID! patient: Patient confidentiality: String sensitivities: [String!] }
  type Patient @key(fields: "healthId") { healthId: ID! prescriptions: Prescriptions }
  type Prescriptions @record(category: "MEDICATIONS") { count: Int }`;

const world: { holders: string[]; fails: false | 'anyhow' | 'DATABASE_UNAVAILABLE'; holdsForMs: number } = {
  holders: ['old of 1', '3'],
  fails: false,
  holdsForMs: 0,
};
/** Resolved when the pharmacy is asked whose prescriptions it has to do with. */
let told: () => void = () => undefined;
let pharmacyIsAsked: Promise<void>;
/** A prescription of the patient by whose ID it goes. */
const prescription = (id: string) => ({
  id,
  patient: { healthId: id },
  confidentiality: 'N',
  sensitivities: [],
});
const subgraphs: PlainSubgraph[] = [
  {
    name: 'registry',
    sdl: registrySdl,
    resolvers: {
      Query: {
        patient: (_: unknown, { healthId }: { healthId: string }) => ({ healthId, phone: `0${healthId}` }),
        recordFacts: async (_: unknown, { healthIds, role }: { healthIds: string[]; role: string }) => {
          if (role === 'pharmacist') await pharmacyIsAsked;
          return healthIds.map((healthId) => ({
            healthId,
            healthIds: [healthId, `old of ${healthId}`],
            directives: [],
          }));
        },
      },
      Patient: { phone: ({ healthId }: { healthId: string }) => `0${healthId}` },
    },
  },
  {
    name: 'dispensary',
    sdl: pharmacySdl,
    resolvers: {
      Query: {
        prescriptionHolders: (_: unknown, { healthIds }: { healthIds: string[] }) => {
          told();
          if (world.fails) throw new GraphQLError('the database is away', { extensions: { code: world.fails } });
          return healthIds.filter((id) => world.holders.includes(id));
        },
      },
      Mutation: { dispense: (_: unknown, { id }: { id: string }) => prescription(id) },
      Prescription: { __resolveReference: ({ id }: { id: string }) => prescription(id) },
      Patient: {
        __resolveReference: ({ healthId }: { healthId: string }) => ({ healthId }),
        prescriptions: () => ({ count: 1 }),
      },
    },
  },
];

let issuer: TestIssuer;
let gateway: TestGateway;
beforeAll(async () => {
  issuer = await startTestIssuer();
  gateway = await startTestGateway(subgraphs, { tokens: { jwksUrl: issuer.jwksUrl }, policiesDir });
});
beforeEach(() => {
  world.fails = false;
  pharmacyIsAsked = new Promise((resolve) => (told = resolve));
  gateway.subgraphs.asked.length = 0;
});
afterAll(async () => {
  await gateway?.stop();
  issuer?.stop();
});

async function ask(role: string, healthId: string, facilityId = 'F-DI-003') {
  const headers = await issuer.headersFor({ roles: [role], facility_id: facilityId });
  const query = `{ patient(healthId: "${healthId}") { phone prescriptions { count } } }`;
  const { data, errors = [] } = (await gateway.ask(query, { headers })) as {
    data: { patient: unknown };
    errors?: { extensions: { code: string } }[];
  };
  return { patient: data.patient, codes: [...new Set(errors.map(({ extensions }) => extensions.code))] };
}
const askedOf = (field: string) => gateway.subgraphs.asked.filter(({ query }) => query.includes(field)).length;

describe('whether a pharmacist’s pharmacy has to do with a patient', () => {
  test('the owner of prescriptions says, of every ID of the person', async () => {
    expect(await ask('pharmacist', '1')).toEqual({ patient: { phone: '01', prescriptions: { count: 1 } }, codes: [] });
    expect([askedOf('recordFacts'), askedOf('prescriptionHolders')]).toEqual([1, 2]);
  });

  test('is asked once, while the registry has not answered yet, where the ID is the one that it knows', async () => {
    expect((await ask('pharmacist', '3')).codes).toEqual([]);
    expect([askedOf('recordFacts'), askedOf('prescriptionHolders')]).toEqual([1, 1]);
  });

  test('is asked once before a dispense and once after it, however much is read with its answer', async () => {
    const headers = await issuer.headersFor({
      roles: ['pharmacist'],
      facility_id: 'F-DI-003',
      scope: 'user/MedicationDispense.cu',
    });
    const dispense = 'mutation { dispense(id: "3") { id patient { phone prescriptions { count } } } }';
    expect(await gateway.ask(dispense, { headers })).toEqual({
      data: { dispense: { id: '3', patient: { phone: '03', prescriptions: { count: 1 } } } },
    });
    const order = gateway.subgraphs.asked.map(
      ({ query }) => /recordFacts|prescriptionHolders|dispense|_entities/.exec(query)?.[0],
    );
    const facts = ['prescriptionHolders', 'recordFacts'];
    expect([order[0], order.slice(1, 3).sort(), order[3], order.slice(4, 6).sort()]).toEqual([
      '_entities',
      facts,
      'dispense',
      facts,
    ]);
    expect(new Set(order.slice(6))).toEqual(new Set(['_entities']));
  });

  test('opens nothing where there is no prescription, and the pharmacy is not asked for any', async () => {
    const codes = ['NO_TREATMENT_RELATIONSHIP'];
    expect(await ask('pharmacist', '2')).toEqual({ patient: { phone: null, prescriptions: null }, codes });
    expect(askedOf('prescriptions')).toBe(0);
  });

  test.each([
    ['what it says is not known', 'anyhow', 'SUBGRAPH_RESPONSE_INVALID'],
    ['its database is away', 'DATABASE_UNAVAILABLE', 'DATABASE_UNAVAILABLE'],
  ] as const)('opens nothing where that owner does not answer, and says so: %s', async (_, fails, said) => {
    world.fails = fails;
    const { patient, codes } = await ask('pharmacist', '1', 'F-DI-004');
    expect(patient).toEqual({ phone: null, prescriptions: null });
    expect(codes).toEqual([said]);
  });

  test('is not asked for others', async () => {
    expect((await ask('physician', '1')).codes).toEqual(['NO_TREATMENT_RELATIONSHIP']);
    expect(askedOf('prescriptionHolders')).toBe(0);
  });

  describe('where its owner tells for how long yet', () => {
    let telling: TestGateway;
    let nowMs = 0;
    beforeAll(async () => {
      const [registry, dispensary] = subgraphs as [PlainSubgraph, PlainSubgraph];
      const holder = 'type PrescriptionHolder @inaccessible { healthId: ID! holdsForMs: Int! }';
      const sdl = `${pharmacySdl.replace('[ID!]! @inaccessible', '[PrescriptionHolder!]! @inaccessible')} ${holder}`;
      const { Query, ...resolvers } = dispensary.resolvers as Record<string, Record<string, unknown>>;
      const prescriptionHolders = (_: unknown, { healthIds }: { healthIds: string[] }) => {
        told();
        const ids = healthIds.filter((id) => world.holders.includes(id));
        return ids.map((healthId) => ({ healthId, holdsForMs: world.holdsForMs }));
      };
      const dispensaryThatTells = {
        ...dispensary,
        sdl,
        resolvers: { ...resolvers, Query: { ...Query, prescriptionHolders } },
      };
      telling = await startTestGateway([registry, dispensaryThatTells], {
        tokens: { jwksUrl: issuer.jwksUrl },
        policiesDir,
        facts: { ttlMs: 600_000, clock: () => nowMs },
      });
    });
    beforeEach(() => void (world.holders = ['old of 1', '3']));
    afterAll(() => telling?.stop());

    test.each(['1', '3'])('what it opens of %s ends at that moment, whatever is kept', async (healthId) => {
      const query = `{ patient(healthId: "${healthId}") { prescriptions { count } } }`;
      const headers = await issuer.headersFor({ roles: ['pharmacist'], facility_id: 'F-DI-003' });
      const answer = async () => {
        pharmacyIsAsked = new Promise((resolve) => (told = resolve));
        return (await telling.ask(query, { headers })) as { data: { patient: unknown }; errors?: unknown[] };
      };
      world.holdsForMs = 700;
      const began = nowMs;
      expect((await answer()).data.patient).toEqual({ prescriptions: { count: 1 } });
      world.holders = [];
      nowMs = began + 699;
      expect((await answer()).data.patient).toEqual({ prescriptions: { count: 1 } });
      nowMs = began + 700;
      expect(await answer()).toMatchObject({
        data: { patient: { prescriptions: null } },
        errors: [{ extensions: { code: 'NO_TREATMENT_RELATIONSHIP' } }],
      });
    });
  });
});
