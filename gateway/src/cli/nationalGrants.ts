import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@wasl/kit/paths';
import { parse } from 'graphql';
import { roles } from '@wasl/schema/roles.ts';
import type { KnownGrants } from '../registry/check/foreign/ruleWords.ts';
import type { RegisteredOperation } from '../registry/check/schemaChanges.ts';
import type { Ownership } from '../registry/ownership/ownership.ts';

/** The scopes of the national graph, which roles hold or a ministry gives a meaning, and the policies that its file speaks of. */
export function nationalGrants(ownership: Ownership): KnownGrants {
  const policies = readFileSync(join(root, 'schema/policies/field-policies.cedar'), 'utf8').replaceAll(/\/\/.*$/gm, '');
  return {
    scopes: new Set([...Object.values(roles).flat(), ...[...ownership.values()].flatMap(({ scopes }) => scopes)]),
    policies: new Set([...policies.matchAll(/Policy::"([^"]+)"/g)].map(([, name = '']) => name)),
  };
}

/** The operations that portals use, one file each. */
export function nationalOperations(): RegisteredOperation[] {
  const folder = join(root, 'schema/operations');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.graphql'))
    .map((file) => ({ name: file.replace('.graphql', ''), document: parse(readFileSync(join(folder, file), 'utf8')) }));
}
