import { startGateway, type StartedGateway } from '../../gateway/support/startGateway.ts';
import { startTestIssuer, type TestIssuer } from '../../support/startTestIssuer.ts';
import { type RunningSubgraphs, startTestSubgraphs } from '../../support/startTestSubgraphs.ts';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key", "@requiresScopes"])`;
const sdl = `${link}
  type Query {
    ping: String
    fails: String
    patient(id: ID!): Patient @requiresScopes(scopes: [["patients"]])
  }
  type Mutation { rename(id: ID!, name: String!): Patient @requiresScopes(scopes: [["patients"]]) ring: String }
  type Subscription { rung: String }
  type Patient @key(fields: "id") { id: ID! name: String friend: Patient }`;

const patient = (id: string): object => ({ id, name: 'ليلى', friend: () => patient(id) });

export interface Production {
  gateway: StartedGateway;
  subgraphs: RunningSubgraphs;
  issuer: TestIssuer;
  /** Headers of a caller who may read patients. */
  trusted: Record<string, string>;
  stop(): Promise<void>;
}

/** Origin of the only portal that is let in. */
export const portal = 'https://portal.example';

/** `wasl gateway` as a ministry runs it, over one small subgraph: with rules, tokens, signed requests and a list of portals. */
export async function startProduction(environment: Record<string, string> = {}): Promise<Production> {
  const issuer = await startTestIssuer();
  const subgraphs = await startTestSubgraphs([
    {
      name: 'ward',
      sdl,
      resolvers: {
        Query: {
          ping: () => 'pong',
          fails: () => {
            throw new TypeError('password=hunter2 at /srv/ward/db.ts:12');
          },
          patient: (_: unknown, { id }: { id: string }) => patient(id),
        },
        Mutation: { rename: (_: unknown, { id }: { id: string }) => patient(id), ring: () => 'rung' },
      },
    },
  ]);
  const gateway = await startGateway(subgraphs.sources, {
    WASL_JWKS_URL: issuer.jwksUrl.href,
    WASL_GATEWAY_SECRET: 's'.repeat(40),
    WASL_CORS_ORIGINS: portal,
    ...environment,
  });
  return {
    gateway,
    subgraphs,
    issuer,
    trusted: await issuer.headersFor({ scope: 'patients' }),
    async stop() {
      await gateway.stop();
      await subgraphs.stop();
      issuer.stop();
    },
  };
}
