import { personas } from '@wasl/demo/personas';
import type { Browser, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openChromium, runStory, signInAs } from './openChromium.ts';
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

async function openPage() {
  const page = await browser.newPage();
  await page.goto(playground.url);
  return page;
}

it('shows one chart to the physician and to the citizen, and only to her what comes of her identity', async () => {
  const page = await openPage();
  await signInAs(page, 'physician');
  const physician = await runStory(page, 'chart');
  await signInAs(page, 'citizen');
  const citizen = await runStory(page, 'chart');
  const own = await runStory(page, 'ownRecord');

  for (const chart of [physician, citizen]) expect(chart).toMatchObject({ data: { patient: { governorate: 'DI' } } });
  expect(own).toMatchObject({ data: { me: { patient: { person: { verificationLevel: expect.any(String) } } } } });
  for (const answer of [physician, citizen, own]) expect(answer.errors).toBeUndefined();
});

it('takes no press on run before its editors are there', async () => {
  const page = await browser.newPage();
  const held: Route[] = [];
  let isHeld = true;
  // The editors come in files of their own names, all that the page itself needs in `main` and `chunk`.
  await page.route(/\/assets\/(?!main-|chunk-)[^/]+\.js$/, (route) =>
    isHeld ? void held.push(route) : route.continue(),
  );
  await page.goto(playground.url);
  await page.selectOption('#story', 'facilities');
  const run = page.locator('.graphiql-execute-button');
  await expect(run.click({ trial: true, timeout: 300 })).rejects.toThrow();
  expect(held.length).toBeGreaterThan(0);
  isHeld = false;
  await Promise.all(held.map((route) => route.continue()));
  expect(await runStory(page, 'facilities')).toMatchObject({ data: { facilities: { edges: expect.any(Array) } } });
});

it('lets a registrar register a newborn, again with a new key', async () => {
  const page = await openPage();
  await signInAs(page, 'registrar');
  const newborn = { guardians: [{ healthId: personas.citizen.healthId }], givenName: { ar: 'لين' } };
  const first = await runStory(page, 'registerNewborn');
  expect(first).toMatchObject({ data: { issueHealthId: { patient: newborn } } });
  const { healthId } = patientOf(first.data, 'issueHealthId');
  // The form has no mother's name, so that a twin may be meant.
  const second = await runStory(page, 'registerNewborn');
  expect(patientOf(second.data, 'issueHealthId').healthId).not.toBe(healthId);
  expect(second).toMatchObject({
    data: { issueHealthId: { possibleDuplicates: [{ patient: { healthId }, isCertain: false }] } },
  });
});

it('lets two registrars merge two records, and take it back', async () => {
  const page = await openPage();
  for (const story of ['mergePatients', 'unmergePatient']) {
    await signInAs(page, 'registrar');
    expect(await runStory(page, story)).toMatchObject({ data: { [story]: { act: { status: 'PENDING' } } } });
    expect(await runStory(page, 'confirmAct')).toMatchObject({
      errors: [{ extensions: { code: 'SECOND_PERSON_NEEDED' } }],
    });
    await signInAs(page, 'registrar2');
    expect(await runStory(page, 'registrarActs')).toMatchObject({ data: { registrarActs: { edges: [{}] } } });
    expect(await runStory(page, 'confirmAct')).toMatchObject({
      data: { confirmAct: { act: { status: 'CONFIRMED' } } },
    });
  }
});

it('lets an emergency doctor break the glass, tells the patient, and an auditor reviews it', async () => {
  const page = await openPage();
  await signInAs(page, 'emergency');
  expect(await runStory(page, 'breakGlass')).toMatchObject({ data: { breakGlass: { isOpen: false } } });
  const broken = await runStory(page, 'confirmBreakGlass');
  expect(broken).toMatchObject({ data: { confirmBreakGlass: { isOpen: true } } });
  await signInAs(page, 'auditor');
  expect(await runStory(page, 'reviewBreakGlass')).toMatchObject({
    data: { reviewBreakGlass: { session: { outcome: 'JUSTIFIED' } } },
  });
  await signInAs(page, 'citizen');
  const told = await runStory(page, 'notices');
  expect(JSON.stringify(told.data)).toContain('opened your record without permission');
});

it('lets a pharmacist dispense what a physician prescribed after a visit', async () => {
  const page = await openPage();
  await signInAs(page, 'pharmacist');
  const stored = await runStory(page, 'dispense');
  expect(stored).toMatchObject({ data: { dispense: { dispense: { quantity: 1 } } } });

  await signInAs(page, 'physician');
  expect(await runStory(page, 'recordEncounter')).toMatchObject({
    data: { recordEncounter: { record: { version: 1, display: { en: 'Headache' } } } },
  });
  const prescribed = await runStory(page, 'prescribe');
  expect(prescribed).toMatchObject({
    data: { prescribe: { prescription: { remainingQuantity: 20, medication: { nameLatin: 'Loratadine' } } } },
  });
  const stopped = await runStory(page, 'prescribeStopped');
  expect(stopped).toMatchObject({ data: { prescribe: { prescription: null } } });
  expect(JSON.stringify(stopped)).toContain('SAFETY_ALERT');
  expect(JSON.stringify(stopped.data)).toContain('The patient is allergic to this medicine');
  expect(await runStory(page, 'prescribeAnyway')).toMatchObject({
    data: { prescribe: { prescription: { medication: { nameLatin: 'Amoxicillin' } } } },
  });

  await signInAs(page, 'pharmacist');
  expect(await runStory(page, 'dispense')).toMatchObject({
    data: {
      dispense: { dispense: { prescription: { medication: { nameLatin: 'Loratadine' }, remainingQuantity: 19 } } },
    },
  });
});

it('lets a citizen grant a consent and withdraw it, in that order', async () => {
  const page = await openPage();
  await page.click('#language');
  await signInAs(page, 'citizen');
  await page.selectOption('#story', 'withdrawConsent');
  await page.click('.graphiql-execute-button');
  await page.locator('.result-window', { hasText: 'Run this one first: Grant a consent' }).waitFor();

  const granted = { decision: 'PERMIT', category: 'OBSERVATIONS', role: 'nurse' };
  expect(await runStory(page, 'grantConsent')).toMatchObject({
    data: { recordConsent: { patient: { consents: [granted] } } },
  });
  expect(await runStory(page, 'withdrawConsent')).toMatchObject({
    data: { withdrawConsent: { patient: { consents: [] } } },
  });
});

it('names the stories in the page’s language, with whom each is for', async () => {
  const page = await openPage();
  const label = () => page.locator('#story option[value="registerNewborn"]').textContent();
  await page.waitForSelector('#story');
  expect(await label()).toBe('تسجيل مولود – مسجّلة');
  await page.click('#language');
  expect(await label()).toBe('Register a newborn – Registrar');
});

function patientOf(data: unknown, field: string): { healthId: string } {
  return (data as Record<string, { patient: { healthId: string } }>)[field]!.patient;
}
