import { signIn } from '@wasl/identity/issuer/signIn';
import { subgraph } from '@wasl/identity/main';
import { personas } from '@wasl/demo/personas';
import { person } from '@wasl/demo/population';
import { seed } from '@wasl/kit/prepareDatabase';
import { type RunningSubgraph, startSubgraph } from '@wasl/kit/startSubgraph';
import { scopesOf } from '@wasl/schema/roles.ts';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testKeys } from '../../support/startTestSubgraph.ts';
import { freePort } from './startTestIssuer.ts';

const patients = 60;

describe('the demo of the identity subgraph', () => {
  let running: RunningSubgraph;
  let issuer: string;

  beforeAll(async () => {
    const port = await freePort();
    issuer = `http://localhost:${port}/oidc`;
    running = await startSubgraph(subgraph, {
      host: 'localhost',
      port,
      dataDir: 'memory://',
      gatewayKeys: testKeys,
      demoPatients: patients,
      publicUrl: `http://localhost:${port}`,
    });
  });
  afterAll(() => running?.stop());

  it('signs every persona in with the claims that the gateway needs', async () => {
    for (const persona of Object.values(personas)) {
      const claims = decodeJwt((await signIn({ issuer, persona: persona.name })).accessToken);
      expect(claims).toMatchObject({ sub: persona.subject, roles: persona.roles });
      expect(String(claims['scope']).split(' ').sort()).toEqual(scopesOf(persona.roles));
      const ties = [claims['health_id'], claims['national_id'], claims['practitioner_id'], claims['facility_id']];
      expect(ties).toEqual([persona.healthId, persona.nationalId, persona.practitionerId, persona.facilityId]);
    }
  });

  it('holds everyone who has a national number, and a repeated seed adds nobody', async () => {
    const numbers = Array.from({ length: patients }, (_, index) => person(index).nationalNumber).filter(Boolean);
    const stored = () => running.database.query('SELECT national_id FROM person ORDER BY national_id');
    expect(await stored()).toEqual(numbers.sort().map((national_id) => ({ national_id })));
    await running.database.query('DELETE FROM seed_progress');
    await seed(subgraph, running.database, patients);
    expect(await stored()).toHaveLength(numbers.length);
  });
});
