import { WaslError } from '@wasl/schema/errors.ts';
import type { Caller } from '../core/caller.ts';
import type { JsonObject } from '../core/jsonObject.ts';
import type { Judgement, OnJudged } from '../records/judgements.ts';
import type { RecordDecision } from '../records/recordQuestion.ts';
import type { AuditLog } from './auditLog.ts';
import type { AuditedCaller, AuditedOperation, AuditEvent } from './events/auditEvent.ts';
import type { Told } from './told.ts';

/** Who asks what, in one request. */
export interface DisclosedTo {
  caller: Caller;
  operation: AuditedOperation;
  traceId: string | undefined;
  /** The request's, as the log of requests has it; undefined where it bears none. */
  requestId?: string | undefined;
  /** What people call the caller's facility, as far as is known when the event is written. */
  facilityName?: ((facilityId: string) => AuditEvent['facilityName'] | undefined) | undefined;
  /** Where what is told of a patient begins. */
  nothingTold: Told;
}

/** What of patients' records one request gives, refuses and changes, until it is written down. */
export interface Disclosures {
  /** Says for whom what is judged from now on. */
  begin(to: DisclosedTo): void;
  /** Hears of a judgement. It may be handed on by itself. */
  readonly note: OnJudged;
  /** Writes down which changes are about to be sent, but for the refused. Answers those that must not be, because that failed. */
  settleIntents(
    refused: readonly { path: Judgement['path'] }[],
  ): Promise<readonly { path: Judgement['path']; error: WaslError }[]>;
  /** Hears what the owner of changed records answered, by the keys of the mutation's fields. */
  noteWritten(received: JsonObject): void;
  /** Forgets what was to be given and is not written down yet: it is not given. What was refused or changed stays. */
  giveNothing(): void;
  /** Writes down all that has been judged. Answers why nothing of it may leave, where that failed. */
  settle(): Promise<WaslError | undefined>;
  /** Why nothing more of the same answer may leave. */
  readonly failure: WaslError | undefined;
}

type Outcome = AuditEvent['outcome'];

/** Characters that are kept of what somebody asked for as a patient: it may be a text of any length, and is no health ID then. */
const mostOfPatient = 128;

/** What goes into one event. */
interface Group {
  /** Those that it is among. */
  among: Groups;
  first: Judgement;
  /** Of what was judged last, to tell more of the same at once. */
  last: Judgement | undefined;
  outcome: Outcome;
  /** Code and policy of the decision. */
  reason: string;
  told: Told;
}

/** By patient, then by what else sets events apart, which callers have no part in. */
type Groups = Map<string | undefined, Map<string, Group>>;

/** Collects one event for each patient, action, outcome and ground. */
export function createDisclosures(audit: Pick<AuditLog, 'append'>, now: () => number = Date.now): Disclosures {
  return new RequestDisclosures(audit, now);
}

class RequestDisclosures implements Disclosures {
  failure: WaslError | undefined;
  readonly #audit: Pick<AuditLog, 'append'>;
  readonly #now: () => number;
  #to: DisclosedTo | undefined;
  #groups: Groups = new Map();
  /** What is judged next mostly goes with what was judged before. */
  #last: Group | undefined;
  #intents: Judgement[] = [];
  #sent: readonly Judgement[] = [];

  constructor(audit: Pick<AuditLog, 'append'>, now: () => number) {
    this.#audit = audit;
    this.#now = now;
  }

  begin(whom: DisclosedTo): void {
    this.#to = whom;
  }

  readonly note = (judgement: Judgement): void => {
    const { outcome, action, stage } = judgement;
    if (outcome instanceof WaslError || !outcome.isPermitted) this.#add(judgement, 'refused');
    else if (action === 'write') this.#intents.push(judgement);
    // What may be asked for is given only when it is found.
    else if (stage === 'found') this.#add(judgement, 'released');
  };

  async settleIntents(
    refused: readonly { path: Judgement['path'] }[],
  ): Promise<readonly { path: Judgement['path']; error: WaslError }[]> {
    const refusedKeys = new Set(refused.map(({ path: [key] }) => key));
    const taken = this.#intents.filter(({ path: [key] }) => !refusedKeys.has(key));
    const events: Groups = new Map();
    this.#intents = [];
    for (const judgement of taken) this.#add(judgement, 'intended', events);
    const error = await this.#append(events);
    if (error) return taken.map(({ path }) => ({ path, error }));
    this.#sent = taken;
    return [];
  }

  noteWritten(received: JsonObject): void {
    for (const judgement of this.#sent) {
      const [key] = judgement.path;
      this.#add(judgement, key !== undefined && received[key] != null ? 'done' : 'failed');
    }
    this.#sent = [];
  }

  giveNothing(): void {
    this.#last = undefined;
    for (const [patient, ofPatient] of this.#groups) {
      for (const [key, { outcome }] of ofPatient) if (outcome === 'released') ofPatient.delete(key);
      if (ofPatient.size === 0) this.#groups.delete(patient);
    }
  }

  async settle(): Promise<WaslError | undefined> {
    const taken = this.#groups;
    this.#groups = new Map();
    const error = await this.#append(taken);
    this.failure ??= error;
    return error;
  }

