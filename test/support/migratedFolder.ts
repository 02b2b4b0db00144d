import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Vitest's global setup: where one run keeps the migrated databases that `openMigrated` copies. */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'wasl-migrated-'));
  process.env['WASL_TEST_MIGRATED'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
