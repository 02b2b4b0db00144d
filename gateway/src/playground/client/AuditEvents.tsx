import { useState } from 'react';
import type { ExplainedEvent } from '../../core/explanation.ts';
import { sayRoles } from './schema.ts';
import { categories, type PageLanguage, purposes, texts, type Words } from './texts.ts';

interface AuditEventsProps {
  events: readonly ExplainedEvent[];
  language: PageLanguage;
}

/** What was written down before the answer left, each with its place in the audit, by which a patient's app asks for its proof. */
export function AuditEvents({ events, language }: AuditEventsProps) {
  const words = texts[language];
  return (
    <section aria-labelledby="why-audit">
      <h3 id="why-audit">{words.auditEvents}</h3>
      {events.length === 0 && <p>{words.noEvents}</p>}
      <ol className="wasl-events">
        {events.map((event, index) => (
          <li key={event.id ?? index}>
            {sayEvent(event, language)}
            {event.id !== undefined && <EventPlace id={event.id} words={words} />}
          </li>
        ))}
      </ol>
      {events.some(({ id }) => id !== undefined) && (
        <p>
          {words.proofHint} <Copy text={proofQuestion} label={words.copyProof} words={words} />
        </p>
      )}
    </section>
  );
}

/** What a patient's app asks: the entry with an event's number has the proof that it stands in the audit. */
const proofQuestion = `query ProofOfAccess {
  me {
    patient {
      accessLog(first: 20) {
        edges { node { id sentenceAr sentenceEn proof { entry index size path checkpoint signature key } } }
      }
    }
  }
}
`;

function EventPlace({ id, words }: { id: string; words: Words }) {
  return (
    <p className="wasl-event-place">
      {words.eventNumber}{' '}
      <code dir="ltr" data-event={id}>
        {id}
      </code>{' '}
      <Copy text={id} label={words.copyNumber} words={words} />
    </p>
  );
}

interface CopyProps {
  text: string;
  label: string;
  words: Words;
}

/** Copies a text, and says so. */
function Copy({ text, label, words }: CopyProps) {
  const [isCopied, setCopied] = useState(false);
  const copy = () => navigator.clipboard.writeText(text).then(() => setCopied(true));
  return (
    <>
      <button type="button" className="wasl-copy" onClick={() => void copy()}>
        {label}
      </button>{' '}
      <span role="status">{isCopied && words.copied}</span>
    </>
  );
}

function sayEvent(event: ExplainedEvent, language: PageLanguage): string {
  const words = texts[language];
  const outcome = words.outcomes[event.outcome as keyof Words['outcomes']] ?? event.outcome;
  const kinds = event.categories.map((category) => categories[category]?.[language] ?? category);
  const purpose = event.purpose === undefined ? undefined : (purposes[event.purpose]?.[language] ?? event.purpose);
  const parts = [
    event.patient === undefined ? outcome : `${words.patient} ${event.patient}: ${outcome}`,
    kinds.join(language === 'ar' ? '، ' : ', '),
    event.role && sayRoles([event.role], language),
    purpose,
  ];
  return parts.filter(Boolean).join(' – ');
}
