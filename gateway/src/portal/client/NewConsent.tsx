import { type FormEvent, useState } from 'react';
import mutation from '../operations/recordConsent.graphql';
import type { Names } from './answers.ts';
import { useSubmission } from './useSubmission.ts';
import { useWords } from './words.tsx';

interface NewConsentProps {
  healthId: string;
  /** Those that may be named. */
  facilities: readonly (Names & { id: string })[];
  onChange(): void;
}

/** Asks what is permitted or denied, to whom, where and until when. */
export function NewConsent({ healthId, facilities, onChange }: NewConsentProps) {
  const { say, facility } = useWords();
  const { isSending, error, send } = useSubmission(mutation);
  const [isSaved, setSaved] = useState(false);
  const places = [...new Map(facilities.map((each) => [each.id, facility(each)]))];

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    setSaved(false);
    if (!(await send({ healthId, ...readForm(form) }))) return;
    form.reset();
    setSaved(true);
    onChange();
  }

  return (
    <form onSubmit={(event) => void submit(event)}>
      <h3>{say.newConsent}</h3>
      <Choice name="decision" label={say.decide} options={Object.entries(say.decision).toReversed()} />
      <Choice name="category" label={say.what} any={say.everything} options={Object.entries(say.categories)} />
      <Choice name="role" label={say.forWhom} any={say.everybody} options={Object.entries(say.roles)} />
      <Choice name="facilityId" label={say.where} any={say.everywhere} options={places} />
      <label>
        {say.until}
        <input type="date" name="until" min={tomorrow()} aria-describedby="until-hint" />
      </label>
      <small id="until-hint">{say.untilHint}</small>
      {error !== undefined && (
        <p className="alert" role="alert">
          {error}
        </p>
      )}
      <p role="status">{isSaved && say.saved}</p>
      <button disabled={isSending}>{say.save}</button>
    </form>
  );
}

interface ChoiceProps {
  name: string;
  label: string;
  /** What leaving it open means; without it one must be chosen. */
  any?: string;
  /** Codes with what people call them. */
  options: readonly (readonly [string, string])[];
}

function Choice({ name, label, any, options }: ChoiceProps) {
  return (
    <label>
      {label}
      <select name={name}>
        {any !== undefined && <option value="">{any}</option>}
        {options.map(([code, word]) => (
          <option key={code} value={code}>
            {word}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What was filled in. A consent until a day counts to that day's end in Damascus. */
function readForm(form: HTMLFormElement): Record<string, string> {
  const filled = [...new FormData(form)].flatMap(([name, value]) =>
    typeof value === 'string' && value !== '' ? [[name, value] as const] : [],
  );
  const { until, ...input } = Object.fromEntries(filled);
  return until === undefined ? input : { ...input, until: `${until}T23:59:59+03:00` };
}

function tomorrow(): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Damascus' }).format(Date.now() + 86_400_000);
}
