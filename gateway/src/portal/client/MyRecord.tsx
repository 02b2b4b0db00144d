import { useState } from 'react';
import query from '../operations/me.graphql';
import { AccessLog } from './AccessLog.tsx';
import type { MeAnswer, Person } from './answers.ts';
import { Answered } from './Answered.tsx';
import { Children } from './Children.tsx';
import { Consents } from './Consents.tsx';
import { Medicines } from './Medicines.tsx';
import type { Texts } from './texts.ts';
import { useAnswer } from './useAnswer.ts';
import { useWords } from './words.tsx';

type Tab = keyof Texts['tabs'];

/** The caller's record, and those of her children. */
export function MyRecord() {
  const { say } = useWords();
  const { answer, at, isLoading, error, again } = useAnswer<MeAnswer>(query);
  const own = answer?.me?.patient;
  return (
    <Answered isLoading={isLoading} error={error} again={again} at={at}>
      {answer && !own && !error && <p>{say.noRecord}</p>}
      {own && <Records own={own} dependants={(own.dependants ?? []).flatMap((child) => (child ? [child] : []))} />}
    </Answered>
  );
}

function Records({ own, dependants }: { own: Person; dependants: readonly Person[] }) {
  const { say, person, language } = useWords();
  const [healthId, setHealthId] = useState(own.healthId);
  const [tab, setTab] = useState<Tab>('access');
  // Another person's list, or one in another language, is read anew.
  const key = `${healthId} ${language}`;
  return (
    <>
      <label className="whose">
        {say.whose}
        <select id="whose" value={healthId} onChange={({ target }) => setHealthId(target.value)}>
          <option value={own.healthId}>
            {say.mine}: {person(own)}
          </option>
          {dependants.map((child) => (
            <option key={child.healthId} value={child.healthId}>
              {person(child)}
            </option>
          ))}
        </select>
      </label>
      <nav aria-label={say.title}>
        {(Object.keys(say.tabs) as Tab[]).map((each) => (
          <button
            key={each}
            type="button"
            data-tab={each}
            aria-current={each === tab ? 'page' : undefined}
            onClick={() => setTab(each)}
          >
            {say.tabs[each]}
          </button>
        ))}
      </nav>
      <section aria-labelledby="tab-title" data-shown={tab}>
        <h2 id="tab-title">{say.tabs[tab]}</h2>
        {tab === 'access' && <AccessLog key={key} healthId={healthId} />}
        {tab === 'medicines' && <Medicines key={key} healthId={healthId} />}
        {tab === 'consents' && <Consents key={key} healthId={healthId} />}
        {tab === 'children' && (
          <Children
            dependants={dependants}
            open={(child) => {
              setHealthId(child);
              setTab('access');
            }}
          />
        )}
      </section>
    </>
  );
}
