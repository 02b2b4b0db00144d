import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@wasl/kit/paths';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemo } from '../support/startDemo.ts';
import { openChromium, runStory, signInAs } from './openChromium.ts';
import { startPlayground } from './startPlayground.ts';

const folder = join(root, 'docs/images');

/** `npm run screenshots` writes the pictures of README and docs; a test run leaves them as they are. */
describe.runIf(process.env['npm_lifecycle_event'] === 'screenshots')('pictures', () => {
  let browser: Browser;
  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    browser = await openChromium();
  });
  afterAll(() => browser.close());

  it('show the citizen’s chart in the playground, in both languages', async () => {
    const playground = await startPlayground();
    try {
      for (const [language, locale, direction] of [
        ['ar', 'ar-SY', 'rtl'],
        ['en', 'en-GB', 'ltr'],
      ]) {
        const page = await browser.newPage({ locale: locale!, viewport: { width: 1280, height: 720 } });
        await page.goto(playground.url);
        await signInAs(page, 'citizen');
        expect(await page.evaluate('document.documentElement.dir')).toBe(direction);
        expect((await runStory(page, 'chart')).errors).toBeUndefined();
        await page.screenshot({ path: join(folder, `playground-${language}.png`) });
        await page.close();
      }
    } finally {
      await playground.stop();
    }
  });

  it('show the citizens’ portal: who looked at her record on a telephone, her medicines on a desk', async () => {
    const demo = await startDemo();
    try {
      for (const [tab, width, language] of [
        ['access', 390, 'ar'],
        ['medicines', 1280, 'en'],
      ] as const) {
        const page = await browser.newPage({ locale: 'ar-SY', viewport: { width, height: 844 } });
        await page.goto(`http://localhost:${demo.port}/portal`);
        await page.waitForSelector('.welcome button');
        if (language === 'en') await page.click('header button');
        await page.click('.welcome button');
        await page.locator('button[value="citizen"]').first().click();
        await page.waitForSelector('#whose');
        await page.click(`nav [data-tab="${tab}"]`);
        await page.waitForSelector(`[data-shown="${tab}"] .cards, [data-shown="${tab}"] li h3`);
        expect(await page.getAttribute('html', 'dir')).toBe(language === 'ar' ? 'rtl' : 'ltr');
        await page.screenshot({ path: join(folder, `portal-${tab}-${language}.png`) });
        await page.close();
      }
    } finally {
      await demo.stop();
    }
  });
});
