import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barriersOn } from './barriersOn.ts';
import { openChromium, openStory, runStory, signInAs, watchForeign } from './openChromium.ts';
import { type RunningPlayground, startPlayground } from './startPlayground.ts';

let playground: RunningPlayground;
let browser: Browser;

beforeAll(async () => {
  playground = await startPlayground();
  browser = await openChromium();
});

afterAll(async () => {
  await browser?.close();
  await playground?.stop();
});

const sizes = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 800 } };

async function openPage(locale: string, viewport = sizes.wide): Promise<Page> {
  const page = await browser.newPage({ locale, viewport });
  await page.goto(playground.url);
  await page.waitForSelector('#language');
  return page;
}

describe('the first screen', () => {
  it.each([
    ['ar-SY', 'rtl', 'اختر قصة'],
    ['en-GB', 'ltr', 'Choose a story'],
    ['fr-FR', 'rtl', 'اختر قصة'],
  ])('says what to do in the browser’s language: %s', async (locale, direction, words) => {
    const page = await openPage(locale);
    expect(await page.evaluate(() => document.documentElement.dir)).toBe(direction);
    expect(await page.locator('.wasl-steps').innerText()).toContain(words);
    await page.close();
  });

  it('takes less than 200 KB in Brotli, and no editor', async () => {
    const page = await browser.newPage();
    const foreign = watchForeign(page);
    const paths: string[] = [];
    page.on('response', (response) => void paths.push(new URL(response.url()).pathname));
    await page.goto(playground.url, { waitUntil: 'networkidle' });
    expect(paths.length).toBeGreaterThanOrEqual(4);
    let bytes = 0;
    for (const path of new Set(paths)) {
      const response = await fetch(playground.url + path, { headers: { 'accept-encoding': 'br' } });
      bytes += Number(response.headers.get('content-length'));
    }
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThan(200_000);
    expect(foreign).toEqual([]);
    await page.close();
  });

  it('opens a story as whom it is for', async () => {
    const page = await openPage('en-GB');
    await page.click('button[data-story="prescribe"]');
    await page.waitForSelector('header[data-story="prescribe"][data-persona="physician"]');
    await page.close();
  });
});

describe('beside the answer', () => {
  it('stands which record was denied, why, and what would open it', async () => {
    const page = await openPage('en-GB');
    const { extensions } = await runStory(page, 'chart', 'pharmacist');
    const why = page.locator('.wasl-why');
    await why.locator('.wasl-denials li').first().waitFor();
    const said = await why.innerText();
    const { fields, records, steps } = extensions!.explanation!;
    expect(fields.length + records.length).toBeGreaterThan(0);
    for (const { coordinate } of fields) expect(said).toContain(coordinate);
    for (const { meaning } of records) if (meaning) expect(said).toContain(meaning.en);
    expect(said).toContain('What would change it:');
    for (const { title } of steps) if (title) expect(said).toContain(title.en);
    // The answer itself is shown without it.
    expect(await page.locator('.result-window').innerText()).not.toContain('explanation');
    await page.close();
  });

  it('stands in Arabic what was asked and what was recorded', async () => {
    const page = await openPage('ar-SY');
    await runStory(page, 'ownRecord', 'citizen');
    const why = page.locator('.wasl-why');
    await why.locator('.wasl-events li').first().waitFor();
    expect(await why.locator('.wasl-events').innerText()).toMatch(
      /المريض 1: اطّلع – .*البيانات الشخصية.*مواطن – طلب المريض نفسه/,
    );
    expect(await why.locator('.wasl-plan').innerText()).toContain('سجل المرضى لدى وزارة الصحة');
    await page.close();
  });

  it.each([
    ['ar-SY', 'انسخ الرقم', 'نُسخ.'],
    ['en-GB', 'Copy the number', 'Copied.'],
  ])(
    'names the number of each event, by which the patient’s app finds it with its proof: %s',
    async (locale, copy, copied) => {
      const page = await openPage(locale);
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      let authorization = '';
      page.on('request', (request) => (authorization = request.headers()['authorization'] ?? authorization));
      await runStory(page, 'ownRecord', 'citizen');
      const event = page.locator('.wasl-events li').first();
      const id = (await event.locator('code[data-event]').innerText()).trim();
      await event.getByRole('button', { name: copy }).click();
      await event.getByText(copied).waitFor();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(id);
      // The question that is copied finds that entry.
      await page.locator('.wasl-why section[aria-labelledby="why-audit"] > p button').click();
      const question = await page.evaluate(() => navigator.clipboard.readText());
      const headers = { authorization, 'content-type': 'application/json' };
      const answer = await fetch(`${playground.url}/graphql`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ query: question }),
      });
      const { data } = (await answer.json()) as {
        data: { me: { patient: { accessLog: { edges: { node: { id: string } }[] } } } };
      };
      expect(data.me.patient.accessLog.edges.map(({ node }) => node.id)).toContain(id);
      await page.close();
    },
  );

  it('the purpose that is chosen is the one that is recorded', async () => {
    const page = await openPage('en-GB');
    await openStory(page, 'chart');
    await signInAs(page, 'emergency');
    await page.selectOption('#purpose', 'ETREAT');
    await page.locator('.wasl-editor[data-ready]').waitFor();
    const asked = page.waitForRequest((request) => request.url().endsWith('/graphql'));
    await page.click('.graphiql-execute-button');
    expect((await (await asked).allHeaders())['x-purpose-of-use']).toBe('ETREAT');
    await page.close();
  });
});

