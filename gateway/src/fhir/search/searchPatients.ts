import { WaslError } from '@wasl/schema/errors.ts';
import type { AskGraph } from '../askGraph.ts';
import { searchSet } from '../bundle.ts';
import { hasToken } from '../callerHints.ts';
import type { FhirAnswer, FhirRequest } from '../exchange.ts';
import { demographicsFrom, findPeople } from '../match.ts';
import { issueOf, refuseField } from '../outcome.ts';
import { readPatient } from '../readPatient.ts';
import { systems } from '../systems.ts';
import { ignoredIssue, selfOf } from './about.ts';
import { type Parameters, readParameters, requireHealthId, unusable } from './parameters.ts';

/** What people are found by. None of it may stand in an address. */
const described = ['given', 'family', 'birthdate', 'gender', 'address-state'];
/** What FHIR finds people by. None of it may stand in an address. */
const personal = [...described, 'name', 'phonetic', 'address', 'phone', 'email', 'telecom'];

/**
 * Searches patients: by health ID, or by POST by what is known of them. @throws WaslError PERSONAL_DATA_IN_ADDRESS, BAD_REQUEST,
 * HEALTH_ID_INVALID, or Refused
 */
export async function searchPatients(request: FhirRequest, ask: AskGraph): Promise<FhirAnswer> {
  if (request.method === 'GET' || [...request.query.keys()].length > 0) refusePersonal(request.query);
  const parameters = readParameters(request, ['_id', 'identifier', ...described]);
  const healthId = healthIdIn(parameters);
  if (healthId !== undefined) return byHealthId(healthId, parameters, request, ask);
  const { values, count } = parameters;
  const said = (name: string) => values.get(name)?.[0];
  const demographics = demographicsFrom({
    given: said('given'),
    father: undefined,
    family: said('family'),
    birthDate: said('birthdate'),
    gender: said('gender'),
    state: said('address-state'),
  });
  const issues = ignoredIssue(parameters.ignored, request.language);
  return findPeople(demographics, { count: Math.min(count, 50), onlyCertain: false, issues }, request, ask);
}

function refusePersonal(query: URLSearchParams): void {
  for (const name of query.keys()) {
    const [plain = ''] = name.split(':');
    const isPersonal = personal.includes(plain);
    if (isPersonal || (plain === 'identifier' && !query.getAll(name).every(isHealthIdToken)))
      throw new WaslError('PERSONAL_DATA_IN_ADDRESS', { parameter: plain });
  }
}

function isHealthIdToken(token: string): boolean {
  return token.startsWith(`${systems.healthId}|`);
}

/** The health ID that is searched for. @throws WaslError BAD_REQUEST for another identifier, by which the graph does not find people */
function healthIdIn({ values }: Parameters): string | undefined {
  const [id] = values.get('_id') ?? [];
  const [identifier] = values.get('identifier') ?? [];
  // An answer that passed over the rest would say that it fits somebody.
  const [more] = described.filter((name) => values.has(name));
  if (more !== undefined && (id !== undefined || identifier !== undefined)) throw unusable(more);
  if (id !== undefined) return requireHealthId(id);
  if (identifier === undefined) return undefined;
  if (!isHealthIdToken(identifier)) throw unusable('identifier');
  return requireHealthId(identifier.slice(systems.healthId.length + 1));
}

/** A search that finds nobody is an empty one, whether there is nobody or nobody whom the caller may see. */
async function byHealthId(
  healthId: string,
  parameters: Parameters,
  request: FhirRequest,
  ask: AskGraph,
): Promise<FhirAnswer> {
  const issues = ignoredIssue(parameters.ignored, request.language);
  const self = selfOf('Patient', parameters);
  const found = await readPatient(healthId, ask, request.language).catch((error: unknown) => {
    if (error instanceof WaslError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  });
  if (found && 'error' in found) {
    const refusal = refuseField(found.error, hasToken(request), request.language);
    if (refusal.status !== 404) return refusal;
  }
  const matches = found && 'resource' in found ? [found.resource] : [];
  if (found && 'resource' in found) issues.push(...found.errors.map((error) => issueOf(error, 'warning')));
  return { status: 200, resource: searchSet({ matches, issues, self, next: undefined }, request) };
}
