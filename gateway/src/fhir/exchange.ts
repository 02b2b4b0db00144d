import type { Language } from '@wasl/schema/errors.ts';
import type { GraphQLRequest } from '../core/request.ts';

/** A FHIR resource or a part of one, as JSON. */
export type Fhir = Record<string, unknown>;

/** One FHIR request, whatever its transport. */
export interface FhirRequest extends Pick<GraphQLRequest, 'headers' | 'id' | 'observer' | 'address' | 'cancellation'> {
  method: 'GET' | 'POST';
  /** Path below `/fhir`, without query: `/Patient/123`. */
  path: string;
  /** Parameters of the address. */
  query: URLSearchParams;
  /** The body as JSON, or a form's parameters; undefined where there is none. */
  body?: unknown;
  /** Absolute address of `/fhir`, without a trailing slash. */
  baseUrl: string;
  language: Language;
}

/** The answer to one FHIR request. */
export interface FhirAnswer {
  status: number;
  headers?: Record<string, string>;
  resource: Fhir;
}

/** A resource that leaves by itself: it has a type and an id. */
export interface Resource extends Fhir {
  resourceType: string;
  id: string;
}
