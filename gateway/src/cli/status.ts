import type { Language } from '@wasl/schema/errors.ts';
import { Command, Option } from 'commander';
import { readConfig, readLanguage } from './config.ts';

interface StatusFlags {
  url?: string;
  lang?: Language;
  json: boolean;
}

/** `wasl status`: how a running gateway fares. */
export function statusCommand(): Command {
  return new Command('status')
    .description('ask a running gateway how it fares; exit code 0 healthy, 1 degraded, 2 unreachable')
    .option(
      '--url <address>',
      'of its admin port, or of the gateway where it has none; by WASL_ADMIN_PORT, or port 4000',
    )
    .addOption(new Option('--lang <language>', 'language of the table').choices(['en', 'ar']))
    .option('--json', 'print JSON', false)
    .action(async ({ url, lang = readLanguage(process.env), json }: StatusFlags) => {
      const { printStatus } = await import('./status/printStatus.ts');
      process.exitCode = await printStatus({ url: url ?? usualAddress(), language: lang, isJson: json });
    });
}

function usualAddress(): string {
  const { adminPort = 4000, adminHost = '127.0.0.1' } = readConfig(process.env).edge;
  return `http://${adminHost.includes(':') ? `[${adminHost}]` : adminHost}:${adminPort}`;
}
