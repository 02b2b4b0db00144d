import { errors, type Language } from '@wasl/schema/errors.ts';
import { isRole, roleNames } from '@wasl/schema/roles.ts';
import type { AccountRow } from '../stores/accounts.ts';

const style = `
  body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; background: #f3f6f4; color: #14281d; }
  main { max-width: 34rem; margin: 3rem auto; padding: 1.5rem; background: #fff; border-radius: .75rem; }
  h1 { font-size: 1.3rem; margin: 0 0 .25rem; } p { margin: 0 0 1rem; color: #47594e; }
  form { display: grid; gap: .5rem; }
  button { display: flex; justify-content: space-between; gap: 1rem; padding: .75rem 1rem; font: inherit; color: inherit;
    background: #fff; border: 1px solid #9db3a6; border-radius: .5rem; cursor: pointer; }
  button:hover, button:focus-visible { background: #e4f0e9; outline: 2px solid #17633d; }`;

/** The headers of every page of the issuer: no script, no frame, nothing from elsewhere, never cached. */
export const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
};

/** Where a visitor chooses whom to be in the demo. */
export function choosePage(action: string, accounts: readonly AccountRow[]): string {
  const buttons = accounts.map(
    ({ username, displayAr, displayEn, roles }) => `
      <button name="persona" value="${escape(username)}">
        <span>${escape(`${displayAr} (${rolesIn('ar', roles)})`)}</span>
        <span lang="en" dir="ltr">${escape(`${displayEn} (${rolesIn('en', roles)})`)}</span>
      </button>`,
  );
  return page(
    'وصل — تسجيل الدخول',
    `<h1>من أنت؟ <span lang="en" dir="ltr">Who are you?</span></h1>
    <p>شخصيات تجريبية مختلقة. <span lang="en" dir="ltr">Invented demo personas.</span></p>
    <form method="post" action="${escape(action)}">${buttons.join('')}</form>`,
  );
}

function rolesIn(language: Language, roles: readonly string[]): string {
  return roles.map((role) => (isRole(role) ? roleNames[role][language] : role)).join(language === 'ar' ? '، ' : ', ');
}

/** Where a visitor confirms to sign out. `form` is the provider's own, with the id `op.logoutForm`. */
export function logoutPage(form: string): string {
  return page(
    'وصل — تسجيل الخروج',
    `<h1>أتريد تسجيل الخروج؟ <span lang="en" dir="ltr">Sign out?</span></h1>
    ${form}
    <form>
      <button form="op.logoutForm" name="logout" value="yes">
        <span>تسجيل الخروج</span><span lang="en" dir="ltr">Sign out</span>
      </button>
      <button form="op.logoutForm"><span>البقاء</span><span lang="en" dir="ltr">Stay signed in</span></button>
    </form>`,
  );
}

/** What a visitor sees who has signed out, where the application named no page of its own. */
export function loggedOutPage(): string {
  return page(
    'وصل — تم تسجيل الخروج',
    '<h1>تم تسجيل الخروج. <span lang="en" dir="ltr">You are signed out.</span></h1>',
  );
}

/** A refusal that cannot be sent back to the application. */
export function errorPage(code: string, description: string): string {
  return page(
    'وصل — تعذّر تسجيل الدخول',
    `<h1>تعذّر تسجيل الدخول. <span lang="en" dir="ltr">Signing in failed.</span></h1>
    <p>عُد إلى التطبيق وابدأ من جديد.</p>
    <p lang="en" dir="ltr"><code>${escape(code)}</code> ${escape(description)}</p>`,
  );
}

/** What whoever signs in with the account of somebody sees whose death is recorded: perhaps the person, alive. */
export function deadPage(): string {
  const { ar, en } = errors.ACCOUNT_HOLDER_DECEASED;
  return page(
    'وصل — تعذّر تسجيل الدخول',
    `<h1>تعذّر تسجيل الدخول. <span lang="en" dir="ltr">Signing in failed.</span></h1>
    <p>${escape(ar)}</p>
    <p lang="en" dir="ltr"><code>ACCOUNT_HOLDER_DECEASED</code> ${escape(en)}</p>`,
  );
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="ar" dir="rtl">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${style}</style></head>
<body><main>${body}</main></body>
</html>`;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
