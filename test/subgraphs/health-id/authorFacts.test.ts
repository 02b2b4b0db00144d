import { practitioners } from '@wasl/demo/facilities';
import { subgraph as healthId } from '@wasl/health-id/main';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestSubgraph, testCaller, type TestSubgraph } from '../../support/startTestSubgraph.ts';

let running: TestSubgraph;
const [one, other, elsewhere] = practitioners();
beforeAll(async () => {
  running = await startTestSubgraph(healthId, { demoPatients: 1 });
  const { query } = running.database;
  const place = async (id: string, facility: string, specialty: string | null) =>
    query(`UPDATE practitioner SET facility_id = $1, specialty = $2 WHERE id = $3`, [facility, specialty, id]);
  await place(one!.id, one!.facilityId, 'Psychiatry');
  await place(other!.id, one!.facilityId, 'psychiatry');
  await place(
    elsewhere!.id,
    practitioners().find(({ facilityId }) => facilityId !== one!.facilityId)!.facilityId,
    'Psychiatry',
  );
}, 60_000);
afterAll(() => running?.stop());

async function colleagues(practitionerId: string | undefined, facilityId: string): Promise<boolean[]> {
  const caller = testCaller(['physician'], { facilityId, ...(practitionerId && { practitionerId }) });
  const text = 'query ($ids: [ID!]!) { authorFacts(practitionerIds: $ids) { practitionerId isOfCallersSpecialty } }';
  const ids = [one!.id, other!.id, elsewhere!.id, 'P-999999'];
  const { data } = await running.ask(text, { ids }, caller);
  const { authorFacts } = data as { authorFacts: { practitionerId: string; isOfCallersSpecialty: boolean }[] };
  expect(authorFacts.map((item) => item.practitionerId)).toEqual(ids);
  return authorFacts.map(({ isOfCallersSpecialty }) => isOfCallersSpecialty);
}

it('tells who is of the caller’s specialty at the caller’s facility, as the register has both', async () => {
  expect(await colleagues(other!.id, one!.facilityId)).toEqual([true, true, false, false]);
  expect(await colleagues(other!.id, 'F-XX-999')).toEqual([false, false, false, false]);
  expect(await colleagues(undefined, one!.facilityId)).toEqual([false, false, false, false]);
  await running.database.query(`UPDATE practitioner SET specialty = NULL`);
  expect(await colleagues(other!.id, one!.facilityId)).toEqual([false, false, false, false]);
});
