// nginx, with the file that is documented for production and the drill's own addresses in it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pause, program } from './processes.mjs';

const shipped = fileURLToPath(new URL('../../gateway/deploy/nginx.conf', import.meta.url));

/**
 * Starts nginx before gateways, and before subgraphs.
 * @param {{ folder: string, port: number, gateways: number[], subgraphs: { name: string, port: number, instances: number[] }[] }} options
 *   ports of 127.0.0.1
 */
export async function startBalancer({ folder, port, gateways, subgraphs }) {
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configure(readFileSync(shipped, 'utf8'), { folder, port, gateways, subgraphs }));
  const nginx = program(['nginx', '-p', folder, '-c', file, '-e', 'stderr', '-g', 'daemon off;'], {
    // Its workers would outlive it otherwise.
    endsBy: 'SIGTERM',
  });
  await nginx.start();
  const url = `http://127.0.0.1:${port}`;
  while (!(await answers(url))) {
    if (nginx.said().includes('[emerg]')) throw new Error(nginx.said());
    await pause(20);
  }
  return { url: `${url}/graphql`, stop: () => nginx.stop('SIGQUIT') };
}

/** Everything but addresses, certificates and places of files stays as it is shipped. */
function configure(text, { folder, port, gateways, subgraphs }) {
  const [, subgraphBlock = ''] = /\nstream \{\n([\s\S]*)\n\}\n/.exec(text) ?? [];
  const blocks = subgraphs.map(({ name, port: listens, instances }) =>
    serversOf(subgraphBlock, instances)
      .replaceAll('pharmacy', name)
      .replace(/listen .*;/, `listen 127.0.0.1:${listens};`),
  );
  return serversOf(
    text.replace(subgraphBlock, () => blocks.join('\n')),
    gateways,
    'gateways',
  )
    .replace(/listen 443 ssl;\n.*\n.*\n/, `listen 127.0.0.1:${port};\n`)
    .replace(/load_module .*;/, 'load_module /usr/lib/nginx/modules/ngx_stream_module.so;')
    .replace(/pid .*;/, `pid ${join(folder, 'nginx.pid')};`)
    .replace('http {', `http {\n  client_body_temp_path ${folder}/body;\n  proxy_temp_path ${folder}/proxy;`);
}

/** The servers of an upstream, with its own settings for each. */
function serversOf(text, ports, upstream = '\\w[\\w-]*') {
  return text.replace(new RegExp(`(upstream ${upstream} \\{[^}]*?)((?: +server .*\\n)+)`), (_, before, servers) => {
    const [, settings] = /server \S+( .*;)/.exec(servers) ?? [];
    return before + ports.map((port) => `    server 127.0.0.1:${port}${settings}\n`).join('');
  });
}

async function answers(url) {
  return fetch(url).then(
    () => true,
    () => false,
  );
}
