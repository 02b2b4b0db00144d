import { type FixtureSubgraph, startFixtureSubgraph } from './startFixtureSubgraph.ts';

const federation = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])`;

const clinicSdl = `${federation}
  type Query { visit(id: ID!): Visit visits(first: Int = 2): [Visit!]! echo(text: String!): String! wait(ms: Int!): Int! }
  type Mutation { recordVisit(reason: String!): Visit }
  type Visit @key(fields: "id") { id: ID! reason: String! follows: Visit }`;

const medicinesSdl = `${federation}
  type Visit @key(fields: "id") { id: ID! medicines: [String!] cost: Int! }`;

const reasons: Record<string, string> = { V1: 'fever', V2: 'check-up' };
const visit = (id: string) => ({ id, reason: reasons[id] ?? 'unknown', follows: () => visit('V1') });

/** Two subgraphs that share one entity: visits, and the medicines given at them. */
export async function startClinicAndPharmacy(): Promise<{
  clinic: FixtureSubgraph;
  medicines: FixtureSubgraph;
  all: FixtureSubgraph[];
  stop(): Promise<void>;
}> {
  const clinic = await startFixtureSubgraph('clinic', clinicSdl, {
    Query: {
      visit: (_, { id }) => visit(String(id)),
      visits: () => ['V1', 'V2'].map(visit),
      echo: (_, { text }) => text,
      wait: async (_, { ms }) => {
        await new Promise((resolve) => setTimeout(resolve, Number(ms)));
        return ms;
      },
    },
    Mutation: { recordVisit: (_, { reason }) => ({ ...visit('V3'), reason }) },
    Visit: { __resolveReference: ({ id }: { id: string }) => visit(id) },
  });
  const medicines = await startFixtureSubgraph('medicines', medicinesSdl, {
    Visit: {
      __resolveReference: (reference: object) => reference,
      medicines: ({ id }: { id: string }) => (id === 'V1' ? ['paracetamol'] : []),
      cost: ({ id }: { id: string }) => Number(id.slice(1)) * 1_000,
    },
  });
  return {
    clinic,
    medicines,
    all: [clinic, medicines],
    stop: async () => void (await Promise.all([clinic.stop(), medicines.stop()])),
  };
}
