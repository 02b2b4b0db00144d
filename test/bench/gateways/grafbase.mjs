// Grafbase, a gateway in Rust: one binary, without Node. It composes the subgraphs' schemas itself when it starts.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packageFolder = fileURLToPath(
  new URL('../node_modules/@grafbase/cli-x86_64-unknown-linux-musl/', import.meta.url),
);
const binary = join(packageFolder, 'grafbase');
const versionOf = () => JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')).version;

/** The bench's lockfile holds its binary for Linux on x64 alone. */
export const grafbase = {
  id: 'grafbase',
  title: () => `Grafbase ${versionOf()} (Rust)`,
  isInstalled: () => existsSync(binary),
  program: binary,
  argumentsOf({ scenario, port, urls, folder }) {
    const home = join(folder, 'grafbase');
    mkdirSync(home, { recursive: true });
    const config = join(home, 'grafbase.toml');
    writeFileSync(config, configOf(scenario.subgraphs, urls, home));
    return ['--home', home, 'dev', '--config', config, '--listen-address', `127.0.0.1:${port}`];
  },
};

/** Without telemetry exporters it sends none. Sharing fetches among requests that happen to be the same is off, as for Hive. */
function configOf(subgraphs, urls, folder) {
  const parts = Object.entries(subgraphs).map(([name, { sdl }]) => {
    const schema = join(folder, `${name}.graphql`);
    writeFileSync(schema, sdl);
    return `[subgraphs.${name}]\nurl = "${urls[name]}"\nschema_path = "${schema}"\n`;
  });
  return ['[traffic_shaping]\ninflight_deduplication = false\n', ...parts].join('\n');
}
