import { personas } from '@wasl/demo/personas';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from '../support/startDemo.ts';
import { barriersOn } from './barriersOn.ts';
import { openChromium, watchForeign } from './openChromium.ts';

const [child = ''] = personas.citizen.dependants;
/** A write takes longer than `expect.poll` waits by itself where other suites run beside it. */
const answered = { timeout: 15_000 };

let demo: Demo;
let browser: Browser;
let context: BrowserContext | undefined;

beforeAll(async () => {
  [demo, browser] = await Promise.all([startDemo(), openChromium()]);
});
afterEach(() => context?.close());
afterAll(async () => {
  await browser?.close();
  await demo?.stop();
});

interface Opened {
  page: Page;
  /** What the page logged as an error. */
  problems: string[];
  foreign: string[];
}

/** Opens the portal as a browser that has never been there, 390 pixels wide unless told otherwise. */
async function open({ width = 390, locale = 'ar-SY' } = {}): Promise<Opened> {
  context = await browser.newContext({ viewport: { width, height: 844 }, locale, bypassCSP: false });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  const foreign = watchForeign(page);
  await page.goto(`http://localhost:${demo.port}/portal`);
  await page.waitForSelector('.welcome button');
  return { page, problems, foreign };
}

async function signIn(page: Page, persona: string): Promise<void> {
  await page.click('.welcome button');
  await page.locator(`button[value="${persona}"]`).first().click();
  await page.waitForSelector('#whose');
}

/** For the eye, where a folder is named. */
async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env['PORTAL_SCREENSHOTS'];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

const shown = (page: Page, tab: string) => page.click(`nav [data-tab="${tab}"]`);

