import { type FormEvent, type RefObject, useMemo, useRef, useState } from 'react';
import { damascusInstant } from '@wasl/schema/damascusTime.ts';
import mutation from '../operations/recordConsent.graphql';
import type { Names } from './answers.ts';
import { type Draft, dropDraft, keepDraft, readDraft } from './drafts.ts';
import { useSubmission } from './useSubmission.ts';
import { useWords } from './words.tsx';

/** Names this form's drafts. */
const form = 'consent';

interface NewConsentProps {
  healthId: string;
  /** Those that may be named. */
  facilities: readonly (Names & { id: string })[];
  onChange(): void;
}

/** Asks what is permitted or denied, to whom, where and until when. */
export function NewConsent({ healthId, facilities, onChange }: NewConsentProps) {
  const { say, facility } = useWords();
  const [isSaved, setSaved] = useState(false);
  /** Another form, an empty one, once one was saved. */
  const [round, setRound] = useState(0);
  const draft = useMemo(() => readDraft(form, healthId), [healthId, round]);
  const element = useRef<HTMLFormElement>(null);
  const pending = useMemo(() => createPending(healthId, draft, element), [healthId, draft]);
  const { isSending, error, send } = useSubmission(mutation, pending);
  const places = [...new Map(facilities.map((each) => [each.id, facility(each)]))];

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    setSaved(false);
    if (!(await send({ healthId, ...readForm(event.currentTarget) }))) return;
    dropDraft(form, healthId);
    setRound((before) => before + 1);
    setSaved(true);
    onChange();
  }

  return (
    <form
      key={round}
      ref={element}
      onChange={({ currentTarget }) => keepDraft(form, healthId, { ...fieldsOf(currentTarget), ...keyIn(pending) })}
      onSubmit={(event) => void submit(event)}
    >
      <h3>{say.newConsent}</h3>
      <Choice chosen={draft} name="decision" label={say.decide} options={Object.entries(say.decision).toReversed()} />
      <Choice
        chosen={draft}
        name="category"
        label={say.what}
        any={say.everything}
        options={Object.entries(say.categories)}
      />
      <Choice chosen={draft} name="role" label={say.forWhom} any={say.everybody} options={Object.entries(say.roles)} />
      <Choice chosen={draft} name="facilityId" label={say.where} any={say.everywhere} options={places} />
      <label>
        {say.until}
        <input type="date" name="until" defaultValue={draft['until']} min={tomorrow()} aria-describedby="until-hint" />
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
  /** What was chosen before, by the names of fields. */
  chosen: Draft;
  label: string;
  /** What leaving it open means; without it one must be chosen. */
  any?: string;
  /** Codes with what people call them. */
  options: readonly (readonly [string, string])[];
}

function Choice({ name, chosen, label, any, options }: ChoiceProps) {
  return (
    <label>
      {label}
      <select name={name} defaultValue={chosen[name]}>
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

/** Name of the draft's entry that holds the key under which it was sent already. */
const keyName = 'idempotencyKey';

const keyIn = ({ key }: { key: string | undefined }): Draft => (key === undefined ? {} : { [keyName]: key });

/** The key under which a draft was sent, as long as nobody knows what became of that. It lasts as long as the draft. */
function createPending(healthId: string, draft: Draft, element: RefObject<HTMLFormElement | null>) {
  let key = draft[keyName];
  return {
    get key() {
      return key;
    },
    set key(next) {
      key = next;
      if (element.current) keepDraft(form, healthId, { ...fieldsOf(element.current), ...keyIn({ key }) });
    },
  };
}

/** What was filled in, by the names of fields. */
function fieldsOf(filled: HTMLFormElement): Record<string, string> {
  return Object.fromEntries(
    [...new FormData(filled)].flatMap(([name, value]) =>
      typeof value === 'string' && value !== '' ? [[name, value] as const] : [],
    ),
  );
}

/** As it is sent. A consent until a day counts to that day's end in Damascus. */
function readForm(filled: HTMLFormElement): Record<string, string> {
  const { until, ...input } = fieldsOf(filled);
  return until === undefined
    ? input
    : { ...input, until: new Date(damascusInstant(`${until}T23:59:59`)).toISOString() };
}

function tomorrow(): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Damascus' }).format(Date.now() + 86_400_000);
}