describe('the documentation', () => {
  it.each([
    ['ar-SY', 'افتح التوثيق', 'يجيب عنه', 'سجل المرضى لدى وزارة الصحة', '✗ لا يمكنك قراءته الآن'],
    ['en-GB', 'Show Documentation Explorer', 'Answered by', 'The Ministry of Health', '✗ You may not read it now'],
  ])('tells who answers a field and whether you may read it: %s', async (locale, button, owner, title, mayNot) => {
    const page = await openPage(locale);
    await page.click('#blank');
    await page.locator('.wasl-editor[data-ready][data-schema]').waitFor();
    await page.getByLabel(button, { exact: true }).click();
    const docs = page.locator('.graphiql-doc-explorer');
    await docs.getByText('Query', { exact: true }).first().click();
    await docs.getByText('patient', { exact: true }).first().click();
    const text = await docs.innerText();
    expect(text).toContain(owner);
    expect(text).toContain(title);
    expect(text).toContain(mayNot);
    await page.close();
  });

  it('is in Arabic with GraphiQL’s own words, popups too', async () => {
    const page = await openPage('ar-SY');
    await page.click('#blank');
    await page.locator('.wasl-editor[data-ready][data-schema]').waitFor();
    await page.getByLabel('افتح التوثيق', { exact: true }).click();
    await page.getByText('الأنواع الجذرية').waitFor();
    await page.getByLabel('افتح الإعدادات', { exact: true }).click();
    await page.getByRole('dialog').getByText('الإعدادات').waitFor();
    const english = await page.evaluate(() => {
      const shown = [...document.querySelectorAll('[aria-label], [title], [placeholder]')].filter(
        (element) => !element.closest('.monaco-editor, .wasl-page'),
      );
      return shown.flatMap((element) =>
        ['aria-label', 'title', 'placeholder'].flatMap((name) => {
          const said = element.getAttribute(name) ?? '';
          return /[A-Za-z]{3}/.test(said.replaceAll(/\(.*\)|Ctrl|Alt|Shift|Enter/g, '')) ? [said] : [];
        }),
      );
    });
    expect(english).toEqual([]);
    await page.close();
  });
});

