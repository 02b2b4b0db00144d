// The gateways that are measured: how each is started, and the version that is installed.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { grafbase } from './grafbase.mjs';

const file = (path) => fileURLToPath(new URL(path, import.meta.url));
const versionOf = (name) => JSON.parse(readFileSync(file(`../node_modules/${name}/package.json`), 'utf8')).version;

/**
 * Floor first: its answers are what the others' are held against, and its cost is the unit of theirs. A gateway is a Node
 * program unless it names another `program`.
 */
export const gateways = [
  {
    id: 'floor',
    title: () => 'bare transport (no GraphQL)',
    argumentsOf: ({ scenario, port, urls }) => [file('floor.mjs'), scenario.id, String(port), JSON.stringify(urls)],
  },
  { id: 'wasl', title: () => 'Wasl', argumentsOf: wasl, environmentOf: (guarding) => guarding?.audited },
  {
    id: 'wasl-unaudited',
    family: 'wasl',
    title: () => 'Wasl, audit off',
    argumentsOf: wasl,
    environmentOf: (guarding) => guarding?.unaudited,
  },
  {
    id: 'wasl-open',
    family: 'wasl',
    title: () => 'Wasl, rules off',
    isOpen: true,
    argumentsOf: (start) => wasl({ ...start, supergraph: start.openSupergraph }),
  },
  {
    id: 'wasl-shared',
    family: 'wasl',
    title: () => 'Wasl, --share-in-flight',
    argumentsOf: (start) => [...wasl(start), '--share-in-flight'],
  },
  {
    id: 'apollo',
    title: () => `Apollo Gateway ${versionOf('@apollo/gateway')} + Apollo Server ${versionOf('@apollo/server')}`,
    argumentsOf: ({ supergraph, port }) => [file('apollo.mjs'), supergraph, String(port)],
  },
  { id: 'hive', title: () => `Hive Gateway ${versionOf('@graphql-hive/gateway')}`, argumentsOf: hive },
  {
    id: 'hive-rust',
    title: () =>
      `Hive Gateway ${versionOf('@graphql-hive/gateway')} + router runtime ${versionOf('@graphql-hive/router-runtime')}`,
    argumentsOf: (start) => [...hive(start), '--hive-router-runtime'],
  },
  grafbase,
];

function wasl({ supergraph, port }) {
  const options = ['--no-introspection', '--supergraph', supergraph, '--port', String(port)];
  return [file('../../../gateway/bin/wasl.js'), 'gateway', ...options];
}

function hive({ supergraph, port }) {
  const config = ['--config-path', file('hive.config.mjs'), '--polling', '24h'];
  const program = file('../node_modules/@graphql-hive/gateway/dist/bin.js');
  return [program, 'supergraph', supergraph, '--host', '127.0.0.1', '--port', String(port), ...config];
}
