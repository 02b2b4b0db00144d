import type { ExplainedField, ExplainedRecord, Explanation, Opening } from '../../core/explanation.ts';
import { AuditEvents } from './AuditEvents.tsx';
import { PlanPicture } from './PlanPicture.tsx';
import { sayRoles } from './schema.ts';
import type { Answered } from './storyFetcher.ts';
import { categories, type PageLanguage, purposes, texts, type Words } from './texts.ts';

interface WhyProps {
  answered: Answered | undefined;
  language: PageLanguage;
}

/** Beside an answer: what was denied and what would change it, who was asked in which order, and what was recorded. */
export function Why({ answered, language }: WhyProps) {
  const words = texts[language];
  return (
    <aside className="wasl-page wasl-why" aria-labelledby="why">
      <h2 id="why">{words.why}</h2>
      <div aria-live="polite">
        {!answered && <p>{words.whyEmpty}</p>}
        {answered && !answered.explanation && <p>{words.whyNone}</p>}
        {answered?.explanation && <Explained {...answered} explanation={answered.explanation} language={language} />}
      </div>
    </aside>
  );
}

type ExplainedProps = Pick<Answered, 'errors'> & { explanation: Explanation; language: PageLanguage };

function Explained({ explanation, errors, language }: ExplainedProps) {
  const words = texts[language];
  const { fields, records, steps, durationMs, audit } = explanation;
  return (
    <>
      <section aria-labelledby="why-denied">
        <h3 id="why-denied">{words.denied}</h3>
        {fields.length + records.length === 0 && <p>{words.nothingDenied}</p>}
        <ul className="wasl-denials">
          {fields.map((field) => (
            <li key={field.coordinate}>
              <Field field={field} language={language} />
            </li>
          ))}
          {records.map((record) => (
            <li key={`${record.code} ${record.category} ${record.action} ${record.policy}`}>
              <Record record={record} paths={pathsOf(errors, record.code)} language={language} />
            </li>
          ))}
        </ul>
      </section>
      <PlanPicture steps={steps} durationMs={durationMs} language={language} />
      <AuditEvents events={audit} language={language} />
    </>
  );
}

function Field({ field, language }: { field: ExplainedField; language: PageLanguage }) {
  const words = texts[language];
  return (
    <>
      <code dir="ltr">{field.coordinate}</code> <code dir="ltr">UNAUTHORIZED_FIELD_OR_TYPE</code>
      <p>
        {words.wouldChange} {field.needsSignIn && <span>{words.needsSignIn}. </span>}
        {field.scopes.length > 0 && (
          <span>
            {words.needsScopes} <Names anyOf={field.scopes} words={words} /> ({words.heldBy}:{' '}
            {sayRoles(field.roles, language)})
          </span>
        )}
        {field.policies.length > 0 && (
          <span>
            {words.needsPolicy} <Names anyOf={field.policies} words={words} />
          </span>
        )}
      </p>
    </>
  );
}

function Names({ anyOf, words }: { anyOf: readonly (readonly string[])[]; words: Words }) {
  return anyOf.map((names, index) => (
    <span key={names.join(' ')}>
      {index > 0 && ` ${words.or} `}
      <code dir="ltr">{names.join(' + ')}</code>
    </span>
  ));
}

interface RecordProps {
  record: ExplainedRecord;
  paths: readonly string[];
  language: PageLanguage;
}

function Record({ record, paths, language }: RecordProps) {
  const words = texts[language];
  return (
    <>
      <strong>{categories[record.category]?.[language] ?? record.category}</strong> <code dir="ltr">{record.code}</code>
      {paths.length > 0 && (
        <p>
          {words.at}{' '}
          {paths.map((path) => (
            <code dir="ltr" key={path}>
              {path}{' '}
            </code>
          ))}
        </p>
      )}
      <p>{record.meaning?.[language] ?? words.noPolicy}</p>
      <p>
        {words.wouldChange} {record.openings.length === 0 ? words.nothingWould : ''}
      </p>
      {record.openings.length > 0 && (
        <ul>
          {record.openings.map((opening) => (
            <li key={JSON.stringify(opening)}>{sayOpening(opening, language)}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function sayOpening(opening: Opening, language: PageLanguage): string {
  const words = texts[language];
  if ('fact' in opening) return words.facts[opening.fact];
  return words.purposeWouldBe + (purposes[opening.purpose]?.[language] ?? opening.purpose);
}

/** Where a code stands in the answer; the first few. */
function pathsOf(errors: Answered['errors'], code: string): string[] {
  const paths = errors
    .filter(({ extensions }) => extensions?.['code'] === code)
    .map(({ path }) => (path ?? []).join('.'));
  return [...new Set(paths)].slice(0, 5);
}
