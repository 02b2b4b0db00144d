import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@wasl/kit/paths';
import { describe, expect, it } from 'vitest';
import { openChromium, runStory, signInAs } from './openChromium.ts';
import { startPlayground } from './startPlayground.ts';

const folder = join(root, 'docs/images');

/** `npm run screenshots` writes the README's pictures; a test run leaves them as they are. */
describe.runIf(process.env['npm_lifecycle_event'] === 'screenshots')('pictures for the README', () => {
  it('shows the citizen’s chart in both languages', async () => {
    mkdirSync(folder, { recursive: true });
    const playground = await startPlayground();
    const browser = await openChromium();
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
      await browser.close();
      await playground.stop();
    }
  });
});
