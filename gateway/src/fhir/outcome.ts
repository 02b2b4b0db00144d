import { errors as errorTable, type ErrorCode, messageOf, WaslError, type Language } from '@wasl/schema/errors.ts';
import type { GraphQLFormattedError } from 'graphql';
import type { Fhir, FhirAnswer } from './exchange.ts';
import { codeOf } from './graphErrors.ts';
import type { Refused } from './refused.ts';
import { coding, systems } from './systems.ts';
import { tidy } from './tidy.ts';

/** FHIR's words for what went wrong, by our codes; `exception` for any other. */
const issueTypes: Readonly<Record<string, string>> = {
  BAD_REQUEST: 'invalid',
  BAD_USER_INPUT: 'value',
  HEALTH_ID_INVALID: 'value',
  PERSONAL_DATA_IN_ADDRESS: 'security',
  UNAUTHENTICATED: 'login',
  FORBIDDEN: 'forbidden',
  UNAUTHORIZED_FIELD_OR_TYPE: 'forbidden',
  CONSENT_DENIED: 'suppressed',
  NO_TREATMENT_RELATIONSHIP: 'not-found',
  ACCOUNT_HOLDER_DECEASED: 'forbidden',
  PURPOSE_NOT_ALLOWED: 'forbidden',
  RESTRICTED_RECORD: 'suppressed',
  NOT_FOUND: 'not-found',
  METHOD_NOT_ALLOWED: 'not-supported',
  NOT_ACCEPTABLE: 'not-supported',
  UNSUPPORTED_MEDIA_TYPE: 'not-supported',
  OPERATION_NOT_SUPPORTED: 'not-supported',
  PAYLOAD_TOO_LARGE: 'too-long',
  ANSWER_TOO_LARGE: 'too-costly',
  OPERATION_TOO_COSTLY: 'too-costly',
  OVERLOADED: 'throttled',
  RATE_LIMITED: 'throttled',
  SHUTTING_DOWN: 'transient',
  TOKEN_KEYS_UNAVAILABLE: 'transient',
  AUDIT_UNAVAILABLE: 'transient',
  DATABASE_UNAVAILABLE: 'transient',
  SUBGRAPH_UNAVAILABLE: 'transient',
  SUBGRAPH_TIMEOUT: 'timeout',
  DEADLINE_EXCEEDED: 'timeout',
};

/** The types of a body that are read (RFC 9110, 12.5.1). */
const jsonTypes = 'application/fhir+json, application/json';

/** Codes after which the same request may succeed a little later. */
const passing: ReadonlySet<string> = new Set(['transient', 'timeout', 'throttled']);

export interface Issue {
  code: string;
  message: string;
  severity: 'error' | 'warning' | 'information';
  /** What the error id of the log is, and what else may be shown. */
  details?: Readonly<Record<string, unknown>> | undefined;
}

/** An OperationOutcome of these issues, each with its text. */
export function outcome(issues: readonly Issue[], language: Language): Fhir {
  return tidy({
    resourceType: 'OperationOutcome',
    language,
    issue: issues.map(({ code, message, severity, details }) => ({
      severity,
      code: issueTypes[code] ?? 'exception',
      details: { coding: [coding(systems.errorCode, code)], text: message },
      diagnostics: diagnosticsOf(details),
    })),
  });
}

/** Details that a caller can act on; they hold no value of a patient. */
function diagnosticsOf(details: Readonly<Record<string, unknown>> = {}): string | undefined {
  const shown = Object.entries(details).filter(([name]) => name !== 'code' && name !== 'forPeople');
  return shown.length > 0 ? JSON.stringify(Object.fromEntries(shown)) : undefined;
}

export function issueOf(error: GraphQLFormattedError, severity: Issue['severity']): Issue {
  return { code: codeOf(error), message: error.message, severity, details: error.extensions };
}

/** The answer to a request that an error of ours ends. */
export function refuseWith(error: WaslError, language: Language): FhirAnswer {
  const { code, details } = error;
  const issue: Issue = { code, message: error.messageIn(language), severity: 'error', details };
  return withHeaders(code, { status: error.status, resource: outcome([issue], language) });
}

/** The answer to a request that the pipeline refused: its status and headers, its errors as issues. */
export function refuseAs({ answer }: Refused, language: Language): FhirAnswer {
  const { errors = [] } = answer.body;
  // What `/graphql` would have taken instead is no matter here.
  const { accept, ...headers } = answer.headers ?? {};
  const issues = errors.map((error) => inFhirsWords(issueOf(error, 'error'), language));
  const code = issues[0]?.code ?? 'INTERNAL_SERVER_ERROR';
  return withHeaders(code, {
    status: code === 'BAD_USER_INPUT' || answer.status < 400 ? statusOf(code) : answer.status,
    headers: accept === undefined ? headers : { ...headers, accept: jsonTypes },
    resource: outcome(issues, language),
  });
}

/** Operations are the front door's own: what does not fit the schema is a value of the request, and its reader knows nothing of the schema. */
function inFhirsWords(issue: Issue, language: Language): Issue {
  return issue.code === 'GRAPHQL_VALIDATION_FAILED' ? plainIssue('BAD_USER_INPUT', 'error', language) : issue;
}

/** Nobody by this number, or nobody whom the caller may see: the two are told in the same words. */
export function noSuchPatient(): WaslError {
  return new WaslError('NOT_FOUND', {}, { says: errorTable.NO_TREATMENT_RELATIONSHIP });
}

/** The answer where one field's error means that nothing can be answered. */
export function refuseField(error: GraphQLFormattedError, hasToken: boolean, language: Language): FhirAnswer {
  const code = codeOf(error);
  if (code === 'UNAUTHORIZED_FIELD_OR_TYPE' && !hasToken) {
    const challenge = refuseWith(new WaslError('UNAUTHENTICATED'), language);
    return { ...challenge, headers: { 'www-authenticate': 'Bearer' } };
  }
  if (code === 'NO_TREATMENT_RELATIONSHIP') return refuseWith(noSuchPatient(), language);
  return withHeaders(code, { status: statusOf(code), resource: outcome([issueOf(error, 'error')], language) });
}

function statusOf(code: string): number {
  return Object.hasOwn(errorTable, code) ? errorTable[code as ErrorCode].status : 500;
}

function withHeaders(code: string, found: FhirAnswer): FhirAnswer {
  const headers = { ...found.headers };
  if (code === 'UNAUTHENTICATED') headers['www-authenticate'] ??= 'Bearer error="invalid_token"';
  if (passing.has(issueTypes[code] ?? '')) headers['retry-after'] ??= '1';
  return { ...found, headers };
}

/** A sentence of the table, as an issue. */
export function plainIssue(code: ErrorCode, severity: Issue['severity'], language: Language): Issue {
  return { code, message: messageOf(code, language), severity };
}
