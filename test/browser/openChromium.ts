import { type Browser, chromium, type Page } from 'playwright-core';

/** A headless Chromium that talks to nobody but the page's own servers. */
export function openChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Signs in through the issuer with the page's persona switcher. */
export async function signInAs(page: Page, persona: string): Promise<void> {
  await page.selectOption('#persona', persona);
  await page.waitForSelector(`header[data-persona="${persona}"]`);
}

/** Chooses a story, runs it once the page can, and answers the parsed result. */
export async function runStory(page: Page, story: string): Promise<{ data?: unknown; errors?: unknown[] }> {
  await page.selectOption('#story', story);
  const answered = page.waitForResponse(
    (response) => response.url().endsWith('/graphql') && !response.request().postData()?.includes('IntrospectionQuery'),
  );
  await page.click('.graphiql-execute-button');
  const body = (await (await answered).json()) as { data?: unknown; errors?: unknown[] };
  await page.locator('.result-window', { hasText: '"data"' }).waitFor();
  return body;
}
