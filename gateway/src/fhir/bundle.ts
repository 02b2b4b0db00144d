import type { Fhir, FhirRequest, Resource } from './exchange.ts';
import { outcome, type Issue } from './outcome.ts';

/** An entry of a bundle: its address is its reference below the base. */
export function entryOf(resource: Resource, baseUrl: string, more: Fhir = {}): Fhir {
  return { fullUrl: `${baseUrl}/${resource.resourceType}/${resource.id}`, resource, ...more };
}

export interface SearchSet {
  matches: readonly Resource[];
  included?: readonly Resource[];
  issues: readonly Issue[];
  /** Parameters as they were understood, below the base: `Condition?patient=…`. */
  self: string;
  /** The next page's cursor; undefined on the last. */
  next: string | undefined;
}

/** A page of what was found. */
export function searchSet(set: SearchSet, { baseUrl, language }: FhirRequest): Fhir {
  const { matches, included = [], issues, self, next } = set;
  const isLast = next === undefined;
  const separator = self.includes('?') ? '&' : '?';
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    link: [
      { relation: 'self', url: `${baseUrl}/${self}` },
      ...(isLast ? [] : [{ relation: 'next', url: `${baseUrl}/${self}${separator}_page=${next}` }]),
    ],
    entry: [
      ...matches.map((resource) => entryOf(resource, baseUrl, { search: { mode: 'match' } })),
      ...included.map((resource) => entryOf(resource, baseUrl, { search: { mode: 'include' } })),
      ...(issues.length === 0 ? [] : [{ resource: outcome(issues, language), search: { mode: 'outcome' } }]),
    ],
  };
}
