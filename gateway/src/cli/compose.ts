import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@wasl/kit/paths';
import { composeSupergraph, readSubgraphs } from '../registry/composeSupergraph.ts';
import { supergraphFile } from './files.ts';

const firstPort = 4101;

/** Composes the national schema, or with `check` says whether the committed supergraph is up to date. */
export function compose({ check }: { check: boolean }): void {
  const sources = readSubgraphs(
    join(root, 'schema/subgraphs'),
    (_, index) => `http://127.0.0.1:${firstPort + index}/graphql`,
  );
  const composition = composeSupergraph(sources);
  if ('errors' in composition) {
    process.stderr.write(
      `The subgraphs do not compose:\n${composition.errors.map((error) => `- ${error}\n`).join('')}`,
    );
    process.exitCode = 1;
    return;
  }
  const isCurrent = existsSync(supergraphFile) && readFileSync(supergraphFile, 'utf8') === composition.supergraphSdl;
  if (check && !isCurrent) {
    process.stderr.write(
      'schema/supergraph.graphql is not what the subgraphs compose to. Run `npx wasl compose` and commit it.\n',
    );
    process.exitCode = 1;
    return;
  }
  if (!check) writeFileSync(supergraphFile, composition.supergraphSdl);
  process.stdout.write(`${sources.map(({ name }) => name).join(', ')} compose.\n`);
}
