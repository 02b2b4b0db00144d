import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runWasl } from '../support/startGateway.ts';

const sdl = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.12", import: ["@key"])\n';
let folder = '';
const write = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wasl-compose-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('wasl compose --config', () => {
  it('joins files and running subgraphs, and writes the addresses that it was given', async () => {
    const server = createServer((_, response) => {
      response.end(JSON.stringify({ data: { _service: { sdl: `${sdl}type Query { running: Int }` } } }));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
    write('b.graphql', `${sdl}type Query { written: Int }`);
    const subgraphs = { z: { url, introspect: true }, b: { url: 'https://b.gov.sy/graphql', schema: 'b.graphql' } };
    const config = write('wasl.json', JSON.stringify({ subgraphs, out: 'joined.graphql' }));
    const result = await runWasl(['compose', '--config', config]);
    server.close();
    expect(result).toEqual({ code: 0, output: 'b, z compose.\n' });
    const supergraph = readFileSync(join(folder, 'joined.graphql'), 'utf8');
    expect(supergraph).toContain('@join__graph(name: "b", url: "https://b.gov.sy/graphql")');
    expect(supergraph).toContain(`@join__graph(name: "z", url: "${url}")`);
    expect(supergraph).toContain('running: Int');
  });

  it('says with file and line why subgraphs do not compose, without a stack', async () => {
    const file = write('bad.graphql', `${sdl}type Query {\n  a: Nowhere\n}`);
    write('torn.graphql', 'type Query {\n  a: Int\n  b(\n}');
    const subgraphs = { bad: { url: 'http://127.0.0.1/', schema: 'bad.graphql' } };
    const config = write('bad.json', JSON.stringify({ subgraphs, out: 'never.graphql' }));
    const bad = await runWasl(['compose', '--config', config]);
    expect(bad.code).toBe(1);
    expect(bad.output).toContain(`${file}:3: [bad] Unknown type Nowhere`);
    const torn = write('torn.yaml', 'subgraphs: { torn: { url: "http://127.0.0.1/", schema: torn.graphql } }\nout: x');
    const { code, output } = await runWasl(['compose', '--config', torn]);
    expect(code).toBe(1);
    expect(output).toContain('torn.graphql:4: Syntax Error');
    expect(output).not.toContain('    at ');
  });

  it('names a subgraph that does not answer', async () => {
    const config = write('dead.yaml', 'subgraphs: { dead: { url: "http://127.0.0.1:9/", introspect: true } }\nout: x');
    const { code, output } = await runWasl(['compose', '--config', config]);
    expect({ code, output }).toEqual({ code: 1, output: 'The subgraph dead does not answer { _service { sdl } }.\n' });
  });
});
