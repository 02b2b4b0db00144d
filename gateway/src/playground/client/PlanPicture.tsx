import type { ExplainedStep } from '../../core/explanation.ts';
import { type PageLanguage, texts } from './texts.ts';

interface PlanPictureProps {
  steps: readonly ExplainedStep[];
  durationMs: number;
  language: PageLanguage;
}

/** A bar for each step, from its beginning to its end: those side by side were under way together. */
export function PlanPicture({ steps, durationMs, language }: PlanPictureProps) {
  const words = texts[language];
  const shown = steps.filter(({ kind }) => kind !== 'decide');
  return (
    <section aria-labelledby="why-plan">
      <h3 id="why-plan">{words.plan}</h3>
      <p>{words.planWords}</p>
      {!shown.some(({ kind }) => kind === 'fetch') && <p>{words.nobodyAsked}</p>}
      <ol className="wasl-plan">
        {shown.map((step, index) => (
          <li key={index} data-kind={step.kind} data-subgraph={step.subgraph}>
            <Step step={step} durationMs={durationMs} language={language} />
          </li>
        ))}
      </ol>
      <p>
        {words.total}: <bdi>{durationMs.toFixed(1)}</bdi> {words.ms}
      </p>
    </section>
  );
}

/** Fields by which the gateway asks for the facts that decisions rest on. */
const factFields = ['recordFacts', 'authorFacts', 'prescriptionHolders'];
/** A bar shorter than this would not be seen. */
const leastPercent = 1;

function Step({ step, durationMs, language }: { step: ExplainedStep } & Omit<PlanPictureProps, 'steps'>) {
  const words = texts[language];
  const { fromMs, toMs = durationMs, asked = [] } = step;
  const percent = (ms: number) => (durationMs > 0 ? (100 * ms) / durationMs : 0);
  const isForFacts = asked.some((field) => factFields.includes(field));
  return (
    <>
      <div className="wasl-step">
        <strong>{step.title?.[language] ?? step.subgraph ?? words.steps_[step.kind]}</strong>{' '}
        <span>
          <bdi>{(toMs - fromMs).toFixed(1)}</bdi> {words.ms}
        </span>
      </div>
      {/* Time runs from left to right, as in every chart of it. */}
      <svg className="wasl-bar-of-step" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        <rect x="0" y="0" width="100" height="4" className="wasl-track" />
        <rect
          x={Math.min(percent(fromMs), 100 - leastPercent)}
          y="0"
          width={Math.max(percent(toMs - fromMs), leastPercent)}
          height="4"
        />
      </svg>
      {isForFacts && <p>{words.factsAsked}</p>}
      {asked.length > 0 && !isForFacts && (
        <p className="wasl-asked" dir="ltr">
          {asked.map((field) => (
            <code key={field}>{field}</code>
          ))}
        </p>
      )}
      {step.query && (
        <details>
          <summary>{words.sent}</summary>
          {/* Keyboards scroll what they can reach. */}
          <pre dir="ltr" tabIndex={0} aria-label={words.sent}>
            {step.query}
          </pre>
        </details>
      )}
    </>
  );
}
