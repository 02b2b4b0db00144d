import { person } from '@wasl/demo/population';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testCaller } from '../../support/startTestSubgraph.ts';
import { databaseKinds } from '../../support/testPostgres.ts';
import { physician, startTestPharmacy, type TestPharmacy } from './startTestPharmacy.ts';

const [survivor, merged] = [person(610).healthId, person(611).healthId];

describe.each(databaseKinds)('prescriptions written under an ID that was merged, on %s', (kind) => {
  let pharmacy: TestPharmacy;
  let ids: string[];
  beforeAll(async () => {
    pharmacy = await startTestPharmacy(kind);
    ids = [await pharmacy.prescribe({ healthId: merged }), await pharmacy.prescribe({ healthId: survivor })];
  });
  afterAll(() => pharmacy.stop());

  const read = (healthIds: string[], first: number, caller = physician) =>
    pharmacy.subgraph.ask(
      `query ($representations: [_Any!]!, $first: Int) { _entities(representations: $representations) {
         ... on Patient { prescriptions(first: $first) { edges { node { id } } pageInfo { hasNextPage } } } } }`,
      { representations: [{ __typename: 'Patient', healthId: survivor, healthIds }], first },
      caller,
    );
  const listOf = (shown: string[], hasNextPage: boolean) => ({
    data: {
      _entities: [{ prescriptions: { edges: shown.map((id) => ({ node: { id } })), pageInfo: { hasNextPage } } }],
    },
  });

  it('stand among those of the survivor, newest first and page by page', async () => {
    expect(await read([survivor, merged], 5)).toEqual(listOf(ids.toReversed(), false));
    expect(await read([survivor, merged], 1)).toEqual(listOf([ids[1]!], true));
    expect(await read([survivor], 5)).toEqual(listOf([ids[1]!], false));
  });

  it('are shown to the patient whose token still bears the old ID', async () => {
    const patient = testCaller(['citizen'], { healthId: merged });
    expect(await read([survivor, merged], 5, patient)).toEqual(listOf(ids.toReversed(), false));
  });
});
