import { spawnSync } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { variables } from '@wasl/gateway/cli/config';
import { upperSnake } from '@wasl/gateway/core/upperSnake';
import { root } from '@wasl/kit/paths';
import { subgraphClaims } from '@wasl/kit/subgraph';
import { afterAll, describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';

interface Composition {
  services: Record<string, { environment?: Record<string, string>; secrets?: string[] }>;
  configs: Record<string, { file: string }>;
  secrets: Record<string, { file: string }>;
}

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const document = parseDocument(read('gateway/deploy/compose.yaml'), { merge: true });
const { services, configs, secrets } = document.toJS() as Composition;
const environments = Object.values(services).flatMap(({ environment = {} }) => Object.entries(environment));

describe('the compose file', () => {
  test('names nothing twice, which Compose refuses', () => {
    expect(document.errors.map(({ message }) => message)).toEqual([]);
  });

  test('tells each subgraph what it is registered to need', () => {
    const told = environments.filter(([name]) => /^WASL_SUBGRAPH_\w+_CLAIMS$/.test(name));
    const registered = [...subgraphClaims].map(([name, claims]) => [
      `WASL_SUBGRAPH_${upperSnake(name)}_CLAIMS`,
      claims.join(','),
    ]);
    expect(told.sort()).toEqual(registered.sort());
  });

  test('sets variables that there are', () => {
    const patterns = variables.map((name) => new RegExp(`^${name.replace('<NAME>', '[A-Z_]+')}$`));
    const ours = environments.map(([name]) => name).filter((name) => name !== 'POSTGRES_PASSWORD_FILE');
    expect(ours.length).toBeGreaterThan(30);
    expect(ours.filter((name) => !patterns.some((pattern) => pattern.test(name)))).toEqual([]);
  });

  test('gives each service the secrets whose files it is told', () => {
    for (const { environment = {}, secrets: given = [] } of Object.values(services)) {
      const told = Object.values(environment).filter((value) => value.startsWith('/run/secrets/'));
      expect(told.map((path) => basename(path)).sort()).toEqual([...given].sort());
      for (const name of given) expect(Object.keys(secrets)).toContain(name);
    }
  });
});

describe('secrets.sh', () => {
  const parent = mkdtempSync(join(tmpdir(), 'wasl-secrets-'));
  const folder = join(parent, 'secrets');
  afterAll(() => rmSync(parent, { recursive: true }));
  const made = () => spawnSync('sh', [join(root, 'gateway/deploy/secrets.sh'), folder], { encoding: 'utf8' });

  test('makes every file that the compose file mounts, and leaves a folder alone that is there', () => {
    expect(made()).toMatchObject({ status: 0, stderr: '' });
    const mounted = [...Object.values(secrets), ...Object.values(configs)].map(({ file }) => basename(file));
    expect(readdirSync(folder).sort()).toEqual([...new Set(mounted)].sort());
    expect(made().status).toBe(1);
  });

  test('signs the audit with a private key, which is not the key of its subgraph', () => {
    const mounted = basename(services['gateway']!.environment!['WASL_AUDIT_KEY_FILE']!);
    const key = createPrivateKey(readFileSync(join(folder, basename(secrets[mounted]!.file))));
    expect(key.asymmetricKeyType).toBe('ed25519');
  });

  test('makes nothing that a build or version control would take along', () => {
    expect(read('gateway/deploy/Dockerfile.dockerignore').split('\n')).toContain('gateway/deploy');
    if (!existsSync(join(root, '.git'))) return;
    const { status } = spawnSync('git', ['check-ignore', '--quiet', 'gateway/deploy/secrets/audit-key.pem'], {
      cwd: root,
    });
    expect(status).toBe(0);
  });
});
