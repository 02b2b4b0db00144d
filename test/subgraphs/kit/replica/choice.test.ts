import { isRead } from '@wasl/kit/database/replica/isRead';
import { judgeReplica, readPosition, type ReplicaState } from '@wasl/kit/database/replica/judgeReplica';
import { NotUsed, whyNotUsed } from '@wasl/kit/database/replica/notUsed';
import { mayReadReplica, mutationsOnPrimary, withReplica } from '@wasl/kit/database/replica/readScope';
import { ReplicaUse } from '@wasl/kit/database/replica/replicaUse';
import { shareWave } from '@wasl/kit/database/replica/shareWave';
import { DatabaseError } from 'pg';
import { afterEach, describe, expect, it, vi } from 'vitest';

afterEach(() => vi.useRealTimers());

describe('a replica', () => {
  const primary = readPosition({ system: '7', database: 'app', file: '0000001A00000001000000FF', lsn: '1/FF' });
  const certain: ReplicaState = {
    isStandby: true,
    system: '7',
    database: 'app',
    hasApplied: true,
    isStreaming: true,
    timeline: 26,
  };

  it('is used while it has applied all that its primary has written', () => {
    expect(primary).toEqual({ system: '7', database: 'app', timeline: 26, lsn: '1/FF' });
    expect(judgeReplica(primary, certain)).toBe('used');
  });

  it.each<[Partial<ReplicaState>, string]>([
    [{ hasApplied: false }, 'late'],
    [{ isStandby: false }, 'not_standby'],
    [{ system: '8' }, 'other_database'],
    [{ database: 'other' }, 'other_database'],
    [{ isStreaming: false, timeline: null }, 'not_streaming'],
    [{ timeline: null }, 'not_permitted'],
    [{ timeline: 25 }, 'other_timeline'],
    [{ timeline: 27 }, 'other_timeline'],
  ])('is not used when it says %j, which is called %s', (change, refusal) => {
    expect(judgeReplica(primary, { ...certain, ...change })).toBe(refusal);
  });
});

describe('a statement', () => {
  it.each([
    'SELECT 1',
    '  select "public"."patient"."id" FROM "public"."patient" WHERE "updated_at" < $1 LIMIT $2',
    'WITH RECURSIVE root AS (SELECT 1) SELECT * FROM root',
  ])('reads: %s', (sql) => {
    expect(isRead(sql)).toBe(true);
  });

  it.each([
    'INSERT INTO patient DEFAULT VALUES RETURNING id',
    'UPDATE patient SET id = 1',
    'WITH gone AS (DELETE FROM patient RETURNING id) SELECT * FROM gone',
    'SELECT 1 FROM patient FOR UPDATE',
    'SELECT 1 FROM patient FOR NO KEY UPDATE',
    'SELECT 1 FROM patient FOR SHARE',
    'SELECT 1 FROM patient FOR  KEY\n SHARE',
    'SELECT * INTO copy FROM patient',
    'SELECT pg_advisory_xact_lock(1)',
    'SELECT pg_try_advisory_lock(1)',
    "SELECT nextval('number')",
    "SELECT set_config('a.b', 'c', false)",
    'BEGIN',
  ])('does more than read: %s', (sql) => {
    expect(isRead(sql)).toBe(false);
  });
});

describe('a request', () => {
  it('may read a replica until it begins a mutation, and nothing outside of one may', async () => {
    const seen: boolean[] = [];
    const look = async () => void seen.push(mayReadReplica());
    const { Query, Mutation } = mutationsOnPrimary({ Query: { look }, Mutation: { look } }) as Record<
      string,
      { look(): Promise<void> }
    >;
    await look();
    await withReplica(async () => {
      await Query!.look();
      await Mutation!.look();
      await Query!.look();
    });
    await withReplica(() => Query!.look());
    expect(seen).toEqual([false, true, false, false, true]);
  });
});

describe('a failure on a replica', () => {
  const ofServer = (code: string) => Object.assign(new DatabaseError('', 0, 'error'), { code });

  it.each([
    ['40001', undefined],
    ['57014', undefined],
    ['42501', undefined],
    ['57P01', 'unreachable'],
    ['57P03', 'unreachable'],
    ['53300', 'unreachable'],
    ['XX000', 'unreachable'],
  ])('with code %s sets it aside: %s', (code, why) => {
    expect(whyNotUsed(ofServer(code))).toBe(why);
  });

  it('of its connection sets it aside, and what it says of itself does', () => {
    expect(whyNotUsed(Object.assign(new Error('write'), { code: 'EPIPE' }))).toBe('unreachable');
    expect(whyNotUsed(new Error('Query read timeout'))).toBe('unreachable');
    expect(whyNotUsed(new NotUsed('late'))).toBe('late');
  });
});

describe('a question that many ask', () => {
  it('is asked once for all who ask at once, and anew for whoever asks while it is under way', async () => {
    const asked: ((answer: number) => void)[] = [];
    const ask = shareWave(() => new Promise<number>((answer) => asked.push(answer)));
    const turn = () => new Promise((done) => setImmediate(done));
    const first = [ask(), ask()];
    await turn();
    const later = [ask(), ask(), ask()];
    await turn();
    expect(asked).toHaveLength(1);
    asked[0]!(1);
    await turn();
    expect(asked).toHaveLength(2);
    asked[1]!(2);
    expect(await Promise.all([...first, ...later])).toEqual([1, 1, 2, 2, 2]);
  });

  it('is asked anew after it failed', async () => {
    let times = 0;
    const ask = shareWave(async () => {
      times += 1;
      if (times === 1) throw new Error('down');
      return times;
    });
    await expect(ask()).rejects.toThrow('down');
    expect(await ask()).toBe(2);
  });
});

describe('who is told about a replica', () => {
  it('hears of each change, and of one that is late only once that lasts', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const told: string[] = [];
    const use = new ReplicaUse((status) => told.push(status), 5_000);
    const after = (ms: number, status: ReplicaUse['status']) => {
      vi.advanceTimersByTime(ms);
      use.set(status);
    };
    after(0, 'used');
    after(1_000, 'late');
    after(4_999, 'late');
    after(1, 'used');
    expect(told).toEqual(['used']);
    after(0, 'late');
    after(5_000, 'late');
    after(0, 'unreachable');
    after(1, 'used');
    expect(told).toEqual(['used', 'late', 'unreachable', 'used']);
  });

  it('finds in the metrics whether it is used, and who answered', () => {
    const use = new ReplicaUse(() => undefined, 0);
    use.set('used');
    use.count('used');
    use.count('used');
    use.count('late');
    const lines = use.metrics('pharmacy').split('\n');
    expect(lines.filter((line) => !line.startsWith('#'))).toEqual([
      'wasl_replica_used{subgraph="pharmacy"} 1',
      'wasl_replica_reads_total{subgraph="pharmacy",outcome="used"} 2',
      'wasl_replica_reads_total{subgraph="pharmacy",outcome="late"} 1',
      '',
    ]);
  });
});
