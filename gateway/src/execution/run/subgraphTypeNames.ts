import type { RootNames } from '../../core/typeNames.ts';
import type { CompiledFetch } from '../compile/compiledPlan.ts';
import type { SupergraphTypes } from '../compile/supergraphTypes.ts';
import { readReply } from './readReply.ts';
import type { Send } from './send.ts';

type RootKind = keyof RootNames;

interface Asking {
  types: SupergraphTypes;
  send: Send;
}

/**
 * The subgraphs' own names of their root types, by supergraph: composition replaces them by the standard names and does not record them.
 */
const known = new WeakMap<SupergraphTypes, Map<string, Promise<string>>>();

/** The fetch with the subgraph's own names of root types. */
export async function inNamesOfSubgraph<Fetch extends CompiledFetch>(fetch: Fetch, asking: Asking): Promise<Fetch> {
  const { roots } = asking.types;
  const names = new Map<string, string>();
  for (const kind of fetch.roots) {
    const name = await nameOf(fetch.subgraph, kind, asking);
    if (name !== roots[kind]) names.set(roots[kind], name);
  }
  return names.size > 0 ? { ...fetch, ...fetch.withTypeNames(names) } : fetch;
}

/** Asks a subgraph once for its name of a root type. If it does not answer, our name is used and the next fetch asks again. */
function nameOf(subgraph: string, kind: RootKind, { types, send }: Asking): Promise<string> {
  let ofSubgraphs = known.get(types);
  if (!ofSubgraphs) known.set(types, (ofSubgraphs = new Map()));
  const names = ofSubgraphs;
  const key = `${kind} ${subgraph}`;
  let name = names.get(key);
  if (!name) {
    name = ask(subgraph, kind, send).catch(() => {
      names.delete(key);
      return types.roots[kind];
    });
    names.set(key, name);
  }
  return name;
}

async function ask(subgraph: string, kind: RootKind, send: Send): Promise<string> {
  const query = kind === 'query' ? '{__typename}' : `${kind}{__typename}`;
  const { data } = readReply(await send(subgraph, JSON.stringify({ query }), false));
  const name = data?.['__typename'];
  // The name is inserted into later queries.
  if (typeof name !== 'string' || !/^[A-Za-z_]\w*$/.test(name))
    throw new Error(`${subgraph} does not tell the name of its ${kind} type.`);
  return name;
}
