import { WaslError } from '@wasl/schema/errors.ts';
import type { Eventually } from '../core/eventually.ts';
import type { Refusal } from '../execution/guard/guard.ts';
import { isAllOpen, isAnyGiven, type Judged, patientsOf, writtenOn } from './judged.ts';
import { plainLabels } from './labelScope.ts';
import { createPlainDecisions, type PlainDecisions } from './plainDecisions.ts';
import { type ActingCaller, consentFor, type PatientFacts, type ReadColleagues } from './patientFacts.ts';
import type { Judgement as Decided, OnJudged } from './judgements.ts';
import { locateRecords } from './locateRecords.ts';
import { strangerFacts } from './possibleRecords.ts';
import type { LocatedRecord, RecordReference } from './recordLookUp.ts';
import { type RecordDenial, refusalOf, unknownPatient } from './refusedRecords.ts';
import { createRequestFacts, type FactsFrom, type RequestFactsOptions } from './requestFacts.ts';
import type { KnownFacts } from './knownFacts.ts';
import type { DecideRecord, RecordCategory, RecordDecision, RecordQuestion } from './recordQuestion.ts';

export interface JudgeOptions extends RequestFactsOptions {
  /** As whom and why the caller asks; called when the first record is judged. @throws WaslError that refuses it */
  readActing(): ActingCaller;
  decide: DecideRecord;
  /** Which authors of records are of the caller's specialty at the caller's facility; undefined where no registry tells. */
  readColleagues: ReadColleagues | undefined;
  /** Finds a record by its id. */
  lookUp(acting: ActingCaller, reference: RecordReference): Promise<LocatedRecord | undefined>;
  /** Hears of each decision. */
  onJudged?: OnJudged | undefined;
}

export interface Judgement {
  refusals: readonly Refusal[];
  /** Of the patients concerned. */
  facts: KnownFacts;
  /** On whom the caller may write what was asked for. */
  written: readonly string[];
}

/** No health IDs: their check digits are wrong. */
const nobody = '000000000000';
const nobodyOfARecord = '000000000002';
const nothing: Judgement = { refusals: [], facts: new Map(), written: [] };

