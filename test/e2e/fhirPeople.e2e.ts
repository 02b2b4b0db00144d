import { roles } from '@wasl/schema/roles.ts';
import { person } from '@wasl/demo/population';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { danglingIn, faultsOf } from '../fhir/support/validate.ts';
import { startTokenIssuer, type TokenIssuer } from '../support/startTokenIssuer.ts';
import { type RecordedGraph, startRecordedGraph } from './startRecordedGraph.ts';

/** `npm run fhir:validate` asks for all 2,000; the tests for some. */
const people = Number(process.env['WASL_FHIR_PEOPLE'] ?? 30);
const required = ['10160-0', '48765-2', '11450-4'];

let issuer: TokenIssuer;
let graph: RecordedGraph;
beforeAll(async () => {
  issuer = await startTokenIssuer({ iss: 'https://people.test', aud: 'wasl' });
  const moreIssuers = [{ issuer: 'https://people.test', jwksUrl: issuer.jwksUrl }];
  graph = await startRecordedGraph({ moreIssuers, patients: Math.max(people, 120) });
}, 600_000);
afterAll(async () => {
  await graph?.stop();
  await issuer?.stop();
});

/** What is wrong with the summary that somebody reads of themselves. */
async function faultsOfSummary(index: number): Promise<string[]> {
  const { healthId } = person(index);
  const claims = { sub: `person-${index}`, roles: ['citizen'], scope: roles.citizen.join(' '), health_id: healthId };
  const headers = {
    authorization: `Bearer ${await issuer.sign(claims)}`,
    'accept-language': index % 2 === 0 ? 'ar' : 'en',
  };
  const answer = await fetch(`${graph.fhirUrl}/Patient/${healthId}/$summary`, { headers });
  const bundle = (await answer.json()) as {
    entry?: { resource: { section?: { code: { coding: { code: string }[] } }[] } }[];
  };
  const sections = bundle.entry?.[0]?.resource.section?.map(({ code }) => code.coding[0]?.code) ?? [];
  const missing = required.filter((code) => !sections.includes(code)).map((code) => `no section ${code}`);
  const said = answer.status === 200 ? [] : [`status ${answer.status}`];
  const unavailable = JSON.stringify(bundle).includes('"unavailable"') ? ['something is unavailable'] : [];
  return [...said, ...missing, ...unavailable, ...faultsOf(bundle), ...danglingIn(bundle)].map(
    (fault) => `${index}: ${fault}`,
  );
}

it(`the summaries of ${people} people are valid, whole and resolve`, { timeout: 1_800_000 }, async () => {
  const faults: string[] = [];
  for (let index = 0; index < people; index += 1) faults.push(...(await faultsOfSummary(index)));
  process.stdout.write(`${people} International Patient Summaries asked for, ${faults.length} faults\n`);
  expect(faults).toEqual([]);
});
