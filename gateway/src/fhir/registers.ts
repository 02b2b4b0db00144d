import { WaslError } from '@wasl/schema/errors.ts';
import type { GraphQLFormattedError } from 'graphql';
import type { AskGraph } from './askGraph.ts';
import { searchSet } from './bundle.ts';
import { hasToken } from './callerHints.ts';
import type { FhirAnswer, FhirRequest, Resource } from './exchange.ts';
import { errorsAt } from './graphErrors.ts';
import type { FacilityRow, PractitionerRow } from './map/parts.ts';
import { location, organization, practitioner } from './map/people.ts';
import { operations } from './operations.ts';
import { refuseField } from './outcome.ts';
import { ignoredIssue, selfOf } from './search/about.ts';
import { type Parameters, readParameters } from './search/parameters.ts';
import type { PageSeal } from './search/sealedCursor.ts';

/** A register that anyone may read: no patient is in it. */
interface Register {
  one: { document: string; field: string };
  many: { document: string; field: string };
  parameters: readonly string[];
  variablesOf(parameters: Parameters): Record<string, unknown>;
  map(row: never, language: FhirRequest['language']): Resource;
}

const facilities = {
  one: { document: operations.facility, field: 'facility' },
  many: { document: operations.facilities, field: 'facilities' },
  parameters: ['_id', 'address-state', 'type'],
  variablesOf: ({ values }: Parameters) => ({
    governorate: values.get('address-state')?.[0]?.replace(/^SY-/, ''),
    type: values.get('type')?.[0]?.split('|').at(-1)?.toUpperCase().replaceAll(/[ -]/g, '_'),
  }),
};

export const registers: Readonly<Record<string, Register>> = {
  Practitioner: {
    one: { document: operations.practitioner, field: 'practitioner' },
    many: { document: operations.practitioners, field: 'practitioners' },
    parameters: ['_id', 'organization', 'specialty'],
    variablesOf: ({ values }) => ({
      facilityId: values.get('organization')?.[0]?.replace(/^Organization\//, ''),
      specialty: values.get('specialty')?.[0],
    }),
    map: (row: PractitionerRow, language) => practitioner(row, language),
  },
  Organization: { ...facilities, map: (row: FacilityRow, language) => organization(row, language) },
  Location: { ...facilities, map: (row: FacilityRow, language) => location(row, language) },
};

/** Reads one entry of a register. @throws WaslError NOT_FOUND, or Refused */
export async function readRegister(type: string, id: string, request: FhirRequest, ask: AskGraph): Promise<FhirAnswer> {
  const found = await find(type, id, ask);
  if ('resource' in found)
    return { status: 200, resource: registers[type]!.map(found.resource as never, request.language) };
  return refuseField(found.error, hasToken(request), request.language);
}

async function find(
  type: string,
  id: string,
  ask: AskGraph,
): Promise<{ resource: unknown } | { error: GraphQLFormattedError }> {
  const { document, field } = registers[type]!.one;
  const { data, errors } = await ask(document, { id });
  const [error] = errorsAt(errors, [field]);
  if (data[field] != null) return { resource: data[field] };
  if (error) return { error };
  throw new WaslError('NOT_FOUND');
}

/** Searches a register. @throws WaslError BAD_REQUEST, or Refused */
export async function searchRegister(
  type: string,
  request: FhirRequest,
  ask: AskGraph,
  seal: PageSeal,
): Promise<FhirAnswer> {
  const register = registers[type]!;
  const parameters = readParameters(request, register.parameters);
  const issues = ignoredIssue(parameters.ignored, request.language);
  const self = selfOf(type, parameters);
  const [id] = parameters.values.get('_id') ?? [];
  if (id !== undefined) {
    const found = await find(type, id, ask).catch(noneIfMissing);
    if ('error' in found) return refuseField(found.error, hasToken(request), request.language);
    const matches = found.resource == null ? [] : [register.map(found.resource as never, request.language)];
    return { status: 200, resource: searchSet({ matches, issues, self, next: undefined }, request) };
  }
  const after = parameters.page === undefined ? null : seal.open(parameters.page, type).after;
  const variables = { ...register.variablesOf(parameters), first: parameters.count, after };
  const { document, field } = register.many;
  const { data, errors } = await ask(document, variables);
  const connection = data[field] as Connection | null | undefined;
  const [error] = errorsAt(errors, [field]);
  if (!connection && error) return refuseField(error, hasToken(request), request.language);
  const rows = (connection?.edges ?? []).flatMap((edge) => (edge?.node == null ? [] : [edge.node]));
  const end = connection?.pageInfo?.hasNextPage ? connection.edges?.at(-1)?.cursor : undefined;
  const next = end === undefined ? undefined : seal.seal({ type: 0, after: end }, type);
  const matches = rows.map((row) => register.map(row as never, request.language));
  return { status: 200, resource: searchSet({ matches, issues, self, next }, request) };
}

interface Connection {
  edges?: ({ cursor: string; node?: unknown } | null)[];
  pageInfo?: { hasNextPage?: boolean };
}

function noneIfMissing(error: unknown): { resource: undefined } {
  if (error instanceof WaslError && error.code === 'NOT_FOUND') return { resource: undefined };
  throw error;
}
