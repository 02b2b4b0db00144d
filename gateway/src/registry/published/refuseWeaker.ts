import { readFile } from 'node:fs/promises';
import { WaslError } from '@wasl/schema/errors.ts';
import type { DocumentNode } from 'graphql';
import { findLosses } from '../check/lostRules.ts';
import { findRecordLosses } from '../check/recordLosses.ts';

/** A supergraph as it was read, with the beginning of its hash. */
interface Version {
  document: DocumentNode;
  hash: string;
}

/** Most losses that a refusal names. */
const mostNamed = 10;

/**
 * Compares a new version with the one in force, as `wasl check` does. What is gone is not held against it, be it a field, or one
 * of several subgraphs that answered it: nobody reads more by that.
 * @throws WaslError SUPERGRAPH_REFUSED where fields lose their rule or come from somebody new, or records what decides on them, unless acknowledged
 */
export async function refuseWeaker(inForce: Version, next: Version, acknowledgedFile: string): Promise<void> {
  const losses = lossesOf(inForce.document, next.document);
  if (losses.length === 0 || (await readAcknowledged(acknowledgedFile)).has(next.hash)) return;
  const named = losses.slice(0, mostNamed).join('; ');
  const rest = losses.length > mostNamed ? `; and ${losses.length - mostNamed} more` : '';
  throw new WaslError('SUPERGRAPH_REFUSED', {
    reason: `it protects less than the one in force: ${named}${rest}. If that is meant, write ${next.hash} into ${acknowledgedFile}`,
  });
}

function lossesOf(today: DocumentNode, next: DocumentNode): string[] {
  const fields = findLosses(today, next).flatMap((loss) => {
    switch (loss.kind) {
      case 'removed':
        return [];
      case 'exposed':
        return [`${loss.coordinate} loses its rule`];
      case 'moved':
        return loss.isTaken ? [`${loss.coordinate} no longer comes from ${loss.owner}`] : [];
    }
  });
  const records = findRecordLosses(today, next);
  return [...fields, ...records.map(({ coordinate, what }) => `${coordinate} loses or changes ${what}`)];
}

async function readAcknowledged(file: string): Promise<Set<string>> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return new Set(text.split(/\s+/));
}
