import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { parse } from 'graphql';
import { ConfigError } from '../../core/configError.ts';
import { subgraphUrlsOf } from '../../core/subgraphUrls.ts';
import { faultOfAddress, httpProtocols } from '../../subgraphs/readAddress.ts';
import { checkSubgraphs } from '../check/checkSubgraphs.ts';
import type { KnownGrants } from '../check/foreign/ruleWords.ts';
import type { Problem } from '../check/problem.ts';
import { composeSupergraph, type SubgraphSource } from '../composeSupergraph.ts';
import type { Ownership } from '../ownership/ownership.ts';
import { isActivated, may, type Registry } from './registry.ts';
import { type Act, digestOf, type Entry, signAct } from './release.ts';

/** Who acts. */
export interface Signer {
  name: string;
  privateKey: KeyObject;
}

/** The graph that a subgraph joins, without those of the registry. */
export interface Nation {
  subgraphs: readonly SubgraphSource[];
  /** Who owns what: what a subgraph does to another's without its owner's leave is refused. */
  ownership: Ownership;
  grants: KnownGrants;
}

/** What came of an act. */
export type Outcome = { kind: 'done' | 'already'; number: number } | { kind: 'refused'; problems: Problem[] };

/** Subgraphs that are in force by the history, latest approval or return of each. */
export function inForce(history: readonly Entry[]): ReadonlyMap<string, Entry> {
  const found = new Map<string, Entry>();
  for (const entry of history)
    if (entry.kind !== 'publish') {
      if (entry.sdl === '') found.delete(entry.subgraph);
      else found.set(entry.subgraph, entry);
    }
  return found;
}

/** Publishes an SDL for approval; nothing is in force by it. The same twice is once. @throws ConfigError for a key that may not */
export function publish(
  registry: Registry,
  by: Signer,
  source: SubgraphSource & { file: string },
  nation: Nation,
): Outcome {
  const act = { kind: 'publish', subgraph: source.name } as const;
  requireKey(registry, by, act);
  requireAddress(registry, source, nation);
  const sdl = digestOf(source.sdl);
  const last = registry.history.findLast(({ subgraph }) => subgraph === source.name);
  if (last?.sdl === sdl && last.url === source.url) return { kind: 'already', number: last.number };
  const problems = objections(registry, nation, source);
  if (problems.length > 0) return { kind: 'refused', problems };
  registry.keepSdl(source.sdl);
  return { kind: 'done', number: write(registry, by, { ...act, sdl, url: source.url }) };
}

/** Puts what was published last in force. @throws ConfigError where there is nothing to approve, or for whoever published it */
export function approve(registry: Registry, by: Signer, subgraph: string, nation: Nation): Outcome {
  requireKey(registry, by, { kind: 'approve', subgraph });
  const wanted = registry.history.findLast((entry) => entry.subgraph === subgraph);
  if (!wanted) throw new ConfigError(`Nothing of ${subgraph} was published.`);
  if (wanted.kind === 'approve') {
    // Whoever was cut off between writing down and activating runs it again.
    const supergraph = composeInForce(registry, registry.history, nation);
    if (isActivated(supergraph, registry.history)) {
      registry.activate(supergraph);
      return { kind: 'already', number: wanted.number };
    }
  }
  if (wanted.kind === 'rollback') throw new ConfigError(`${subgraph} was rolled back: publish it again first.`);
  // Where the national subgraphs changed since, what comes into force is another, and is signed anew.
  const published = registry.history.findLast((entry) => entry.kind === 'publish' && entry.subgraph === subgraph);
  if (isSameKey(registry, published?.by ?? wanted.by, by.name))
    throw new ConfigError('Whoever published may not approve: a second person must.');
  const { sdl, url } = wanted;
  return bring(registry, by, { kind: 'approve', subgraph, sdl, url }, nation);
}

/** Returns to what was in force before; a subgraph that had nothing before leaves the graph. @throws ConfigError where nothing is in force */
export function rollback(registry: Registry, by: Signer, subgraph: string, nation: Nation): Outcome {
  requireKey(registry, by, { kind: 'rollback', subgraph });
  const now = inForce(registry.history).get(subgraph);
  if (!now) throw new ConfigError(`Nothing of ${subgraph} is in force.`);
  // At another address it is another release.
  const isNow = (entry: Entry) => entry.sdl === now.sdl && entry.url === now.url;
  const isItsApproval = (entry: Entry) =>
    entry.kind === 'approve' && entry.subgraph === subgraph && isNow(entry) && entry.number <= now.number;
  const approved = registry.history.findLast(isItsApproval) ?? now;
  const before = registry.history.findLast(
    (entry) =>
      entry.kind === 'approve' && entry.subgraph === subgraph && entry.number < approved.number && !isNow(entry),
  );
  return bring(registry, by, { kind: 'rollback', subgraph, sdl: before?.sdl ?? '', url: before?.url ?? '' }, nation);
}

