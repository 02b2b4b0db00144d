const key = 'wasl.carried';

/** What was typed into the editor. */
export interface Typed {
  query: string;
  variables: string;
  headers: string;
}

interface Carried {
  purpose: string;
  typed?: Typed | undefined;
}

let carried = take();
let readTyped: (() => Typed) | undefined;

/** The purpose of use that was chosen before the page loaded itself again. */
export const carriedPurpose = carried?.purpose ?? '';

/** What was typed before that, for the first editor that asks. */
export function takeTyped(): Typed | undefined {
  const typed = carried?.typed;
  carried = undefined;
  return typed;
}

/** The editor says how what was typed into it is read; undefined when it is gone. */
export function offerTyped(read: (() => Typed) | undefined): void {
  readTyped = read;
}

/** Loads the page again, with what was typed: Monaco says most things in the language in which it was loaded. */
export function loadAgain(purpose: string): void {
  sessionStorage.setItem(key, JSON.stringify({ purpose, typed: readTyped?.() } satisfies Carried));
  location.reload();
}

/** Read once, by the page that comes next: it is about people, and nothing of it stays in the browser. */
function take(): Carried | undefined {
  const text = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  return text === null ? undefined : (JSON.parse(text) as Carried);
}
