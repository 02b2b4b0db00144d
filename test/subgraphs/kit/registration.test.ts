import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadSubgraph } from '@wasl/gateway/cli/subgraphs';
import { migrationsFolder, root } from '@wasl/kit/paths';
import { auditSubgraph, issuerSubgraph, storedSubgraphs, subgraphNames } from '@wasl/kit/subgraph';
import { expect, it } from 'vitest';

it('finds a subgraph for each part of the contract, and none in the workspaces that they share', () => {
  const described = readdirSync(join(root, 'schema/subgraphs')).map((file) => file.replace('.graphql', ''));
  expect(subgraphNames.toSorted()).toEqual(described.toSorted());
  expect(subgraphNames[0]).toBe('health-id'); // whose patients the others refer to
  expect(subgraphNames).toContain(issuerSubgraph);
  expect(subgraphNames).toContain(auditSubgraph);
});

it.each([...subgraphNames])('loads %s by its name', async (name) => {
  expect((await loadSubgraph(name)).name).toBe(name);
});

it.each([...storedSubgraphs])('finds migrations of %s', (name) => {
  expect(existsSync(migrationsFolder(name))).toBe(true);
});
