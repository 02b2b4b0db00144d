import type { DocumentNode } from 'graphql';
import type { Probed } from './ask.ts';
import { checkDeadline, checkHealth, checkLargeBody } from './checkBounds.ts';
import { checkEntities, type Representation } from './checkEntities.ts';
import { checkSdl } from './checkSdl.ts';
import { checkAccepted, checkSignatures } from './checkSignatures.ts';
import { checkNames, type Finding, skipped } from './findings.ts';
import { entitiesOf, grantsIn, hasMutations } from './probedSchema.ts';

export interface ProbeOptions {
  url: URL;
  /** As the supergraph calls it. */
  name: string;
  key: Uint8Array;
  epoch: number;
  /** What is registered of it. Default: the SDL that it tells, which is then compared with nothing. */
  registered?: DocumentNode | undefined;
  /** Entities that there are, by which order and keys are seen. Default: none. */
  examples?: readonly Representation[] | undefined;
  /** Bytes beyond which a body must be refused. Default 8 000 000, the SDK's. */
  bodyBytes?: number | undefined;
  /** Where health is served. Default: beside the graph. */
  healthOrigin?: string | undefined;
}

/** Tests a running subgraph against the contract of docs/specs/subgraph-protocol.md; every check once, in order. Changes nothing in it. */
export async function runProbe(options: ProbeOptions): Promise<Finding[]> {
  const { url, name, key, epoch, registered, examples = [], bodyBytes = 8_000_000 } = options;
  const stranger: Probed = { url, name, key, epoch, claims: claimsOf([], []) };
  const accepted = await checkAccepted(stranger);
  const isThere = accepted.outcome === 'pass';
  // What does not accept its gateway would fail everything else for that.
  if (!isThere) return checkNames.map((check) => (check === 'accepted' ? accepted : skipped(check)));
  const { finding: sdl, schema } = await checkSdl(stranger, registered);
  const { scopes, categories } = schema ? grantsIn(schema) : { scopes: [], categories: [] };
  const probed: Probed = { ...stranger, claims: claimsOf(scopes, categories) };
  return [
    accepted,
    sdl,
    ...(await checkSignatures(probed, schema !== undefined && hasMutations(schema))),
    ...(await checkEntities(probed, schema ? entitiesOf(schema) : [], examples)),
    await checkDeadline(probed),
    await checkLargeBody(probed, bodyBytes),
    ...(await checkHealth(options.healthOrigin ?? url.origin)),
  ].sort((one, two) => checkNames.indexOf(one.check) - checkNames.indexOf(two.check));
}

/** A physician in treatment, who may have all that the schema has. */
function claimsOf(scopes: readonly string[], categories: readonly string[]): Record<string, unknown> {
  const decision = { role: 'physician', purpose: 'TREAT', categories, labels: ['*'] };
  return { sub: 'wasl-probe', scopes, roles: ['physician'], decision };
}
