import { WaslError } from '@wasl/schema/errors.ts';
import type { Caller } from '../core/caller.ts';
import type { JsonObject } from '../core/jsonObject.ts';
import type { Judgement } from '../records/judgements.ts';
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
  note(judgement: Judgement): void;
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
  outcome: Outcome;
  /** Code and policy of the decision. */
  reason: string;
  told: Told;
}

/** By patient, then by what else sets events apart, which callers have no part in. */
type Groups = Map<string | undefined, Map<string, Group>>;

/** Collects one event for each patient, action, outcome and ground. */
export function createDisclosures(audit: Pick<AuditLog, 'append'>, now: () => number = Date.now): Disclosures {
  let to: DisclosedTo | undefined;
  let groups: Groups = new Map();
  let intents: Judgement[] = [];
  let sent: Judgement[] = [];
  let failure: WaslError | undefined;

  // What is judged next mostly goes with what was judged before.
  let last: Group | undefined;

  function add(judgement: Judgement, outcome: Outcome, into = groups): void {
    if (!to) return;
    if (!last || !isOf(last, judgement, outcome, into)) last = groupOf(judgement, outcome, to.nothingTold, into);
    last.told = last.told.and(judgement.fields, judgement.category);
  }

  async function append(taken: Groups): Promise<WaslError | undefined> {
    if (taken.size === 0 || !to) return undefined;
    const at = new Date(now()).toISOString();
    const whom = to;
    const all = [...taken.values()].flatMap((ofPatient) => [...ofPatient.values()]);
    // Refusals last: what was given then has numbers without a gap, which would tell of a refusal that is hidden.
    const inOrder = [
      ...all.filter(({ outcome }) => outcome !== 'refused'),
      ...all.filter(({ outcome }) => outcome === 'refused'),
    ];
    const events = inOrder.map((group) => eventOf(group, whom, at));
    try {
      await audit.append(events);
      return undefined;
    } catch (error) {
      return error instanceof WaslError ? error : new WaslError('AUDIT_UNAVAILABLE', {}, { cause: error });
    }
  }

  return {
    begin(whom) {
      to = whom;
    },
    note(judgement) {
      const { outcome, action, stage } = judgement;
      if (outcome instanceof WaslError || !outcome.isPermitted) return add(judgement, 'refused');
      if (action === 'write') intents.push(judgement);
      // What may be asked for is given only when it is found.
      else if (stage === 'found') add(judgement, 'released');
    },
    async settleIntents(refused) {
      const refusedKeys = new Set(refused.map(({ path: [key] }) => key));
      const taken = intents.filter(({ path: [key] }) => !refusedKeys.has(key));
      const events: Groups = new Map();
      intents = [];
      for (const judgement of taken) add(judgement, 'intended', events);
      const error = await append(events);
      if (error) return taken.map(({ path }) => ({ path, error }));
      sent = taken;
      return [];
    },
    noteWritten(received) {
      for (const judgement of sent) {
        const [key] = judgement.path;
        add(judgement, key !== undefined && received[key] != null ? 'done' : 'failed');
      }
      sent = [];
    },
    giveNothing() {
      last = undefined;
      for (const [patient, ofPatient] of groups) {
        for (const [key, { outcome }] of ofPatient) if (outcome === 'released') ofPatient.delete(key);
        if (ofPatient.size === 0) groups.delete(patient);
      }
    },
    async settle() {
      const taken = groups;
      groups = new Map();
      const error = await append(taken);
      failure ??= error;
      return error;
    },
    get failure() {
      return failure;
    },
  };
}

function isOf({ among, first, outcome, reason }: Group, judgement: Judgement, as: Outcome, into: Groups): boolean {
  const isSame = first.patient === judgement.patient && first.action === judgement.action && outcome === as;
  return isSame && among === into && reason === reasonOf(judgement.outcome);
}

function groupOf(judgement: Judgement, outcome: Outcome, nothingTold: Told, into: Groups): Group {
  const { patient, action } = judgement;
  let ofPatient = into.get(patient);
  if (!ofPatient) into.set(patient, (ofPatient = new Map()));
  const reason = reasonOf(judgement.outcome);
  const key = `${action} ${outcome} ${reason}`;
  let group = ofPatient.get(key);
  if (!group) ofPatient.set(key, (group = { among: into, first: judgement, outcome, reason, told: nothingTold }));
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