  #add(judgement: Judgement, outcome: Outcome, into = this.#groups): void {
    if (!this.#to) return;
    let group = this.#last;
    if (!group || !isOf(group, judgement, outcome, into))
      this.#last = group = groupOf(judgement, outcome, this.#to.nothingTold, into);
    const { last } = group;
    if (last?.fields !== judgement.fields || last.category !== judgement.category)
      group.told = group.told.and(judgement.fields, judgement.category);
    group.last = judgement;
  }

  async #append(taken: Groups): Promise<WaslError | undefined> {
    const to = this.#to;
    if (taken.size === 0 || !to) return undefined;
    const at = new Date(this.#now()).toISOString();
    const events: AuditEvent[] = [];
    // Refusals last: what was given then has numbers without a gap, which would tell of a refusal that is hidden.
    const refusals: AuditEvent[] = [];
    for (const ofPatient of taken.values())
      for (const group of ofPatient.values())
        (group.outcome === 'refused' ? refusals : events).push(eventOf(group, to, at));
    for (const refusal of refusals) events.push(refusal);
    try {
      await this.#audit.append(events);
      return undefined;
    } catch (error) {
      return error instanceof WaslError ? error : new WaslError('AUDIT_UNAVAILABLE', {}, { cause: error });
    }
  }
}

function isOf({ among, first, outcome, reason }: Group, judgement: Judgement, as: Outcome, into: Groups): boolean {
  const isSame = first.patient === judgement.patient && first.action === judgement.action && outcome === as;
  if (!isSame || among !== into) return false;
  return first.outcome === judgement.outcome || reason === reasonOf(judgement.outcome);
}

function groupOf(judgement: Judgement, outcome: Outcome, nothingTold: Told, into: Groups): Group {
  const { patient, action } = judgement;
  let ofPatient = into.get(patient);
  if (!ofPatient) into.set(patient, (ofPatient = new Map()));
  const reason = reasonOf(judgement.outcome);
  const key = `${action} ${outcome} ${reason}`;
  let group = ofPatient.get(key);
  if (!group) {
    group = { among: into, first: judgement, last: undefined, outcome, reason, told: nothingTold };
    ofPatient.set(key, group);
  }
  return group;
}

const reasons = new WeakMap<RecordDecision, string>();

function reasonOf(decision: Judgement['outcome']): string {
  if (decision instanceof WaslError) return `${decision.code} undefined`;
  let reason = reasons.get(decision);
  if (reason === undefined) reasons.set(decision, (reason = `${codeOf(decision)} ${policyOf(decision)}`));
  return reason;
}

/** Set one by one, and only where there is something to say: spreads would take longer than to write the event. */
function eventOf({ first, outcome, told }: Group, to: DisclosedTo, at: string): AuditEvent {
  const { action, patient, outcome: decision, as } = first;
  const { categories, consulted, fields } = told;
  const { caller, operation } = to;
  const event: Writable<AuditEvent> = {
    at,
    action,
    outcome,
    caller: auditedCaller(caller),
    categories,
    fields,
    operation,
  };
  if (as) {
    event.role = as.role;
    event.purpose = as.purpose;
    if (as.facilityId !== undefined) nameFacility(event, as.facilityId, to);
  }
  if (patient !== undefined)
    event.patient = patient.length > mostOfPatient ? `${patient.slice(0, mostOfPatient)}…` : patient;
  if (consulted) event.consulted = consulted;
  if ('isPermitted' in decision && decision.isPermitted) event.ground = decision.ground;
  const [code, policy] = [codeOf(decision), policyOf(decision)];
  if (policy !== undefined) event.policy = policy;
  if (code !== undefined) event.code = code;
  if (to.requestId !== undefined) event.requestId = to.requestId;
  if (to.traceId !== undefined) event.traceId = to.traceId;
  return event;
}

function nameFacility(event: Writable<AuditEvent>, facilityId: string, { facilityName }: DisclosedTo): void {
  event.facilityId = facilityId;
  const name = facilityName?.(facilityId);
  if (name) event.facilityName = name;
}

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

const auditedCallers = new WeakMap<Caller, AuditedCaller>();

function auditedCaller(caller: Caller): AuditedCaller {
  let audited = auditedCallers.get(caller);
  if (!audited) auditedCallers.set(caller, (audited = readAudited(caller)));
  return audited;
}

function readAudited({ subject, claims }: Caller): AuditedCaller {
  const text = (name: string) => (typeof claims[name] === 'string' ? (claims[name] as string) : undefined);
  const name = text('name') ?? text('preferred_username');
  const nameEn = text('name#en');
  const practitionerId = text('practitioner_id');
  const clientId = text('client_id') ?? text('azp');
  return {
    ...(subject !== null && { subject }),
    ...(name !== undefined && { name }),
    ...(nameEn !== undefined && { nameEn }),
    ...(practitionerId !== undefined && { practitionerId }),
    ...(clientId !== undefined && { clientId }),
  };
}

function codeOf(decision: Judgement['outcome']): string | undefined {
  if (decision instanceof WaslError) return decision.code;
  return decision.isPermitted ? undefined : decision.code;
}

function policyOf(decision: Judgement['outcome']): string | undefined {
  return decision instanceof WaslError ? undefined : decision.policy;
}
