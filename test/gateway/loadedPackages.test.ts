import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startClinicAndPharmacy } from './support/clinicAndPharmacy.ts';
import { startGateway } from './support/startGateway.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'wasl-loaded-'))));
afterEach(() => rmSync(folder, { recursive: true }));

/** The packages of which a process has run something, by what Node writes of its coverage at the end. */
function packagesRun(): Set<string> {
  const scripts = readdirSync(folder).flatMap((file) => {
    const { result } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { result: { url: string }[] };
    return result.map(({ url }) => url);
  });
  return new Set(scripts.flatMap((url) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? []));
}

test('a gateway that answers has loaded neither databases nor composition, nor what only event streams need', async () => {
  const subgraphs = await startClinicAndPharmacy();
  const gateway = await startGateway(subgraphs.all, { NODE_V8_COVERAGE: folder });
  const { body } = await gateway.ask({ query: '{ visit(id: "V1") { reason medicines } }' });
  await gateway.stop();
  await subgraphs.stop();
  expect(body).toEqual({ data: { visit: { reason: 'fever', medicines: ['paracetamol'] } } });
  const packages = packagesRun();
  expect([...packages]).toEqual(expect.arrayContaining(['graphql', 'fastify']));
  const idle = ['pg', '@electric-sql/pglite', '@prisma/client', '@apollo/composition', '@apollo/gateway', 'undici'];
  // prom-client loads OpenTelemetry's interface, which does nothing; what traces is loaded only where they are on.
  idle.push('@opentelemetry/sdk-trace-base', '@opentelemetry/sdk-trace', '@opentelemetry/exporter-trace-otlp-proto');
  expect(idle.filter((name) => packages.has(name))).toEqual([]);
});
