import type { AskGraph } from './askGraph.ts';
import { searchSet } from './bundle.ts';
import { hasToken } from './callerHints.ts';
import type { FhirAnswer, FhirRequest, Resource } from './exchange.ts';
import { everythingTypes, kinds } from './kinds.ts';
import { type Issue, issueOf, refuseField } from './outcome.ts';
import { readPage } from './readPage.ts';
import { readPatient } from './readPatient.ts';
import { referencedBy } from './referenced.ts';
import { ignoredIssue, selfOf } from './search/about.ts';
import { readFilters } from './search/filters.ts';
import { type Parameters, readParameters, requireHealthId, unusable } from './search/parameters.ts';
import type { PagePlace, PageSeal } from './search/sealedCursor.ts';

/**
 * `Patient/{id}/$everything`: the patient and all records that the caller may see, a page at a time. A type that may not be seen, or whose
 * ministry does not answer, is told in an OperationOutcome, and the others follow. @throws WaslError or Refused
 */
export async function everything(
  healthId: string,
  request: FhirRequest,
  ask: AskGraph,
  seal: PageSeal,
): Promise<FhirAnswer> {
  const asked = requireHealthId(healthId);
  const parameters = readParameters(request, ['_since', '_type'], 50);
  const scope = `$everything ${asked}`;
  const place = parameters.page === undefined ? undefined : seal.open(parameters.page, scope);
  const issues = place ? [] : ignoredIssue(parameters.ignored, request.language);
  const matches: Resource[] = [];
  const included: Resource[] = [];
  if (!place) {
    const patient = await readPatient(asked, ask, request.language);
    if ('error' in patient) return refuseField(patient.error, hasToken(request), request.language);
    matches.push(patient.resource);
    included.push(...referencedBy([patient.row], request.language));
    issues.push(...patient.errors.map((error) => issueOf(error, 'warning')));
  }
  const read = { asked, parameters, request, ask, matches, included, issues };
  const next = await readTypes(place ?? { type: 0, after: null }, read);
  const self = selfOf(`Patient/${asked}/$everything`, parameters);
  const unique = [...new Map(included.map((one) => [`${one.resourceType}/${one.id}`, one])).values()];
  const set = { matches, included: unique, issues, self, next: next && seal.seal(next, scope) };
  return { status: 200, resource: searchSet(set, request) };
}

interface Reading {
  asked: string;
  parameters: Parameters;
  request: FhirRequest;
  ask: AskGraph;
  matches: Resource[];
  included: Resource[];
  issues: Issue[];
}

/** Reads type after type until the page is full; where the next one begins, or undefined after the last. */
async function readTypes(from: PagePlace, reading: Reading): Promise<PagePlace | undefined> {
  const { parameters, matches } = reading;
  const wanted = typesOf(parameters);
  let place = from;
  while (place.type < everythingTypes.length) {
    const type = everythingTypes[place.type]!;
    const after = wanted.includes(type) ? await readType(type, place.after, reading) : undefined;
    place = after === undefined ? { type: place.type + 1, after: null } : { type: place.type, after };
    if (matches.length >= parameters.count && place.type < everythingTypes.length) return place;
  }
  return undefined;
}

/** Reads one page of a type. @returns the graph's cursor after it; undefined where nothing follows */
async function readType(type: string, after: string | null, reading: Reading): Promise<string | undefined> {
  const { asked, parameters, request, ask, matches, included, issues } = reading;
  const { language } = request;
  const first = Math.max(1, parameters.count - matches.length);
  const page = await readPage(ask, { type, healthId: asked, first, after, isAuditor: false });
  if ('error' in page) {
    issues.push(aboutType(type, issueOf(page.error, 'warning')));
    return undefined;
  }
  issues.push(...page.errors.map((error) => aboutType(type, issueOf(error, 'warning'))));
  const filters = readFilters(parameters, kinds[type]!);
  const nodes = page.rows.flatMap(({ node }) => (node === null ? [] : [node]));
  const found = nodes.flatMap((node) => kinds[type]!.resourcesOf(node, { healthId: page.healthId, language }));
  matches.push(...found.filter((resource) => filters.every((fits) => fits(resource))));
  included.push(...referencedBy(nodes, language));
  return page.hasNextPage ? page.rows.at(-1)?.cursor : undefined;
}

function aboutType(type: string, issue: Issue): Issue {
  return { ...issue, message: `${type}: ${issue.message}` };
}

/** `_type`, a list with commas. @throws WaslError BAD_REQUEST for a type that is not there */
function typesOf({ values }: Parameters): readonly string[] {
  const said = (values.get('_type') ?? []).flatMap((value) => value.split(','));
  if (said.some((type) => type !== 'Patient' && !everythingTypes.includes(type))) throw unusable('_type');
  return said.length > 0 ? said : everythingTypes;
}
