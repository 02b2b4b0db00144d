import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@wasl/gateway/core/configError';
import { openRevokedTokens } from '@wasl/gateway/pipeline/tokens/revokedTokens';
import { afterAll, expect, it, vi } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'wasl-revoked-'));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (name: string, text: string) => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};

it('reads one id a line, without comments', () => {
  const revoked = openRevokedTokens(write('ids', '# all\n a \r\nb#why\n\n  \nc d\n'), () => undefined);
  expect(['a', 'b', 'c d', '', '#', 'all', 'why', 'c'].map((tokenId) => revoked.has(tokenId))).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
  revoked.close();
});

it('is refused where the file cannot be read', () => {
  const file = join(folder, 'none');
  expect(() => openRevokedTokens(file, () => undefined)).toThrow(ConfigError);
  expect(() => openRevokedTokens(file, () => undefined)).toThrow(
    expect.objectContaining({
      message: `WASL_REVOKED_TOKENS_FILE names ${file}, which cannot be read.`,
      cause: expect.objectContaining({ code: 'ENOENT' }),
    }),
  );
});

it('is read again after a change, keeps what it knows where that fails, and not once it is closed', async () => {
  const file = write('watched', 'a');
  const onProblem = vi.fn<(cause: unknown) => void>();
  const revoked = openRevokedTokens(file, onProblem);
  // A change that comes before the first look at the file is none: it is written until it is seen.
  await vi.waitFor(
    () => {
      appendFileSync(file, '\nb');
      expect(revoked.has('b')).toBe(true);
    },
    { timeout: 20_000, interval: 300 },
  );
  writeFileSync(file, 'c\nd');
  await vi.waitFor(() => expect(['a', 'b', 'c'].map((id) => revoked.has(id))).toEqual([false, false, true]), {
    timeout: 20_000,
  });
  renameSync(file, `${file}.old`);
  await vi.waitFor(() => expect(onProblem).toHaveBeenCalledWith(expect.objectContaining({ code: 'ENOENT' })), {
    timeout: 20_000,
  });
  expect(revoked.has('c')).toBe(true);
  revoked.close();
  writeFileSync(file, 'e');
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect(revoked.has('e')).toBe(false);
});
