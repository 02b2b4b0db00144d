import { person } from '@wasl/demo/population';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testCaller } from '../../support/startTestSubgraph.ts';
import { physician, startTestPharmacy, type TestPharmacy } from './startTestPharmacy.ts';

const healthId = person(640).healthId;
const colleague = testCaller(['physician'], { practitionerId: 'P-000002', facilityId: 'F-DI-001' });
const hiding = (caller: typeof physician) => ({ ...caller, decision: { ...caller.decision, hiddenLabels: ['V'] } });

let pharmacy: TestPharmacy;
beforeAll(async () => {
  pharmacy = await startTestPharmacy('PGlite');
});
afterAll(() => pharmacy.stop());

async function page(first: number, caller: typeof physician) {
  const text = `query ($of: [_Any!]!, $first: Int) { _entities(representations: $of) { ... on Patient {
    prescriptions(first: $first) { edges { node { id } } pageInfo { hasNextPage } } } } }`;
  const of = [{ __typename: 'Patient', healthId, healthIds: [healthId] }];
  const { data, errors } = await pharmacy.subgraph.ask(text, { of, first }, hiding(caller));
  expect(errors).toBeUndefined();
  const { edges, pageInfo } = (data as never as Answer)._entities[0].prescriptions;
  return [edges.map(({ node }) => node.id), pageInfo.hasNextPage];
}
interface Answer {
  _entities: [{ prescriptions: { edges: { node: { id: string } }[]; pageInfo: { hasNextPage: boolean } } }];
}

it('pages of prescriptions are full without what is sealed, and only its prescriber finds it in them', async () => {
  const older = await pharmacy.prescribe({ healthId });
  const sealed = await pharmacy.prescribe({ healthId, confidentiality: 'V' });
  const newest = await pharmacy.prescribe({ healthId });
  expect(await page(2, colleague)).toEqual([[newest, older], false]);
  expect(await page(1, colleague)).toEqual([[newest], true]);
  expect(await page(2, physician)).toEqual([[newest, sealed], true]);
});
