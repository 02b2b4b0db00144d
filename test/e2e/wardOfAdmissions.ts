import { createTopic, startEventSubgraph } from '../gateway/support/startEventSubgraph.ts';

const sdl = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@composeDirective", "@requiresScopes"])
  @link(url: "https://specs.wasl.sy/privacy/v1.0", import: ["@record"])
  @composeDirective(name: "@record")
  directive @record(category: String!, subject: String, labels: String, author: String, keys: String, mayBeNobodys: Boolean) on OBJECT
  type Query { wards: Int }
  type Subscription { admitted: Admission @requiresScopes(scopes: [["user/Encounter.rs"], ["patient/Encounter.rs"]]) }
  type Patient @key(fields: "healthId", resolvable: false) { healthId: ID! }
  type Admission @record(category: "ENCOUNTERS", subject: "patient.healthId", labels: "confidentiality sensitivities") {
    patient: Patient confidentiality: String sensitivities: [String!] }`;

/** A hospital's subgraph that joins the national ones and tells of admissions as they happen. */
export async function startWardOfAdmissions() {
  const topic = createTopic();
  const admitted = { subscribe: () => topic.subscribe(), resolve: (event: unknown) => event };
  const subgraph = await startEventSubgraph('ward', sdl, { Subscription: { admitted } });
  return {
    subgraph,
    subscribers: topic.subscribers,
    admit: (healthId: string) => topic.publish({ patient: { healthId }, confidentiality: 'N', sensitivities: [] }),
  };
}
