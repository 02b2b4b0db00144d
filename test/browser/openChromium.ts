import type { Explanation } from '@wasl/gateway/core/explanation';
import type { PlaygroundStory } from '@wasl/gateway/playground/playgroundConfig';
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

/** Signs in through the issuer with the page's list of personas, which waits for Enter. */
export async function signInAs(page: Page, persona: string): Promise<void> {
  await page.selectOption('#persona', persona);
  await page.press('#persona', 'Enter');
  await page.waitForSelector(`header[data-persona="${persona}"]`);
}

/** Opens a story: the page signs in as whom it is for, unless whoever is signed in may run it too. */
export async function openStory(page: Page, name: string): Promise<void> {
  const config = (await (await page.request.get(new URL('/playground/config.json', page.url()).href)).json()) as {
    stories: PlaygroundStory[];
  };
  const story = config.stories.find((each) => each.name === name);
  const current = await page.getAttribute('header', 'data-persona');
  const stays = story?.persona === undefined || (current !== null && story.alsoFor?.includes(current));
  const persona = stays ? current : story.persona;
  await page.selectOption('#story', name);
  await page.press('#story', 'Enter');
  await page.waitForSelector(`header[data-story="${name}"]${persona ? `[data-persona="${persona}"]` : ''}`);
}

/** Opens a story, signs in as somebody else where that is wanted, runs it once the page can, and answers the parsed result. */
export async function runStory(
  page: Page,
  story: string,
  persona?: string,
): Promise<{ data?: unknown; errors?: unknown[]; extensions?: { explanation?: Explanation } }> {
  await openStory(page, story);
  if (persona !== undefined && (await page.getAttribute('header', 'data-persona')) !== persona)
    await signInAs(page, persona);
  await page.locator('.wasl-editor[data-ready]').waitFor();
  const answered = page.waitForResponse((response) => response.url().endsWith('/graphql'));
  await page.click('.graphiql-execute-button');
  const body = (await (await answered).json()) as Awaited<ReturnType<typeof runStory>>;
  // The editor holds the lines alone that are in sight: of a long answer the first.
  await page
    .locator('.result-window .view-line', { hasText: /"(data|errors)"/ })
    .first()
    .waitFor();
  return body;
}

/** Hears of requests that leave this machine. Answers their addresses as they come. */
export function watchForeign(page: Page): string[] {
  const foreign: string[] = [];
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http') && !['localhost', '127.0.0.1'].includes(hostname)) foreign.push(request.url());
  });
  return foreign;
}