/** The supergraph of the national subgraphs and those in force. @throws ConfigError where they do not compose */
export function composeInForce(registry: Registry, history: readonly Entry[], nation: Nation): string {
  const composed = composeSupergraph(sourcesInForce(registry, history, nation));
  if ('errors' in composed) throw new ConfigError(composed.errors.join('\n'));
  return composed.supergraphSdl;
}

function bring(
  registry: Registry,
  by: Signer,
  act: Omit<Act, 'number' | 'by' | 'at' | 'previous'>,
  nation: Nation,
): Outcome {
  const isWithdrawal = act.sdl === '';
  const problems = isWithdrawal
    ? []
    : objections(
        registry,
        nation,
        { name: act.subgraph, sdl: registry.sdlOf(act.sdl), url: act.url, file: `${act.subgraph}.graphql` },
        act.kind === 'approve',
      );
  if (problems.length > 0) return { kind: 'refused', problems };
  // Composed before it is written down: what does not compose is never in the history as approved.
  const next = [...registry.history, { ...act, number: 0, by: '', at: '', previous: '', signature: '' }];
  const supergraph = composeInForce(registry, next, nation);
  const number = write(registry, by, { ...act, supergraph: digestOf(supergraph) });
  registry.activate(supergraph);
  return { kind: 'done', number };
}

function sourcesInForce(registry: Registry, history: readonly Entry[], nation: Nation): SubgraphSource[] {
  const published = inForce(history);
  return [
    ...nationalSources(registry, nation).filter(({ name }) => !published.has(name)),
    ...[...published].map(([name, { sdl, url }]) => ({ name, url, sdl: registry.sdlOf(sdl) })),
  ];
}

/**
 * National subgraphs at the addresses that are in force: whoever brings something of their own in force moves nobody else's, however the
 * files that they have here say. One that was ever published goes back to its file's address with a return.
 */
function nationalSources({ supergraphInForce, history }: Registry, nation: Nation): SubgraphSource[] {
  const text = supergraphInForce();
  const kept = text === undefined ? undefined : subgraphUrlsOf(parse(text, { noLocation: true }));
  const moved = new Set(history.map(({ subgraph }) => subgraph));
  return nation.subgraphs.map((source) => {
    const url = moved.has(source.name) ? undefined : kept?.get(source.name);
    return url === undefined ? source : { ...source, url };
  });
}

/** @throws ConfigError for an address that gateways could not use, by which nothing else could come into force either, or another's */
function requireAddress(registry: Registry, { name, url }: SubgraphSource, nation: Nation): void {
  const fault = faultOfAddress(url, httpProtocols);
  if (fault !== undefined) throw new ConfigError(`The address of ${name} ${fault}.`);
  const { href } = new URL(url);
  const others = sourcesInForce(registry, registry.history, nation).filter((source) => source.name !== name);
  const holder = others.find((source) => URL.canParse(source.url) && new URL(source.url).href === href);
  if (holder) throw new ConfigError(`This is the address of ${holder.name}: give that of ${name}.`);
}

/** What `wasl check` says of a subgraph beside those in force. What a return takes away is not held against it. */
function objections(
  registry: Registry,
  nation: Nation,
  source: SubgraphSource & { file: string },
  comparesToday = true,
): Problem[] {
  const others = sourcesInForce(registry, registry.history, nation).map((each) => ({ ...each, file: each.name }));
  const today = comparesToday
    ? parse(composeInForce(registry, registry.history, nation), { noLocation: true })
    : undefined;
  return checkSubgraphs([source], others, today, nation);
}

function write(registry: Registry, by: Signer, act: Omit<Act, 'number' | 'by' | 'at' | 'previous'>): number {
  const { previous, next: number } = registry;
  registry.append(signAct({ ...act, number, by: by.name, at: new Date().toISOString(), previous }, by.privateKey));
  return number;
}

/** @throws ConfigError for a name that the registry does not know, another's key, or one that may not do this */
function requireKey(registry: Registry, { name, privateKey }: Signer, act: Pick<Act, 'kind' | 'subgraph'>): void {
  const known = registry.keys.get(name);
  if (!known) throw new ConfigError(`${name} is nobody that keys.json of the registry names.`);
  const held = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).toString('base64');
  if (held !== known.publicKey) throw new ConfigError(`This key is not the one that keys.json names for ${name}.`);
  const words = { publish: 'publish', approve: 'approve', rollback: 'roll back' } as const;
  if (!may(act, known)) throw new ConfigError(`${name} may not ${words[act.kind]} ${act.subgraph}.`);
  const broken = registry.bad.find(({ subgraph }) => subgraph === act.subgraph);
  if (broken)
    throw new ConfigError(
      `Entry ${broken.number} of the registry's history speaks of ${act.subgraph} and does not hold: restore it from a copy, or take it out, before anything is done with ${act.subgraph}.`,
    );
}

function isSameKey(registry: Registry, one: string, other: string): boolean {
  const print = (name: string) =>
    createHash('sha256')
      .update(registry.keys.get(name)?.publicKey ?? name)
      .digest('hex');
  return print(one) === print(other);
}