/** Decides about records for one request. */
export function createJudge(options: JudgeOptions) {
  const { factsOf, holdsSince } = createRequestFacts(options);
  const plainDecisionsOn = createPlainDecisions();
  const unchanging = {};
  let refusalOfAccount: WaslError | undefined;

  function keepRefusalOfAccount(failure: WaslError): void {
    if (failure.code === 'ACCOUNT_HOLDER_DECEASED') refusalOfAccount = failure;
  }

  /**
   * Facts first, for all at once; what cannot be decided is refused, and what is no record is not touched by that. At once where the facts
   * are known and all is open.
   */
  function judge(asked: readonly Judged[], from: FactsFrom = 'kept'): Eventually<Judgement> {
    if (asked.length === 0) return nothing;
    let acting: ActingCaller | undefined;
    try {
      acting = options.readActing();
      if (asked.some(({ reference }) => reference !== undefined)) return judgeLater(asked, acting, from);
      const facts = factsOf(acting, patientsOf(asked), from);
      if (facts instanceof Promise) return judgeLater(asked, acting, from, facts);
      const decisions = decideAll(asked, facts, acting);
      if (!isAllOpen(decisions)) return judgeLater(asked, acting, from, facts);
      return { refusals: tell(asked, decisions, facts, acting), facts, written: writtenOn(asked, decisions) };
    } catch (failure) {
      return refuseAll(asked, failure, acting);
    }
  }

  /** `reading` are the facts; without it, it is not known yet whose the records are. */
  async function judgeLater(
    asked: readonly Judged[],
    acting: ActingCaller,
    from: FactsFrom,
    reading?: Eventually<KnownFacts>,
  ): Promise<Judgement> {
    try {
      const judged = reading ? asked : await locateRecords(asked, (reference) => options.lookUp(acting, reference));
      const facts = await (reading ?? factsOf(acting, patientsOf(judged), from));
      const decided = decideAll(judged, facts, acting);
      const decisions = isAllOpen(decided) ? decided : await reconsider(judged, decided, facts, acting);
      return { refusals: tell(judged, decisions, facts, acting), facts, written: writtenOn(judged, decisions) };
    } catch (failure) {
      return refuseAll(asked, failure, acting);
    }
  }

  /** @throws what is no WaslError */
  function refuseAll(asked: readonly Judged[], failure: unknown, acting: ActingCaller | undefined): Judgement {
    if (!(failure instanceof WaslError)) throw failure;
    keepRefusalOfAccount(failure);
    for (const item of asked) options.onJudged?.(judgementOf(item, failure, acting));
    return {
      ...nothing,
      refusals: asked.map(({ index, path, isPlace: isInstead }) => ({ index, path, error: failure, isInstead })),
    };
  }

  function decideAll(judged: readonly Judged[], facts: KnownFacts, acting: ActingCaller): RecordDecision[] {
    return judged.map((item) => decideOne(item, facts, acting, false));
  }

  /** Has each decision heard of; answers what is refused. */
  function tell(
    judged: readonly Judged[],
    decisions: readonly RecordDecision[],
    facts: KnownFacts,
    acting: ActingCaller,
  ): readonly Refusal[] {
    let refusals: Refusal[] | undefined;
    for (let index = 0; index < judged.length; index += 1) {
      const item = judged[index] as Judged;
      const decision = decisions[index] as RecordDecision;
      // A permitted place says nothing more: what came there is judged by itself, and where nothing came there is nothing to tell of.
      if (item.isPlace && (decision.isPermitted || isAnyGiven(index, judged, decisions))) continue;
      if (decision.isPermitted) {
        options.onJudged?.(judgementOf(item, decision, acting));
        continue;
      }
      const why = item.action === 'write' ? whyNotWritten(item, decision, facts, acting) : decision;
      // Of a record that is there the audit has what kept it closed, which its caller is not told.
      const isNobodys = decision === unknownPatient && why instanceof WaslError;
      options.onJudged?.(judgementOf(item, isNobodys ? why : decision, acting));
      (refusals ??= []).push(refusalOf(item, why));
    }
    return refusals ?? nothing.refusals;
  }

  /** Decides once more where a label alone keeps the caller away, and would not if the author were a colleague: asked of the registry then. */
  async function reconsider(
    judged: readonly Judged[],
    decided: readonly RecordDecision[],
    facts: KnownFacts,
    acting: ActingCaller,
  ): Promise<readonly RecordDecision[]> {
    const { readColleagues } = options;
    if (!readColleagues || acting.practitionerId === undefined) return decided;
    const mayOpen = judged.map((item, index) => {
      const decision = decided[index] as RecordDecision;
      if (item.author === undefined || decision.isPermitted || decision.code !== 'RESTRICTED_RECORD') return undefined;
      const asColleague = decideOne(item, facts, acting, true);
      return asColleague.isPermitted ? asColleague : undefined;
    });
    const authors = judged.flatMap(({ author }, index) => (mayOpen[index] && author !== undefined ? [author] : []));
    if (authors.length === 0) return decided;
    const colleagues = await readColleagues(acting, [...new Set(authors)]);
    return decided.map((decision, index) => {
      const opened = mayOpen[index];
      return opened && colleagues.has(judged[index]?.author ?? '') ? opened : decision;
    });
  }

  /** What is known of patients, before anything is asked about them; nothing where nobody can tell, and then nothing is given either. */
  function factsOfNamed(patients: readonly string[]): Eventually<KnownFacts> {
    if (patients.length === 0) return nothing.facts;
    try {
      const reading = factsOf(options.readActing(), [...new Set(patients)], 'kept');
      return reading instanceof Promise ? reading.catch(knowNothing) : reading;
    } catch (failure) {
      return knowNothing(failure);
    }
  }

  /** @throws what is no WaslError */
  function knowNothing(failure: unknown): KnownFacts {
    if (!(failure instanceof WaslError)) throw failure;
    keepRefusalOfAccount(failure);
    return nothing.facts;
  }

  function decideOne(item: Judged, known: KnownFacts, acting: ActingCaller, isColleagues: boolean): RecordDecision {
    const facts = item.patient === undefined ? undefined : known.get(item.patient);
    if (!facts || facts.isMistyped) return unknownPatient;
    const isAuthor = item.author !== undefined && item.author === acting.practitionerId;
    const isPerformer = item.performer !== undefined && item.performer === acting.facilityId;
    if (item.action === 'read' && item.labels === plainLabels && !isAuthor && !isPerformer)
      return decidePlain(facts, item.category, acting);
    const question = questionOf(facts, item.category, acting);
    const authorship = { isAuthor, isAuthorsSpecialty: isAuthor || isColleagues };
    return options.decide({
      ...question,
      action: item.action,
      labels: item.labels,
      facts: { ...question.facts, ...authorship, isPerformer },
    });
  }

  function plainDecisionsOf(facts: PatientFacts, acting: ActingCaller): PlainDecisions {
    return plainDecisionsOn(facts, acting, options.decide.inForce?.() ?? unchanging);
  }

  /** About what bears no labels: the same for all such records of a category. */
  function decidePlain(facts: PatientFacts, category: RecordCategory, acting: ActingCaller): RecordDecision {
    const decisions = plainDecisionsOf(facts, acting);
    let decision = decisions.get(category);
    if (!decision) decisions.set(category, (decision = options.decide(questionOf(facts, category, acting))));
    return decision;
  }

  /**
   * What a mutation is told that names a patient, or a record by its own id. Of a record it is the same whether it is there or not. Where the
   * role may write of whomever, there is nobody, or no such record.
   */
  function whyNotWritten(
    { action, category, patient, reference }: Judged,
    decision: RecordDenial,
    known: KnownFacts,
    { role, purpose }: ActingCaller,
  ): RecordDenial | WaslError {
    const facts = patient === undefined ? undefined : known.get(patient);
    if (!reference && (patient === '' || facts?.isMistyped)) return new WaslError('HEALTH_ID_INVALID');
    if (!reference && facts) return decision;
    const ofAny = options.decide({ action, category, role, purpose, labels: plainLabels, facts: strangerFacts });
    return ofAny.isPermitted ? new WaslError('NOT_FOUND') : ofAny;
  }

  /** Asks the registry as often as if there had been a patient to judge, or a record with labels: how long an answer takes must not tell. */
  async function judgeNothing(instead: 'patient' | 'labelled'): Promise<void> {
    try {
      const acting = options.readActing();
      if (instead === 'patient') await factsOf(acting, [nobody], 'request');
      else await factsOf(acting, [nobodyOfARecord], 'registry');
    } catch (failure) {
      if (!(failure instanceof WaslError)) throw failure;
      // There is nothing else that it could refuse.
      keepRefusalOfAccount(failure);
    }
  }

  return {
    refusalOfAccount: () => refusalOfAccount,
    judge,
    judgeNothing,
    factsOfNamed,
    decidePlain,
    plainDecisionsOf,
    holdsSince,
  };
}

/** Written out: a spread takes microseconds. */
function judgementOf(
  { stage, action, patient, category, path, fields }: Judged,
  outcome: RecordDecision | WaslError,
  as: ActingCaller | undefined,
): Decided {
  return { stage, action, patient, category, path, fields, outcome, as };
}

/** Whether somebody may read what bears no labels, and is by nobody near the caller. */
export function questionOf(
  { isOwn, guardianOf, isTreating, hasActivePrescription, isGlassBroken, directives }: PatientFacts,
  category: RecordCategory,
  acting: ActingCaller,
): RecordQuestion {
  const consent = consentFor(directives, category, acting);
  return {
    action: 'read',
    role: acting.role,
    purpose: acting.purpose,
    category,
    labels: plainLabels,
    facts: {
      isOwn,
      guardianOf,
      isTreating,
      hasActivePrescription,
      isGlassBroken,
      consent,
      isAuthor: false,
      isAuthorsSpecialty: false,
    },
  };
}
