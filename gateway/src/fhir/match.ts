import { WaslError } from '@wasl/schema/errors.ts';
import { isJsonObject } from '../core/jsonObject.ts';
import type { AskGraph } from './askGraph.ts';
import { entryOf } from './bundle.ts';
import { hasToken } from './callerHints.ts';
import type { Fhir, FhirAnswer, FhirRequest } from './exchange.ts';
import { errorsAt } from './graphErrors.ts';
import { genders, patient, type PatientRow } from './map/people.ts';
import { operations } from './operations.ts';
import { type Issue, outcome, refuseField } from './outcome.ts';

/** Somebody who may be whom the search is for; it shows what finding them needs, and no more. */
interface Candidate extends PatientRow {
  score: number;
  isCertain: boolean;
  birthYear?: number | null;
  patient?: { healthId: string } | null;
}

export interface Demographics {
  givenName: string;
  fatherName?: string | undefined;
  familyName: string;
  birthDate?: string | undefined;
  sex?: string | undefined;
  governorate?: string | undefined;
}

/** `Patient/$match`: candidates for the person that a Patient resource describes, best first. @throws WaslError BAD_REQUEST, or Refused */
export async function match(request: FhirRequest, ask: AskGraph): Promise<FhirAnswer> {
  const { resource, count, onlyCertain } = readMatch(request.body);
  return findPeople(demographicsOf(resource), { count, onlyCertain }, request, ask);
}

/** Finds people by the registry's matching. @throws Refused */
export async function findPeople(
  demographics: Demographics,
  { count, onlyCertain, issues = [] }: { count: number; onlyCertain: boolean; issues?: readonly Issue[] },
  request: FhirRequest,
  ask: AskGraph,
): Promise<FhirAnswer> {
  const { baseUrl, language } = request;
  const { data, errors } = await ask(operations.match, { demographics, first: count });
  const found = data['searchPatients'] as (Candidate | null)[] | null | undefined;
  const [error] = errorsAt(errors, ['searchPatients']);
  if (!found) {
    if (error) return refuseField(error, hasToken(request), language);
    throw new WaslError('NOT_FOUND');
  }
  const candidates = found.flatMap((one) => (one?.patient && (one.isCertain || !onlyCertain) ? [one] : []));
  const entry = candidates.map((one) => {
    const { healthId } = one.patient as { healthId: string };
    const resource = { ...patient({ ...one, healthId }, language), birthDate: one.birthYear && String(one.birthYear) };
    return entryOf(resource, baseUrl, { search: { mode: 'match', score: scoreOf(one), extension: [gradeOf(one)] } });
  });
  const told = issues.length === 0 ? [] : [{ resource: outcome(issues, language), search: { mode: 'outcome' } }];
  const bundle = { resourceType: 'Bundle', type: 'searchset', total: entry.length, entry: [...entry, ...told] };
  return { status: 200, resource: bundle };
}

function scoreOf({ score }: Candidate): number {
  return Math.min(1, Math.max(0, score));
}

function gradeOf(candidate: Candidate): Fhir {
  const grade = candidate.isCertain ? 'certain' : scoreOf(candidate) >= 0.8 ? 'probable' : 'possible';
  return { url: 'http://hl7.org/fhir/StructureDefinition/match-grade', valueCode: grade };
}

function readMatch(body: unknown): { resource: Fhir; count: number; onlyCertain: boolean } {
  const parameters =
    isJsonObject(body) && Array.isArray(body['parameter']) ? body['parameter'].filter(isJsonObject) : [];
  const named = (name: string) => parameters.find((one) => one['name'] === name);
  const resource = named('resource')?.['resource'];
  if (!isJsonObject(body) || body['resourceType'] !== 'Parameters' || !isJsonObject(resource))
    throw missing('resource');
  const count = named('count')?.['valueInteger'] ?? 10;
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1) throw missing('count');
  return { resource, count: Math.min(count, 50), onlyCertain: named('onlyCertainMatches')?.['valueBoolean'] === true };
}

/** @throws WaslError BAD_REQUEST without a given and a family name: by less, half of a town would be shown */
function demographicsOf(resource: Fhir): Demographics {
  const [name] = objectsIn(resource['name']);
  const [given, father] = Array.isArray(name?.['given']) ? name['given'] : [];
  const [address] = objectsIn(resource['address']);
  return demographicsFrom({
    given,
    father,
    family: name?.['family'],
    birthDate: resource['birthDate'],
    gender: resource['gender'],
    state: address?.['state'],
  });
}

/** What people are found by, from words of FHIR. @throws WaslError BAD_REQUEST */
export function demographicsFrom(
  said: Record<'given' | 'father' | 'family' | 'birthDate' | 'gender' | 'state', unknown>,
): Demographics {
  const { given, father, family, birthDate, gender, state } = said;
  if (typeof given !== 'string' || given.trim() === '' || typeof family !== 'string' || family.trim() === '')
    throw missing('name');
  const sex = Object.keys(genders).find((known) => genders[known] === gender);
  if (gender !== undefined && sex === undefined) throw missing('gender');
  return {
    givenName: given,
    familyName: family,
    ...(typeof father === 'string' && { fatherName: father }),
    ...(typeof birthDate === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(birthDate) && { birthDate }),
    ...(sex !== undefined && { sex }),
    ...(typeof state === 'string' && /^SY-[A-Z]{2}$/.test(state) && { governorate: state.slice(3) }),
  };
}

function objectsIn(value: unknown): Fhir[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function missing(parameter: string): WaslError {
  return new WaslError(
    'BAD_REQUEST',
    { parameter },
    {
      says: {
        en: `Searching for a person needs at least a given name and a family name, in FHIR's form; this is missing or not usable: ${parameter}.`,
        ar: `يلزم للبحث عن شخص اسمه وكنيته على الأقل بصيغة FHIR؛ وهذا مفقود أو غير صالح: ${parameter}.`,
      },
    },
  );
}