describe('the citizens’ portal', () => {
  it('is Arabic from right to left until English is chosen, which it remembers', async () => {
    const { page } = await open({ locale: 'en-GB' });
    expect(await page.getAttribute('html', 'dir')).toBe('rtl');
    expect(await page.textContent('h1')).toBe('سجلي الصحي');
    await page.click('header button');
    expect(await page.getAttribute('html', 'dir')).toBe('ltr');
    expect(await page.textContent('.welcome button')).toBe('Sign in');
    await page.reload();
    expect(await page.textContent('h1')).toBe('My health record');
  });

  it('shows her own record, its medicines and who looked at it, and stays signed in when it is loaded again', async () => {
    const { page, problems, foreign } = await open();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(...(/query (\w+)/.exec(request.postData() ?? '')?.slice(1) ?? [])));
    await signIn(page, 'citizen');
    await page.waitForSelector('section[data-shown="access"] .cards, section[data-shown="access"] p');
    await shown(page, 'medicines');
    await page.waitForSelector('[data-shown="medicines"] li h3');
    // Each look at the record is one line in its log.
    expect(asked.toSorted()).toEqual(['PortalAccessLog', 'PortalMe', 'PortalMedicines']);
    await page.reload();
    await page.waitForSelector('#whose');
    await page.waitForSelector('[data-shown="access"] .cards li');
    expect(await page.textContent('[data-shown="access"] .cards')).toMatch(/\p{Script=Arabic}/u);
    await page.click('header button');
    await page.waitForSelector('[data-shown="access"] .cards li');
    expect(await page.textContent('[data-shown="access"] .cards li p')).toMatch(/^[^\u0600-\u06FF]+/);
    expect(problems).toEqual([]);
    expect(foreign).toEqual([]);
  });

  it('takes a denial and its withdrawal, which both stay to be seen', async () => {
    const { page } = await open();
    await signIn(page, 'citizen');
    await shown(page, 'consents');
    await page.waitForSelector('form');
    const before = await page.locator('[data-decision="DENY"]').count();
    await page.selectOption('[name="decision"]', 'DENY');
    await page.selectOption('[name="category"]', 'OBSERVATIONS');
    await page.selectOption('[name="role"]', 'pharmacist');
    await page.click('form button');
    await expect.poll(() => page.locator('[data-decision="DENY"]').count(), answered).toBe(before + 1);
    expect(await page.locator('[data-decision="DENY"][data-withdrawn="false"] p').last().textContent()).toBe(
      'القياسات والنتائج · الصيادلة · كل المنشآت',
    );
    const withdrawn = page.locator('[data-decision="DENY"][data-withdrawn="true"]');
    const gone = await withdrawn.count();
    await page.locator('[data-decision="DENY"][data-withdrawn="false"] button').last().click();
    await expect.poll(() => withdrawn.count(), answered).toBe(gone + 1);
  });

  it('opens a child’s record to her parent', async () => {
    const { page } = await open();
    await signIn(page, 'citizen');
    await shown(page, 'children');
    await page.locator('[data-shown="children"] li', { hasText: child }).locator('button').click();
    expect(await page.inputValue('#whose')).toBe(child);
    await page.waitForSelector('[data-shown="access"]');
    await shown(page, 'medicines');
    await expect.poll(() => page.locator('[data-shown="medicines"] .alert').count()).toBe(0);
  });

  it('keeps what was shown and what is half filled in while the line is gone, says how old it is, and goes on by itself', async () => {
    const { page, problems } = await open();
    await signIn(page, 'citizen');
    await shown(page, 'medicines');
    await page.waitForSelector('[data-shown="medicines"] li h3');
    const medicines = await page.locator('[data-shown="medicines"] li h3').allTextContents();
    await shown(page, 'consents');
    await page.selectOption('[name="role"]', 'nurse');
    await page.fill('[name="until"]', '2099-12-31');
    const sent: string[] = [];
    page.on('request', (request) =>
      sent.push(...(/"idempotencyKey":"([^"]+)"/.exec(request.postData() ?? '')?.slice(1) ?? [])),
    );

    await context?.setOffline(true);
    await page.waitForSelector('.line-gone');
    expect(await page.textContent('.line-gone strong')).toBe('انقطع الاتصال.');
    await page.click('form button');
    await page.waitForSelector('form .alert');
    await shown(page, 'medicines');
    await page.waitForSelector('[data-shown="medicines"] .as-of time');
    expect(await page.locator('[data-shown="medicines"] li h3').allTextContents()).toEqual(medicines);
    await screenshot(page, 'offline-ar');
    expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false);
    expect(await barriersOn(page)).toEqual([]);
    await shown(page, 'consents');
    const filled = () => Promise.all(['role', 'until'].map((name) => page.inputValue(`[name="${name}"]`)));
    expect(await filled()).toEqual(['nurse', '2099-12-31']);

    await context?.setOffline(false);
    await page.waitForSelector('.line-gone', { state: 'detached' });
    // What is half filled in outlasts the page too, and is sent as what it was: nobody knows what became of the first attempt.
    await page.reload();
    await shown(page, 'consents');
    await page.waitForSelector('form');
    expect(await filled()).toEqual(['nurse', '2099-12-31']);
    const before = await page.locator('[data-decision]').count();
    await page.click('form button');
    await expect.poll(() => page.locator('[data-decision]').count(), { timeout: 30_000 }).toBe(before + 1);
    await expect.poll(filled, { timeout: 30_000 }).toEqual(['', '']);
    expect(new Set(sent).size).toBe(1);
    expect(sent).toHaveLength(2);
    expect(problems).toEqual([]);
  });

  it('shows nothing of a record once she has signed out, be it without a connection', async () => {
    const { page } = await open();
    await signIn(page, 'citizen');
    await shown(page, 'consents');
    await page.selectOption('[name="role"]', 'nurse');
    await context?.setOffline(true);
    await page.locator('header button').last().click();
    await page.waitForSelector('.welcome button');
    await page.waitForSelector('.alert button');
    expect(await page.locator('#whose, .cards, .line-gone').count()).toBe(0);
    expect(
      await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith('wasl.portal'))),
    ).toEqual([]);
    await context?.setOffline(false);
    await page.click('.alert button');
    await page.locator('button[value="yes"]').click();
    await page.waitForURL('**/portal');
  });

  it('says so without a connection, and goes on when it is back', async () => {
    const { page } = await open();
    await signIn(page, 'citizen');
    await page.waitForSelector('[data-shown="access"]');
    await context?.setOffline(true);
    await shown(page, 'medicines');
    await page.waitForSelector('[data-shown="medicines"] .alert button');
    // Without a click: the browser says that it is online.
    await context?.setOffline(false);
    await page.waitForSelector('[data-shown="medicines"] li h3');
  });

  it('is one session in a tab and its duplicate: renewed once for both, and ended in both', async () => {
    const { page, problems } = await open();
    await signIn(page, 'citizen');
    const kept = 'wasl.portal.tokens';
    const tokensOf = async (tab: Page) =>
      JSON.parse(await tab.evaluate((key) => sessionStorage.getItem(key) ?? '{}', kept)) as Record<string, unknown>;
    const ended = JSON.stringify({ ...(await tokensOf(page)), expiresAt: 1 });
    const copy = await page.context().newPage();
    await copy.addInitScript(
      ([key = '', text = '']) => {
        if (sessionStorage.getItem(key) === null && location.pathname === '/portal') sessionStorage.setItem(key, text);
      },
      [kept, ended],
    );
    await page.evaluate(([key = '', text = '']) => sessionStorage.setItem(key, text), [kept, ended]);
    let renewals = 0;
    page.context().on('request', (request) => {
      if (request.postData()?.includes('grant_type=refresh_token')) renewals += 1;
    });
    await Promise.all([page.reload(), copy.goto(page.url())]);
    await Promise.all([page, copy].map((tab) => tab.waitForSelector('#whose')));
    expect(await tokensOf(copy)).toEqual(await tokensOf(page));
    expect([renewals, problems]).toEqual([1, []]);
    await page.locator('header button').last().click();
    await copy.waitForSelector('.welcome button');
  });

  it('signs out here and at the issuer', async () => {
    const { page } = await open();
    await signIn(page, 'citizen');
    await page.locator('header button').last().click();
    await page.locator('button[value="yes"]').click();
    await page.waitForURL(`**/portal`);
    await page.waitForSelector('.welcome button');
    expect(await page.locator('#whose').count()).toBe(0);
  });

  it.each([390, 1280])(
    'has no barriers that axe finds, and nothing wider than the screen: %i pixels',
    async (width) => {
      const { page } = await open({ width });
      const found: string[] = [];
      const look = async () => {
        found.push(...(await barriersOn(page)));
        const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
        if (isTooWide) found.push('wider than the screen');
      };
      await look();
      await signIn(page, 'citizen');
      for (const tab of ['access', 'medicines', 'consents', 'children']) {
        await shown(page, tab);
        await page.waitForSelector(`[data-shown="${tab}"] .cards`);
        await look();
      }
      expect(found).toEqual([]);
    },
  );
});
