import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '@wasl/gateway/cli/config';
import { fileVariable, secretVariables } from '@wasl/gateway/cli/secretFiles';
import { afterAll, describe, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'wasl-secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

/** An address with a password for every setting that may hold one. */
const addresses: Record<string, string> = {
  WASL_AUDIT_URL: 'postgres://wasl:s3cret@127.0.0.1/audit',
  WASL_AUDIT_STORE_URL: 'postgres://wasl:s3cret@127.0.0.1/audit',
  WASL_NOTICES_URL: 'nats://wasl:s3cret@127.0.0.1',
  WASL_OPERATIONS_URL: 'postgres://wasl:s3cret@127.0.0.1/operations',
  WASL_REDIS_URL: 'rediss://:s3cret@127.0.0.1',
  WASL_GATEWAY_SECRET: 's3cret'.repeat(6),
  WASL_SUBGRAPH_KEY: `1:${'s3cret'.repeat(8).slice(0, 43)}`,
  WASL_PHARMACY_DATABASE_URL: 'postgres://wasl:s3cret@127.0.0.1/pharmacy',
};
const variables = [...secretVariables, 'WASL_PHARMACY_DATABASE_URL'];

describe('a secret', () => {
  test.each(variables)('may stand in a file: %s', (variable) => {
    const value = addresses[variable];
    if (value === undefined) throw new Error(`Give ${variable} a value here.`);
    const read = readConfig({ [fileVariable(variable)]: file(variable, `${value}\n`) });
    expect(read).toEqual(readConfig({ [variable]: value }));
    expect(read).not.toEqual(readConfig({}));
  });

  test.each(variables)('is refused when it is set twice, or its file is missing, empty or wrong: %s', (variable) => {
    const named = fileVariable(variable);
    const good = file('good', addresses[variable] ?? '');
    const wrong = { both: { [named]: good, [variable]: addresses[variable] } };
    for (const environment of [
      wrong.both,
      { [named]: join(folder, 'missing') },
      { [named]: file('empty', '\n') },
      { [named]: file('wrong', 'ftp://s3cret') },
    ]) {
      const read = () => readConfig(environment);
      expect(read).toThrow(variable);
      expect(read).not.toThrow('s3cret');
    }
  });
});

test('the address of a replica may stand in a file', () => {
  const { WASL_PHARMACY_DATABASE_URL: url } = addresses as { WASL_PHARMACY_DATABASE_URL: string };
  const replica = url.replace('127.0.0.1', '127.0.0.2');
  const read = readConfig({
    WASL_PHARMACY_DATABASE_URL: url,
    [fileVariable('WASL_PHARMACY_REPLICA_URL')]: file('replica', `${replica}\n`),
  });
  expect([...read.replicaUrls]).toEqual([['pharmacy', replica]]);
});
