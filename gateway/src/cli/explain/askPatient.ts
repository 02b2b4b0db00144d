import { existsSync, readFileSync } from 'node:fs';
import { isIPv4 } from 'node:net';
import type { Language } from '@wasl/schema/errors.ts';
import type { Role } from '@wasl/schema/roles.ts';
import { ConfigError } from '../../core/configError.ts';
import type { Explanation } from '../../core/explanation.ts';
import { isJsonObject, type JsonObject } from '../../core/jsonObject.ts';
import type { RecordCategory, RecordQuestion } from '../../records/recordQuestion.ts';
import type { Config } from '../config.ts';
import { devFile } from '../dev.ts';
import { demoToken } from '../token.ts';

/** What a gateway is asked of one patient, and as whom. */
export interface PatientQuestion extends Pick<RecordQuestion, 'role' | 'purpose' | 'category'> {
  healthId: string;
  /** Address of the gateway, or of its `/graphql`; that of the demo that runs here otherwise. */
  url: string | undefined;
  /** Access token of whoever asks, `-` to read it from the standard input; the demo's persona of the role otherwise. */
  token: string | undefined;
  language: Language;
}

/** What a gateway answers to it. */
export interface PatientAnswer {
  isFound: boolean;
  error: { message: string; extensions?: JsonObject } | undefined;
  /** Undefined where the gateway explains its answers to others only. */
  explanation: Explanation | undefined;
}

const patienceMs = 30_000;
/** A page is a record itself, so that no item of it is read. */
const page = (name: string) => `${name}(first: 1) { pageInfo { hasNextPage } }`;
/** The least of a patient that is of a category. Who is searched for is no record that a health ID leads to. */
const leastOf: Record<Exclude<RecordCategory, 'SEARCH' | 'BREAK_GLASS'>, string> = {
  DEMOGRAPHICS: 'sex',
  IDENTIFIERS: 'identifiers { issuer }',
  ENCOUNTERS: page('encounters'),
  CONDITIONS: page('conditions'),
  OBSERVATIONS: page('observations'),
  MEDICATIONS: page('prescriptions'),
  ALLERGIES: page('allergies'),
  IMMUNIZATIONS: page('immunizations'),
  PROCEDURES: page('procedures'),
  REPORTS: page('diagnosticReports'),
  CONSENTS: 'consents { id }',
  ACCESS_LOG: page('accessLog'),
  PLACING: page('recordsToPlace'),
};

/**
 * Asks a running gateway for the least of a category of one patient, as its caller. It is an access as any other: decided on what is true of
 * the two, written down and shown to the patient.
 * @throws ConfigError where the gateway cannot be asked, or refuses the request as a whole
 */
export async function askPatient(question: PatientQuestion, config: Pick<Config, 'dataDir'>): Promise<PatientAnswer> {
  const { category, healthId, role, purpose, language } = question;
  if (category === 'SEARCH')
    throw new ConfigError('--category SEARCH is about nobody whose health ID is known: use a word in --patient.');
  if (category === 'BREAK_GLASS')
    throw new ConfigError('--category BREAK_GLASS is only written: use a word in --patient, with --action write.');
  const address = addressOf(question, config);
  const query = `query ($healthId: ID!) { ${fieldFor(role, category)} }`;
  const headers = {
    'content-type': 'application/json',
    'accept-language': language,
    'x-wasl-explain': '1',
    'x-wasl-role': role,
    'x-purpose-of-use': purpose,
    authorization: `Bearer ${await tokenOf(question, config)}`,
  };
  return readAnswer(await send(address, headers, { query, variables: { healthId } }));
}

/** Auditors have a door of their own to the log, and none to the patient. */
function fieldFor(role: Role, category: keyof typeof leastOf): string {
  if (role === 'auditor' && category === 'ACCESS_LOG')
    return 'patient: accessLog(healthId: $healthId, first: 1) { pageInfo { hasNextPage } }';
  return `patient(healthId: $healthId) { ${leastOf[category]} }`;
}

async function tokenOf({ token, role, url }: PatientQuestion, config: Pick<Config, 'dataDir'>): Promise<string> {
  if (token === '-') return readFileSync(0, 'utf8').trim();
  if (token !== undefined) return token;
  if (url !== undefined) throw new ConfigError('--url needs --token: as whom that gateway is asked.');
  return demoToken(config, role);
}

function addressOf({ url }: PatientQuestion, config: Pick<Config, 'dataDir'>): URL {
  const file = devFile(config);
  if (url === undefined && !existsSync(file))
    throw new ConfigError('A health ID in --patient needs --url and --token of a running gateway; the demo does not run here.'); // prettier-ignore
  const { gateway } =
    url === undefined ? (JSON.parse(readFileSync(file, 'utf8')) as { gateway: string }) : { gateway: url };
  if (!URL.canParse(gateway) || !/^https?:$/.test(new URL(gateway).protocol))
    throw new ConfigError('--url must be an address that begins with https:// or http://.');
  const address = new URL(gateway);
  // A token in the clear is anybody's.
  if (address.protocol === 'http:' && !isLoopback(address.hostname))
    throw new ConfigError('--url must begin with https://, unless the gateway is on this machine.');
  if (address.pathname === '/') address.pathname = '/graphql';
  return address;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || (isIPv4(host) && host.startsWith('127.'));
}

async function send(address: URL, headers: Record<string, string>, body: object): Promise<unknown> {
  try {
    const signal = AbortSignal.timeout(patienceMs);
    const response = await fetch(address, { method: 'POST', headers, body: JSON.stringify(body), signal });
    return await response.json();
  } catch (cause) {
    throw new ConfigError(`The gateway at ${address.origin} cannot be asked.`, { cause });
  }
}

/** Codes of errors by which something is refused, to whoever asks so; any other says that something failed. */
const decisions: ReadonlySet<string> = new Set([
  'PURPOSE_NOT_ALLOWED',
  'NO_TREATMENT_RELATIONSHIP',
  'CONSENT_DENIED',
  'RESTRICTED_RECORD',
  'UNAUTHORIZED_FIELD_OR_TYPE',
  'ACCOUNT_HOLDER_DECEASED',
  'BAD_REQUEST',
]);

function readAnswer(answer: unknown): PatientAnswer {
  const { data, errors, extensions } = isJsonObject(answer) ? answer : {};
  const [error] = Array.isArray(errors) ? (errors as { message: string; extensions?: JsonObject }[]) : [];
  if (!isJsonObject(data))
    throw new ConfigError(`The gateway refuses the question: ${error?.message ?? 'it answers no GraphQL.'}`);
  if (error && !decisions.has(String(error.extensions?.['code'])))
    throw new ConfigError(`The gateway decided nothing: ${error.message}`);
  const explanation = isJsonObject(extensions) ? (extensions['explanation'] as Explanation | undefined) : undefined;
  return { isFound: isJsonObject(data['patient']), error, explanation };
}
