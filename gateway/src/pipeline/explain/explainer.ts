import type { EntryPlace } from '../../audit/chain/chainEntry.ts';
import type { AuditEvent } from '../../audit/events/auditEvent.ts';
import type { AuditLog } from '../../audit/auditLog.ts';
import type { ExplainedStep } from '../../core/explanation.ts';
import type { ObservedOperation, Observer, Stage, Work, WorkKind } from '../../core/observer.ts';
import type { Judgement, OnJudged } from '../../records/judgements.ts';
import type { DecideRecord, RecordDecision, RecordQuestion } from '../../records/recordQuestion.ts';

/** What was seen of work: its times by `performance.now()`, and the request to a subgraph. */
export interface SeenStep extends Pick<ExplainedStep, 'kind' | 'subgraph' | 'outcome'> {
  from: number;
  to?: number;
  body?: string;
}

/** An event with where it lies in the audit. */
export type KeptEvent = AuditEvent & { place: EntryPlace | undefined };

/** Sees one request so that its answer can be explained; everything goes on to who else observes it. */
export class Explainer implements Observer {
  readonly startedAt = performance.now();
  readonly steps: SeenStep[] = [];
  readonly judgements: Judgement[] = [];
  readonly events: KeptEvent[] = [];
  readonly questions = new Map<RecordDecision, RecordQuestion>();
  readonly traceId: string | undefined;
  readonly #inner: Observer | undefined;

  constructor(inner: Observer | undefined) {
    this.#inner = inner;
    this.traceId = inner?.traceId;
  }

  begin(kind: WorkKind, subgraph?: string, body?: string): Work {
    const inner = this.#inner?.begin(kind, subgraph, body);
    const step: SeenStep = { kind, from: performance.now() };
    if (subgraph !== undefined) step.subgraph = subgraph;
    if (body !== undefined) step.body = body;
    this.steps.push(step);
    return {
      traceHeaders: inner?.traceHeaders,
      note: (name, told) => inner?.note(name, told),
      end(outcome, told) {
        step.to = performance.now();
        if (outcome !== undefined) step.outcome = outcome;
        inner?.end(outcome, told);
      },
    };
  }

  /** The same decisions, each with its question remembered. Nothing that others keep takes their place. */
  watch(decide: DecideRecord): DecideRecord {
    const watched: DecideRecord = (question) => {
      const decision = decide(question);
      this.questions.set(decision, question);
      return decision;
    };
    const own = {};
    watched.inForce = () => own;
    return watched;
  }

  /** Hears of each decision before `other` does. */
  hearing(other: OnJudged | undefined): OnJudged {
    return (judgement) => {
      this.judgements.push(judgement);
      other?.(judgement);
    };
  }

  /** The same audit; what it keeps is remembered. */
  watchAudit(audit: Pick<AuditLog, 'append'>): Pick<AuditLog, 'append'> {
    return {
      append: async (events) => {
        const places = await audit.append(events);
        this.events.push(...events.map((event, index) => ({ ...event, place: places[index] })));
        return places;
      },
    };
  }

  stage(name: Stage): void {
    this.#inner?.stage(name);
  }

  operation(operation: ObservedOperation): void {
    this.#inner?.operation(operation);
  }

  caller(kind: string): void {
    this.#inner?.caller(kind);
  }

  error(code: string): void {
    this.#inner?.error(code);
  }

  end(status?: number): void {
    this.#inner?.end(status);
  }
}
