import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { person } from '@wasl/demo/population';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runWasl } from '../../../gateway/support/startGateway.ts';
import { type RunningCommand, startSubgraphCommand } from '../../../gateway/support/startSubgraphCommand.ts';
import {
  createPostgresServers,
  needsPostgresPrograms,
  type PostgresServer,
  type PostgresServers,
} from '../../../support/postgresServers.ts';
import { signFor, testKeys } from '../../../support/startTestSubgraph.ts';
import { examples, physician } from '../../clinical-records/startTestClinic.ts';

const { healthId } = person(3);
const caller = { ...physician, decision: { ...physician.decision!, patients: [healthId] } };

describe.runIf(needsPostgresPrograms())('`wasl subgraph` with a replica', { timeout: 60_000 }, () => {
  let servers: PostgresServers;
  let standby: PostgresServer;
  let running: RunningCommand;

  beforeAll(async () => {
    servers = createPostgresServers();
    const primary = await servers.startPrimary();
    for (const role of ['owner', 'runner']) await primary.query(`CREATE ROLE ${role} LOGIN`);
    await primary.query('GRANT pg_read_all_stats TO runner');
    await primary.query('CREATE DATABASE records OWNER owner');
    const owner = { WASL_CLINICAL_RECORDS_DATABASE_URL: primary.urlOf('records', 'owner') };
    const migrated = await runWasl(['subgraph', 'clinical-records', '--migrate', '--grant-to', 'runner'], owner);
    expect(migrated).toMatchObject({ code: 0 });
    standby = await primary.startStandby('standby');
    running = await startSubgraphCommand('clinical-records', {
      WASL_CLINICAL_RECORDS_DATABASE_URL: primary.urlOf('records', 'runner'),
      WASL_CLINICAL_RECORDS_REPLICA_URL: standby.urlOf('records', 'runner'),
      WASL_SUBGRAPH_KEY: testKeys,
    });
    await untilSaid('"replica":"used"');
  }, 60_000);
  afterAll(async () => {
    await running?.stop();
    await servers?.stop();
  });

  async function untilSaid(text: string): Promise<void> {
    while (!running.said().includes(text)) await sleep(20);
  }

  async function ask(query: string, variables: object) {
    const body = JSON.stringify({ query, variables });
    const headers = { 'content-type': 'application/json', ...signFor('clinical-records', body, caller) };
    return (await fetch(running.url, { method: 'POST', headers, body })).json();
  }

  /** Records a condition and answers its ID. */
  async function record(): Promise<string> {
    const effectiveAt = '2026-03-01T08:00:00Z';
    const answer = (await ask(
      `mutation ($input: RecordConditionInput!) { recordCondition(input: $input) { record { id code } } }`,
      { input: { idempotencyKey: randomUUID(), healthId, effectiveAt, ...examples.Condition } },
    )) as { data: { recordCondition: { record: { id: string; code: string } } } };
    expect(answer.data.recordCondition.record.code).toBe(examples.Condition.code);
    return answer.data.recordCondition.record.id;
  }

  /** The IDs of the patient's conditions, newest first. */
  async function readAll(): Promise<string[]> {
    const answer = (await ask(
      `query ($people: [_Any!]!) { _entities(representations: $people) {
         ... on Patient { conditions(first: 50) { edges { node { id } } } } } }`,
      { people: [{ __typename: 'Patient', healthId, healthIds: [healthId] }] },
    )) as { data: { _entities: { conditions: { edges: { node: { id: string } }[] } }[] } };
    return answer.data._entities[0]!.conditions.edges.map(({ node }) => node.id);
  }

  /** The statements about records that reached the standby so far. */
  const onStandby = () => standby.readLog().match(/execute .*clinical_record.*/g) ?? [];
  const ready = async () => (await fetch(`${running.adminUrl}/health/ready`)).json();
  const metrics = async () => (await fetch(`${running.adminUrl}/metrics`)).text();

  it('reads there what was just written, and writes to the primary alone', async () => {
    expect(await ready()).toEqual({ status: 'pass', replica: 'used' });
    const written: string[] = [];
    for (let times = 0; times < 10; times += 1) {
      const before = onStandby();
      written.push(await record());
      expect(onStandby()).toEqual(before);
      expect((await readAll()).toSorted()).toEqual(written.toSorted());
    }
    await sleep(200);
    await readAll();
    expect(onStandby().join('\n')).toMatch(/SELECT/);
    const text = await metrics();
    expect(text).toContain('wasl_replica_used{subgraph="clinical-records"} 1\n');
    expect(text).toMatch(/^wasl_replica_reads_total\{subgraph="clinical-records",outcome="used"\} [1-9]/m);
  });

  it('goes on without it, stays ready, and says why in both languages', async () => {
    const before = await readAll();
    await standby.stop();
    expect(await readAll()).toEqual(before);
    await untilSaid('"replica":"unreachable"');
    expect(running.said()).toContain('"message":"the replica does not answer: the primary answers"');
    expect(running.said()).toContain('"ar":"النسخة لا تجيب، فتجيب القاعدة الأصلية"');
    expect(await ready()).toEqual({ status: 'pass', replica: 'unreachable' });
    expect(await metrics()).toContain('wasl_replica_used{subgraph="clinical-records"} 0\n');
    const id = await record();
    expect(await readAll()).toContain(id);
  });
});
