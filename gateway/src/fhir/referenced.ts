import type { Language } from '@wasl/schema/errors.ts';
import type { Resource } from './exchange.ts';
import type { FacilityRow, PractitionerRow } from './map/parts.ts';
import { location, organization, practitioner } from './map/people.ts';

const practitionerFields: ReadonlySet<string> = new Set(['author', 'prescriber', 'pharmacist', 'practitioner']);
const facilityFields: ReadonlySet<string> = new Set(['facility', 'usualFacility']);

/** The practitioners and facilities that rows name, each once: a bundle's references resolve in it. */
export function referencedBy(rows: readonly unknown[], language: Language): Resource[] {
  const found = new Map<string, Resource>();
  const keep = (resource: Resource) => found.set(`${resource.resourceType}/${resource.id}`, resource);
  const look = (part: unknown): void => {
    if (part === null || typeof part !== 'object') return;
    for (const [name, inner] of Object.entries(part)) {
      if (practitionerFields.has(name) && isRow(inner)) keep(practitioner(inner as PractitionerRow, language));
      if (facilityFields.has(name) && isRow(inner)) {
        keep(organization(inner as FacilityRow, language));
        keep(location(inner as FacilityRow, language));
      }
      look(inner);
    }
  };
  look(rows);
  return [...found.values()];
}

function isRow(part: unknown): part is { id: string } {
  return typeof (part as { id?: unknown } | null)?.id === 'string';
}
