/** Where what is half filled in is kept; signing out removes it. */
const prefix = 'wasl.portal.draft';

/** What somebody has filled in and not sent yet, by the names of fields. */
export type Draft = Readonly<Record<string, string>>;

const nothing: Draft = {};

/** Reads what was filled in about a person. */
export function readDraft(form: string, healthId: string): Draft {
  const text = sessionStorage.getItem(keyOf(form, healthId));
  return text === null ? nothing : (JSON.parse(text) as Draft);
}

/** Keeps what is filled in, through a lost line, another tab of the page, a new language and a new sign-in. */
export function keepDraft(form: string, healthId: string, draft: Draft): void {
  sessionStorage.setItem(keyOf(form, healthId), JSON.stringify(draft));
}

export function dropDraft(form: string, healthId: string): void {
  sessionStorage.removeItem(keyOf(form, healthId));
}

export function dropDrafts(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix)) sessionStorage.removeItem(key);
}

function keyOf(form: string, healthId: string): string {
  return `${prefix} ${form} ${healthId}`;
}
