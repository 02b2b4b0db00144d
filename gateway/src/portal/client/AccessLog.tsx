import query from '../operations/accessLog.graphql';
import type { AccessLogAnswer } from './answers.ts';
import { Answered } from './Answered.tsx';
import { usePages } from './usePages.ts';
import { useWords } from './words.tsx';

const logOf = (answer: AccessLogAnswer) => answer.patient?.accessLog;

/** Who looked at a record, and who was refused. */
export function AccessLog({ healthId }: { healthId: string }) {
  const { say, pick, time } = useWords();
  const { nodes, isLoading, error, at: readAt, more, again } = usePages(query, healthId, logOf);
  return (
    <Answered isLoading={isLoading} error={error} again={again} at={readAt}>
      {nodes && nodes.length === 0 && <p>{say.noAccess}</p>}
      {nodes && (
        <ol className="cards">
          {nodes.map(({ id, at, outcome, sentenceAr, sentenceEn }) => (
            <li key={id} data-outcome={outcome}>
              <time dateTime={at}>{time(at)}</time>
              {outcome === 'REFUSED' && <strong className="mark">{say.refused}</strong>}
              <p>{pick(sentenceAr, sentenceEn)}</p>
            </li>
          ))}
        </ol>
      )}
      {more && (
        <button type="button" onClick={more} disabled={isLoading}>
          {say.more}
        </button>
      )}
    </Answered>
  );
}
