import type { Agent } from 'undici';
import type { ClientTlsMaterial } from '../clientTls.ts';

/** Undici's agents, one for each thing that is shown over TLS. */
export interface Agents {
  of(tls: ClientTlsMaterial | undefined): Promise<Agent>;
  close(): Promise<void>;
}

/** Loads undici when the first subgraph needs it: it takes ten megabytes. */
export function createAgents(headersTimeout: number): Agents {
  const agents = new Map<ClientTlsMaterial | undefined, Promise<Agent>>();

  async function load(tls: ClientTlsMaterial | undefined): Promise<Agent> {
    const { Agent } = await import('undici');
    return new Agent({ headersTimeout, bodyTimeout: 0, connectTimeout: 3_000, ...(tls && { connect: { ...tls } }) });
  }

  return {
    of(tls) {
      const agent = agents.get(tls) ?? load(tls);
      agents.set(tls, agent);
      return agent;
    },
    close: async () => void (await Promise.all([...agents.values()].map(async (agent) => (await agent).destroy()))),
  };
}
