import { variables } from '@wasl/gateway/cli/config';
import { upperSnake } from '@wasl/gateway/core/upperSnake';
import { subgraphClaims, subgraphNames } from '@wasl/kit/subgraph';
import { describe, expect, test } from 'vitest';
import { hasKubectl, type KubernetesObject, renderChart } from './renderChart.ts';

describe.skipIf(!hasKubectl)('the chart', () => {
  const objects = hasKubectl ? renderChart('moh') : [];
  const ofKind = (kind: string) => objects.filter((object) => object.kind === kind);
  const namesOf = (kind: string) => ofKind(kind).map(({ metadata }) => metadata.name);
  const everything = ['gateway', ...subgraphNames].map((name) => `moh-${name}`).sort();
  const workloads = [...ofKind('Deployment'), ...ofKind('Job')];
  const containerOf = ({ spec }: KubernetesObject) => spec.template.spec.containers[0];

  test.each(['Deployment', 'Service', 'PodDisruptionBudget', 'HorizontalPodAutoscaler'])(
    'has a %s for the gateway and for each subgraph',
    (kind) => expect(namesOf(kind).sort()).toEqual(everything),
  );

  test('migrates each subgraph before it is installed or upgraded', () => {
    expect(namesOf('Job').sort()).toEqual(subgraphNames.map((name) => `moh-${name}-migrate`).sort());
    for (const { metadata } of ofKind('Job'))
      expect(metadata.annotations).toMatchObject({ 'helm.sh/hook': 'pre-install,pre-upgrade' });
  });

  test('gives what runs no rights, nothing to write, and secrets as files alone', () => {
    expect(workloads.length).toBeGreaterThan(10);
    for (const workload of workloads) {
      const container = containerOf(workload);
      expect(workload.spec.template.spec.securityContext.runAsNonRoot).toBe(true);
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(JSON.stringify(container)).not.toContain('secretKeyRef');
    }
  });

  test('names the address of a replica where a subgraph has one, and nowhere else', () => {
    const ofPharmacy = (values: string) => values.replace('    runner: pharmacy_runner', '$&\n    replica: true');
    const named = renderChart('moh', ofPharmacy).filter(({ spec }) => JSON.stringify(spec).includes('REPLICA_URL'));
    expect(named.map(({ kind, metadata }) => [kind, metadata.name])).toEqual([['Deployment', 'moh-pharmacy']]);
    expect(containerOf(named[0]!).env).toContainEqual({
      name: 'WASL_PHARMACY_REPLICA_URL_FILE',
      value: '/run/secrets/subgraph/replica-url',
    });
  });

  test('asks each for its health on the admin port', () => {
    for (const deployment of ofKind('Deployment')) {
      const { startupProbe, livenessProbe, readinessProbe } = containerOf(deployment);
      const asked = [startupProbe, livenessProbe, readinessProbe].map(
        ({ httpGet }) => `${httpGet.port}${httpGet.path}`,
      );
      expect(asked).toEqual(['admin/health/live', 'admin/health/live', 'admin/health/ready']);
    }
  });

  test('sets variables that there are', () => {
    const patterns = variables.map((name) => new RegExp(`^${name.replace('<NAME>', '[A-Z_]+')}$`));
    const set = workloads.flatMap((workload) => containerOf(workload).env as { name: string }[]);
    expect(set.filter(({ name }) => !patterns.some((pattern) => pattern.test(name)))).toEqual([]);
  });

  test('tells each subgraph what it is registered to need', () => {
    const { env } = containerOf(ofKind('Deployment').find(({ metadata }) => metadata.name === 'moh-gateway')!);
    const told = (env as { name: string; value: string }[]).filter(({ name }) => name.endsWith('_CLAIMS'));
    const registered = [...subgraphClaims].map(([name, claims]) => [
      `WASL_SUBGRAPH_${upperSnake(name)}_CLAIMS`,
      claims.join(','),
    ]);
    expect(told.map(({ name, value }) => [name, value]).sort()).toEqual(registered.sort());
  });

  test('lets nothing in or out but what is named', () => {
    expect(namesOf('NetworkPolicy').sort()).toEqual(
      ['gateway', 'metrics', 'migration', 'nothing', 'subgraph'].map((name) => `moh-${name}`),
    );
  });
});
