import type { Person } from './answers.ts';
import { useWords } from './words.tsx';

interface ChildrenProps {
  dependants: readonly Person[];
  open(healthId: string): void;
}

/** Those whose records a parent may open. */
export function Children({ dependants, open }: ChildrenProps) {
  const { say, person, day } = useWords();
  if (dependants.length === 0) return <p>{say.noChildren}</p>;
  return (
    <ul className="cards">
      {dependants.map((child) => (
        <li key={child.healthId}>
          <h3>{person(child)}</h3>
          <dl>
            <dt>{say.healthId}</dt>
            <dd>
              <bdi dir="ltr">{child.healthId}</bdi>
            </dd>
            {child.birthDate && (
              <>
                <dt>{say.born}</dt>
                <dd>{day(child.birthDate)}</dd>
              </>
            )}
          </dl>
          <button type="button" onClick={() => open(child.healthId)}>
            {say.open}
          </button>
        </li>
      ))}
    </ul>
  );
}
