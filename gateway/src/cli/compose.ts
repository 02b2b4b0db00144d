import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { root } from '@wasl/kit/paths';
import { Command } from 'commander';
import { ConfigError } from '../core/configError.ts';
import { supergraphFile } from './files.ts';

interface ComposeFlags {
  config: string;
  out?: string;
  check: boolean;
}

/** `wasl compose`: joins subgraphs into one supergraph. */
export function composeCommand(): Command {
  return new Command('compose')
    .description(
      'compose subgraphs into a supergraph; of the national schema unless --config names another composition',
    )
    .option(
      '--config <file>',
      'YAML or JSON: names, addresses, SDL files or running subgraphs',
      join(root, 'schema/compose.yaml'),
    )
    .option('--out <file>', 'where the supergraph is written; the configuration says otherwise')
    .option('--check', 'only say whether the written supergraph is up to date', false)
    .action(compose);
}

/** Composes what the configuration names, or with `check` says whether the written supergraph is up to date. */
async function compose({ config, out, check }: ComposeFlags): Promise<void> {
  const { readComposeConfig } = await import('../registry/compose/readComposeConfig.ts');
  const { composeSupergraph } = await import('../registry/composeSupergraph.ts');
  const { readSources } = await import('../registry/compose/readSources.ts');
  const settings = readComposeConfig(config);
  const target = out === undefined ? settings.out : resolve(out);
  if (target === undefined)
    throw new ConfigError('Where is the supergraph to be written? Give --out FILE, or out: in the file.');
  const sources = await readSources(settings.subgraphs);
  const composition = composeSupergraph(sources);
  if ('errors' in composition) {
    process.stderr.write(
      `The subgraphs do not compose:\n${composition.errors.map((error) => `- ${error}\n`).join('')}`,
    );
    process.exitCode = 1;
    return;
  }
  for (const hint of composition.hints) process.stderr.write(`Hint: ${hint}\n`);
  const isCurrent = existsSync(target) && readFileSync(target, 'utf8') === composition.supergraphSdl;
  if (check && !isCurrent) {
    const again = target === supergraphFile ? 'npx wasl compose' : `npx wasl compose --config ${config}`;
    process.stderr.write(
      `${relative(process.cwd(), target)} is not what the subgraphs compose to. Run \`${again}\` and commit it.\n`,
    );
    process.exitCode = 1;
    return;
  }
  if (!check) writeFileSync(target, composition.supergraphSdl);
  process.stdout.write(`${sources.map(({ name }) => name).join(', ')} compose.\n`);
}