it('says in Arabic what is wrong with what was typed, under the pointer and in the answer', async () => {
  const page = await openPage('ar-SY');
  await page.click('#blank');
  await page.locator('.wasl-editor[data-ready][data-schema]').waitFor();
  await page.locator('.graphiql-query-editor .monaco-editor').click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('query { facilitys');
  const mistake = page.locator('.graphiql-query-editor .squiggly-error').first();
  await mistake.waitFor();
  const hover = page.locator('.monaco-hover').filter({ hasText: 'لا حقل باسم «facilitys» في النوع «Query».' });
  // Lists that open while it is typed may lie over it, and move it.
  const point = async () => {
    const { x, y, width, height } = (await mistake.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await page.mouse.move(x + width / 2, y + height / 2 - 1);
    await page.mouse.move(x + width / 2, y + height / 2);
    return hover.first().isVisible();
  };
  await expect.poll(point, { timeout: 30_000, interval: 1_000 }).toBe(true);
  expect(await hover.first().innerText()).not.toMatch(/Cannot|Did you mean|View Problem|fix/);
  await page.keyboard.press('Escape');
  await page.keyboard.press('F1');
  const commands = page.locator('.quick-input-list .monaco-list-row .label-name');
  await commands.first().waitFor();
  const english = async () => (await commands.allInnerTexts()).filter((said) => !/[\u0621-\u064a]/.test(said));
  await expect.poll(english).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByLabel(/^نفّذ/).first().click();
  await page.locator('.result-window').getByText('لا حقل باسم').first().waitFor();
  await page.close();
});

it('changes the language of the editor’s menus too, and keeps what was typed', async () => {
  const page = await openPage('ar-SY');
  await page.click('#blank');
  const inLanguage = async (language: string) => {
    await page.locator(`html[lang=${language}] .wasl-editor[data-ready][data-schema=${language}]`).waitFor();
    await page.locator('.graphiql-query-editor .monaco-editor').click();
  };
  const typed = async (editor: string) =>
    (await page.locator(`${editor} .view-lines`).first().innerText()).replaceAll(/\s+/g, ' ').trim();
  await inLanguage('ar');
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('query mine { __typename ');
  await page.locator('.graphiql-editor-tool .monaco-editor').first().click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('{ "a": 1 ');
  await page.selectOption('#purpose', 'HRESCH');
  await page.click('#language');
  await inLanguage('en');
  await expect.poll(() => typed('.graphiql-query-editor')).toContain('query mine { __typename }');
  expect(await page.inputValue('#purpose')).toBe('HRESCH');
  expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual(['wasl.story']);
  await page.keyboard.press('F1');
  const commands = page.locator('.quick-input-list .monaco-list-row .label-name');
  await commands.first().waitFor();
  expect((await commands.allInnerTexts()).join()).not.toMatch(/[\u0621-\u064a]/);
  await page.keyboard.press('Escape');
  expect(await typed('.graphiql-editor-tool')).toContain('{ "a": 1 }');

  await page.click('#language');
  await inLanguage('ar');
  await page.keyboard.press('F1');
  await commands.first().waitFor();
  expect((await commands.allInnerTexts()).join()).toMatch(/[\u0621-\u064a]/);
  await page.close();
});

it('says that you are signed out when the token has expired, and asks as nobody', async () => {
  const page = await openPage('en-GB');
  await openStory(page, 'whoAmI');
  await signInAs(page, 'citizen');
  await page.evaluate(() => {
    const kept = JSON.parse(sessionStorage.getItem('wasl.session') ?? '{}') as object;
    sessionStorage.setItem('wasl.session', JSON.stringify({ ...kept, expiresAt: Date.now() + 1_500 }));
  });
  await page.reload();
  await page.getByRole('alert').getByText('You are signed out').waitFor();
  expect(await page.getAttribute('header', 'data-persona')).toBeNull();
  await page.click('#again');
  await page.waitForSelector('header[data-persona="citizen"]');
  await page.close();
});

describe('by keyboard', () => {
  it('the lists wait for Enter', async () => {
    const page = await openPage('en-GB');
    await page.focus('#persona');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await page.getAttribute('header', 'data-persona')).toBeNull();
    expect(new URL(page.url()).origin).toBe(new URL(playground.url).origin);
    await page.keyboard.press('Enter');
    await page.waitForSelector('header[data-persona]');
    await page.close();
  });

  it('Tab goes in and out of every editor, and reaches the reasons', async () => {
    const page = await openPage('en-GB');
    await runStory(page, 'facilities');
    await page.locator('.wasl-plan li').first().waitFor();
    await page.focus('#language');
    const seen: string[] = [];
    for (let presses = 0; presses < 60 && !seen.includes('why'); presses += 1) {
      await page.keyboard.press('Tab');
      seen.push(
        await page.evaluate(() => {
          const element = document.activeElement;
          if (element?.closest('.wasl-why')) return 'why';
          return element?.closest('.monaco-editor') ? (element.getAttribute('aria-label') ?? '') : '';
        }),
      );
    }
    expect(seen).toContain('why');
    expect(seen.filter((said) => said.includes('Press Tab to leave the editor')).length).toBeGreaterThanOrEqual(2);
    await page.close();
  });
});

describe.each([
  ['ar-SY', 'wide'],
  ['ar-SY', 'narrow'],
  ['en-GB', 'wide'],
  ['en-GB', 'narrow'],
] as const)('in %s, %s', (locale, size) => {
  it('has no barriers that axe finds, and nothing wider than the screen', async () => {
    const page = await openPage(locale, sizes[size]);
    const widthOf = () => page.evaluate(() => document.scrollingElement!.scrollWidth);
    expect(await barriersOn(page)).toEqual([]);
    expect(await widthOf()).toBeLessThanOrEqual(sizes[size].width);
    await runStory(page, 'chart', 'pharmacist');
    await page.locator('.wasl-plan li').first().waitFor();
    expect(await barriersOn(page)).toEqual([]);
    expect(await widthOf()).toBeLessThanOrEqual(sizes[size].width);
    await page.close();
  });
});
