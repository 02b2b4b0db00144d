import type { AskGraph } from '../askGraph.ts';
import { searchSet } from '../bundle.ts';
import type { FhirAnswer, FhirRequest, Resource } from '../exchange.ts';
import { actsAsAuditor, hasToken } from '../callerHints.ts';
import { kinds } from '../kinds.ts';
import { type Issue, issueOf, refuseField } from '../outcome.ts';
import { readPage } from '../readPage.ts';
import { ignoredIssue, selfOf } from './about.ts';
import { filtersOf, readFilters } from './filters.ts';
import { patientOf, readParameters } from './parameters.ts';
import type { PageSeal } from './sealedCursor.ts';

/** Rows that are read at once where many of them may not fit a filter. */
const rowsToFilter = 50;
/** Most pages of the graph that one page of a search reads. */
const mostPages = 10;

/** Searches one type among a patient's records. @throws WaslError BAD_REQUEST, HEALTH_ID_INVALID or NOT_FOUND, or Refused */
export async function searchRecords(
  type: string,
  request: FhirRequest,
  ask: AskGraph,
  seal: PageSeal,
): Promise<FhirAnswer> {
  const kind = kinds[type]!;
  const parameters = readParameters(request, ['patient', 'subject', ...filtersOf(kind)]);
  const asked = patientOf(parameters);
  const filters = readFilters(parameters, kind);
  const scope = `${type} ${asked}`;
  let after = parameters.page === undefined ? null : seal.open(parameters.page, scope).after;
  const matches: Resource[] = [];
  const issues: Issue[] = ignoredIssue(parameters.ignored, request.language);
  let hasMore = true;
  for (let read = 0; hasMore && read < mostPages && matches.length < parameters.count; read += 1) {
    const first = filters.length > 0 ? rowsToFilter : parameters.count;
    const page = await readPage(ask, { type, healthId: asked, first, after, isAuditor: actsAsAuditor(request) });
    if ('error' in page) return refuseField(page.error, hasToken(request), request.language);
    issues.push(...page.errors.map((error) => issueOf(error, 'warning')));
    hasMore = page.hasNextPage;
    const context = { healthId: page.healthId, language: request.language };
    for (const [index, { cursor, node }] of page.rows.entries()) {
      const found = node === null ? [] : kind.resourcesOf(node, context);
      matches.push(...found.filter((resource) => filters.every((fits) => fits(resource))));
      after = cursor;
      if (matches.length < parameters.count) continue;
      hasMore ||= index < page.rows.length - 1;
      break;
    }
  }
  const next = hasMore && after !== null ? seal.seal({ type: 0, after }, scope) : undefined;
  return {
    status: 200,
    resource: searchSet({ matches, issues: unique(issues), self: selfOf(type, parameters), next }, request),
  };
}

function unique(issues: readonly Issue[]): Issue[] {
  return [...new Map(issues.map((issue) => [`${issue.code} ${issue.message}`, issue])).values()];
}
