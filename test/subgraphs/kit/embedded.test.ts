import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPglite, removePglite } from '@wasl/kit/database/openPglite';
import { afterAll, describe, expect, it } from 'vitest';

const parent = mkdtempSync(join(tmpdir(), 'wasl-embedded-'));
const folder = join(parent, 'clinic');
afterAll(() => rmSync(parent, { recursive: true, force: true }));

async function ask(place: string, ...statements: string[]): Promise<unknown> {
  const { client, close } = await openPglite(place);
  try {
    let rows: unknown[] = [];
    for (const statement of statements) ({ rows } = await client.query(statement));
    return rows;
  } finally {
    await close();
  }
}

describe('an embedded database', () => {
  it.each([folder, 'memory://'])(
    'starts as a copy of the empty cluster, with memory for one session: %s',
    async (place) => {
      expect(await ask(place, `SELECT current_setting('max_connections') AS sessions`)).toEqual([{ sessions: '10' }]);
    },
  );

  it('keeps its rows over a restart, apart from every other database', async () => {
    await ask(folder, 'CREATE TABLE visit (id int)', 'INSERT INTO visit VALUES (1)');
    expect(await ask(folder, 'SELECT id FROM visit')).toEqual([{ id: 1 }]);
    const other = `SELECT to_regclass('visit') AS visit`;
    expect(await ask(join(parent, 'pharmacy'), other)).toEqual([{ visit: null }]);
  });

  it('is made anew when its first start was interrupted while it was being copied', async () => {
    const interrupted = join(parent, 'interrupted');
    mkdirSync(join(interrupted, 'base'), { recursive: true });
    writeFileSync(join(interrupted, 'PG_VERSION'), 'half');
    expect(await ask(interrupted, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('is gone when it was removed', async () => {
    removePglite(folder);
    expect(existsSync(folder)).toBe(false);
    expect(await ask(folder, `SELECT to_regclass('visit') AS visit`)).toEqual([{ visit: null }]);
  });
});
