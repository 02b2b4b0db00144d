import type { Fhir } from './exchange.ts';
import { coding, systems } from './systems.ts';

/** Types that tell of no patient, and bundles around them. */
const impersonal: ReadonlySet<string> = new Set([
  'Bundle',
  'CapabilityStatement',
  'Device',
  'Location',
  'OperationOutcome',
  'Organization',
  'Practitioner',
]);
const stamp = coding(systems.actReason, 'HTEST', 'test health data');

/** Marks what is told of invented people, so that no copy of it is ever taken for a person's. */
export function stampDemo(resource: Fhir): Fhir {
  const { resourceType, entry } = resource;
  if (Array.isArray(entry))
    return {
      ...resource,
      entry: entry.map((item: Fhir) => ({ ...item, resource: stampDemo(item['resource'] as Fhir) })),
    };
  if (typeof resourceType !== 'string' || impersonal.has(resourceType)) return resource;
  const meta = (resource['meta'] ?? {}) as Fhir;
  return { ...resource, meta: { ...meta, security: [...((meta['security'] as Fhir[] | undefined) ?? []), stamp] } };
}
