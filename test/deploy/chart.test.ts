import { variables } from '@wasl/gateway/cli/config';
import { upperSnake } from '@wasl/gateway/core/upperSnake';
import { subgraphClaims, subgraphNames } from '@wasl/kit/subgraph';
import { describe, expect, test } from 'vitest';
import { hasKubectl, type KubernetesObject, leastValues, renderChart, type Values, valuesWith } from './renderChart.ts';

describe.skipIf(!hasKubectl)('the chart', () => {
  const objects = hasKubectl ? renderChart('moh') : [];
  const ofKind = (kind: string) => objects.filter((object) => object.kind === kind);
  const namesOf = (kind: string) => ofKind(kind).map(({ metadata }) => metadata.name);
  const everything = ['gateway', ...subgraphNames].map((name) => `moh-${name}`).sort();
  const workloads = [...ofKind('Deployment'), ...ofKind('Job')];
  const containerOf = ({ spec }: KubernetesObject) => spec.template.spec.containers[0];
  /** What the gateway's container is, and may reach, with values of an installation's own. */
  const gatewayWith = (own: Values) => {
    const rendered = renderChart('moh', { ...leastValues, ...own });
    const named = (kind: string) =>
      rendered.find((object) => object.kind === kind && object.metadata.name === 'moh-gateway');
    const container = containerOf(named('Deployment')!);
    const env = Object.fromEntries(
      (container.env as { name: string; value: string }[]).map(({ name, value }) => [name, value]),
    );
    const rules = named('NetworkPolicy')!.spec.egress as { ports: { port: number }[] }[];
    return {
      container,
      env,
      ports: rules.flatMap(({ ports }) => ports.map(({ port }) => port)),
      ingress: named('Ingress'),
    };
  };

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
    const subgraphs = (valuesWith({})['subgraphs'] as Values[]).map((one) =>
      one['name'] === 'pharmacy' ? { ...one, replica: true } : one,
    );
    const named = renderChart('moh', { ...leastValues, subgraphs }).filter(({ spec }) =>
      JSON.stringify(spec).includes('REPLICA_URL'),
    );
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

  test('writes numbers as text where Kubernetes asks for text', () => {
    const { env, container } = gatewayWith({ gateway: { drainMs: 20_000, cpu: 1 } });
    expect(env).toMatchObject({ WASL_DRAIN_MS: '20000', WASL_PROXY_HOPS: '1' });
    expect(container.resources.requests.cpu).toBe('1');
  });

  test('names neither Redis nor NATS where there is none', () => {
    const { env, ports } = gatewayWith({ stores: { redis: false, nats: false } });
    expect(Object.keys(env).filter((name) => /REDIS|NOTICES/.test(name))).toEqual([]);
    expect(ports).toEqual([4001, 5432, 443]);
  });

  test('hands on what an installation sets beside, and lets traces out to their collector', () => {
    const endpoint = 'http://collector.monitoring:4318';
    const own = { gateway: { env: { WASL_LOG_LEVEL: 'warn' } }, traces: { endpoint } };
    const { env, ports } = gatewayWith(own);
    expect(env).toMatchObject({ WASL_LOG_LEVEL: 'warn', OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
    expect(ports).toEqual([4001, 5432, 6379, 4222, 443, 4318]);
  });

  test('leads portals to the gateway over TLS alone, where a host is named', () => {
    expect(namesOf('Ingress')).toEqual([]);
    const { ingress } = gatewayWith({ ingress: { host: 'wasl.example', tlsSecret: 'wasl-tls' } });
    expect(ingress!.spec.tls).toEqual([{ hosts: ['wasl.example'], secretName: 'wasl-tls' }]);
    const [{ host, http }] = ingress!.spec.rules;
    expect(host).toBe('wasl.example');
    expect(http.paths).toEqual([
      { path: '/graphql', pathType: 'Prefix', backend: { service: { name: 'moh-gateway', port: { name: 'graph' } } } },
    ]);
  });

  test('finds by each selector the pods that it is meant for, and no others', () => {
    const labelsOf = (workload: KubernetesObject): Record<string, string> => workload.spec.template.metadata.labels;
    const chosenBy = (labels: Record<string, string>) =>
      workloads.filter((workload) =>
        Object.entries(labels).every(([name, value]) => labelsOf(workload)[name] === value),
      );
    for (const kind of ['Deployment', 'Service', 'PodDisruptionBudget'])
      for (const { metadata, spec } of ofKind(kind)) {
        const labels = spec.selector.matchLabels ?? spec.selector;
        expect(chosenBy(labels).map((workload) => workload.metadata.name)).toEqual([metadata.name]);
      }
  });

  test('lets nothing in or out but what is named', () => {
    expect(namesOf('NetworkPolicy').sort()).toEqual(
      ['gateway', 'metrics', 'migration', 'nothing', 'subgraph'].map((name) => `moh-${name}`),
    );
  });
});
