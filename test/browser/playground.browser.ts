import { personas } from '@wasl/demo/personas';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openChromium, openStory, runStory } from './openChromium.ts';
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

async function openPage(locale = 'en-GB') {
  const page = await browser.newPage({ locale });
  await page.goto(playground.url);
  return page;
}

it('shows one chart to the physician and to the citizen, and only to her what comes of her identity', async () => {
  const page = await openPage();
  const physician = await runStory(page, 'chart', 'physician');
  const citizen = await runStory(page, 'chart', 'citizen');
  const own = await runStory(page, 'ownRecord', 'citizen');

  for (const chart of [physician, citizen]) expect(chart).toMatchObject({ data: { patient: { governorate: 'DI' } } });
  expect(own).toMatchObject({ data: { me: { patient: { person: { verificationLevel: expect.any(String) } } } } });
  for (const answer of [physician, citizen, own]) expect(answer.errors).toBeUndefined();
});

it('lets a registrar register a newborn, again with a new key', async () => {
  const page = await openPage();
  const newborn = { guardians: [{ healthId: personas.citizen.healthId }], givenName: { ar: 'لين' } };
  const first = await runStory(page, 'registerNewborn', 'registrar');
  expect(first).toMatchObject({ data: { issueHealthId: { patient: newborn } } });
  const { healthId } = patientOf(first.data, 'issueHealthId');
  // The form has no mother's name, so that a twin may be meant.
  const second = await runStory(page, 'registerNewborn', 'registrar');
  expect(patientOf(second.data, 'issueHealthId').healthId).not.toBe(healthId);
  expect(second).toMatchObject({
    data: { issueHealthId: { possibleDuplicates: [{ patient: { healthId }, isCertain: false }] } },
  });
});

it('lets two registrars merge two records, and take it back', async () => {
  const page = await openPage();
  for (const story of ['mergePatients', 'unmergePatient']) {
    expect(await runStory(page, story, 'registrar')).toMatchObject({
      data: { [story]: { act: { status: 'PENDING' } } },
    });
    expect(await runStory(page, 'confirmAct', 'registrar')).toMatchObject({
      errors: [{ extensions: { code: 'SECOND_PERSON_NEEDED' } }],
    });
    expect(await runStory(page, 'registrarActs', 'registrar2')).toMatchObject({
      data: { registrarActs: { edges: [{}] } },
    });
    expect(await runStory(page, 'confirmAct', 'registrar2')).toMatchObject({
      data: { confirmAct: { act: { status: 'CONFIRMED' } } },
    });
  }
});

it('lets an emergency doctor break the glass, tells the patient, and an auditor reviews it', async () => {
  const page = await openPage();
  expect(await runStory(page, 'breakGlass', 'emergency')).toMatchObject({ data: { breakGlass: { isOpen: false } } });
  const broken = await runStory(page, 'confirmBreakGlass', 'emergency');
  expect(broken).toMatchObject({ data: { confirmBreakGlass: { isOpen: true } } });
  expect(await runStory(page, 'reviewBreakGlass', 'auditor')).toMatchObject({
    data: { reviewBreakGlass: { session: { outcome: 'JUSTIFIED' } } },
  });
  const told = await runStory(page, 'notices', 'citizen');
  expect(JSON.stringify(told.data)).toContain('opened your record without permission');
});

it('lets a pharmacist dispense what a physician prescribed after a visit', async () => {
  const page = await openPage();
  const stored = await runStory(page, 'dispense', 'pharmacist');
  expect(stored).toMatchObject({ data: { dispense: { dispense: { quantity: 1 } } } });

  expect(await runStory(page, 'recordEncounter', 'physician')).toMatchObject({
    data: { recordEncounter: { record: { version: 1, display: { en: 'Headache' } } } },
  });
  expect(await runStory(page, 'orderTests', 'physician')).toMatchObject({
    data: { orderLaboratoryTests: { record: { status: 'ACTIVE', encounter: { display: { en: 'Headache' } } } } },
  });
  const waits = await runStory(page, 'laboratoryWorklist', 'nurse');
  expect(JSON.stringify(waits.data)).toContain('"priority":"URGENT"');
  expect(await runStory(page, 'answerOrder', 'nurse')).toMatchObject({
    data: { recordObservation: { record: { basedOn: { status: 'COMPLETED' } } } },
  });
  const prescribed = await runStory(page, 'prescribe', 'physician');
  expect(prescribed).toMatchObject({
    data: { prescribe: { prescription: { remainingQuantity: 20, medication: { nameLatin: 'Loratadine' } } } },
  });
  const stopped = await runStory(page, 'prescribeStopped', 'physician');
  expect(stopped).toMatchObject({ data: { prescribe: { prescription: null } } });
  expect(JSON.stringify(stopped)).toContain('SAFETY_ALERT');
  expect(JSON.stringify(stopped.data)).toContain('The patient is allergic to this medicine');
  expect(await runStory(page, 'prescribeAnyway', 'physician')).toMatchObject({
    data: { prescribe: { prescription: { medication: { nameLatin: 'Amoxicillin' } } } },
  });

  expect(await runStory(page, 'dispense', 'pharmacist')).toMatchObject({
    data: {
      dispense: { dispense: { prescription: { medication: { nameLatin: 'Loratadine' }, remainingQuantity: 19 } } },
    },
  });
});

it('lets a citizen grant a consent and withdraw it, in that order', async () => {
  const page = await openPage();
  await openStory(page, 'withdrawConsent');
  await page.locator('.wasl-editor[data-ready]').waitFor();
  await page.click('.graphiql-execute-button');
  await page.locator('.result-window', { hasText: 'Run this one first: Grant a consent' }).waitFor();

  const granted = { decision: 'PERMIT', category: 'OBSERVATIONS', role: 'nurse' };
  expect(await runStory(page, 'grantConsent', 'citizen')).toMatchObject({
    data: { recordConsent: { patient: { consents: [granted] } } },
  });
  expect(await runStory(page, 'withdrawConsent', 'citizen')).toMatchObject({
    data: { withdrawConsent: { patient: { consents: [] } } },
  });
});

it('names the stories in the page’s language, with whom each is for', async () => {
  const page = await openPage('ar-SY');
  const label = () => page.locator('#story option[value="registerNewborn"]').textContent();
  await page.waitForSelector('#story');
  expect(await label()).toBe('تسجيل مولود – مسجّلة');
  await page.click('#language');
  expect(await label()).toBe('Register a newborn – Registrar');
});

function patientOf(data: unknown, field: string): { healthId: string } {
  return (data as Record<string, { patient: { healthId: string } }>)[field]!.patient;
}
