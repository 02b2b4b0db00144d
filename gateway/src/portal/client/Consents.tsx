import query from '../operations/consents.graphql';
import type { Consent, ConsentsAnswer } from './answers.ts';
import { Answered } from './Answered.tsx';
import { NewConsent } from './NewConsent.tsx';
import { useAnswer } from './useAnswer.ts';
import { useWithdrawal } from './useWithdrawal.ts';
import { useWords, wordFor } from './words.tsx';

/** What a patient permits and denies, what was withdrawn, and a form for more. */
export function Consents({ healthId }: { healthId: string }) {
  const { say } = useWords();
  const { answer, at, isLoading, error, again } = useAnswer<ConsentsAnswer>(query, { healthId });
  const consents = answer?.patient?.consents?.flatMap((consent) => (consent ? [consent] : []));
  const treating = answer?.patient?.treatmentRelationships?.flatMap((each) => (each?.facility ? [each.facility] : []));
  return (
    <Answered isLoading={isLoading} error={error} again={again} at={at}>
      {consents && (
        <>
          {consents.length === 0 && <p>{say.noConsents}</p>}
          <ul className="cards">
            {consents.map((consent) => (
              <OneConsent key={consent.id} consent={consent} onChange={again} />
            ))}
          </ul>
          <NewConsent healthId={healthId} facilities={treating ?? []} onChange={again} />
        </>
      )}
    </Answered>
  );
}

function OneConsent({ consent, onChange }: { consent: Consent; onChange(): void }) {
  const { say, facility, day } = useWords();
  const { isSending, error, withdraw } = useWithdrawal(consent.id, onChange);
  const { decision, category, role, until, recordedAt, withdrawnAt } = consent;
  return (
    <li data-decision={decision} data-withdrawn={withdrawnAt !== null}>
      <strong className="mark">{say.decision[decision]}</strong>
      <p>
        {[
          category ? wordFor(say.categories, category) : say.everything,
          role ? wordFor(say.roles, role) : say.everybody,
          consent.facility ? facility(consent.facility) : say.everywhere,
        ].join(' · ')}
      </p>
      <dl>
        {recordedAt && (
          <>
            <dt>{say.recorded}</dt>
            <dd>{day(recordedAt)}</dd>
          </>
        )}
        {until && (
          <>
            <dt>{say.until}</dt>
            <dd>{day(until)}</dd>
          </>
        )}
        {withdrawnAt && (
          <>
            <dt>{say.withdrawn}</dt>
            <dd>{day(withdrawnAt)}</dd>
          </>
        )}
      </dl>
      {error !== undefined && (
        <p className="alert" role="alert">
          {error}
        </p>
      )}
      {!withdrawnAt && (
        <button type="button" onClick={withdraw} disabled={isSending}>
          {say.withdraw}
        </button>
      )}
    </li>
  );
}
