import query from '../operations/medicines.graphql';
import type { MedicinesAnswer, Prescription } from './answers.ts';
import { Answered } from './Answered.tsx';
import { usePages } from './usePages.ts';
import { useWords, wordFor } from './words.tsx';

const prescriptionsOf = (answer: MedicinesAnswer) => answer.patient?.prescriptions;

/** What was prescribed, how it is taken, and what is left of it. */
export function Medicines({ healthId }: { healthId: string }) {
  const { say } = useWords();
  const { nodes, isLoading, error, at, more, again } = usePages(query, healthId, prescriptionsOf);
  return (
    <Answered isLoading={isLoading} error={error} again={again} at={at}>
      {nodes && nodes.length === 0 && <p>{say.noMedicines}</p>}
      {nodes && (
        <ul className="cards">
          {nodes.map((prescription) => (
            <Medicine key={prescription.id} prescription={prescription} />
          ))}
        </ul>
      )}
      {more && (
        <button type="button" onClick={more} disabled={isLoading}>
          {say.more}
        </button>
      )}
    </Answered>
  );
}

function Medicine({ prescription }: { prescription: Prescription }) {
  const { say, pick, facility, day } = useWords();
  const { medication, dosage, dose, status, remainingQuantity, quantityUnit, validUntil, supplyEndsOn } = prescription;
  return (
    <li data-status={status}>
      <h3>{pick(medication.nameAr, medication.nameLatin)}</h3>
      <strong className="mark">{say.status[status]}</strong>
      <p>{dose ? pick(dose.sentenceAr, dose.sentenceEn) : dosage}</p>
      <dl>
        {status === 'ACTIVE' && (
          <>
            <dt>{say.remaining}</dt>
            <dd>
              {remainingQuantity} {wordFor(say.units, quantityUnit)}
            </dd>
            <dt>{say.validUntil}</dt>
            <dd>{day(validUntil)}</dd>
          </>
        )}
        {supplyEndsOn && (
          <>
            <dt>{say.supplyEnds}</dt>
            <dd>{day(supplyEndsOn)}</dd>
          </>
        )}
        {prescription.facility && (
          <>
            <dt>{say.where}</dt>
            <dd>{facility(prescription.facility)}</dd>
          </>
        )}
      </dl>
    </li>
  );
}
