import { Command, InvalidArgumentError, Option } from 'commander';
import type { ExportFlags, LanguageFlags, ReportFlags, VerifyFlags } from './auditCommands.ts';

/** `wasl audit …`: what an auditor and an operator do with what was written down. */
export function auditCommand(): Command {
  const command = new Command('audit').description('verify, export and look through who read whose record');
  withLanguage(command.command('verify'))
    .description('verify every chain and checkpoint, and tell what was altered, removed or moved, and where')
    .option('--key <file...>', 'public keys that may have signed checkpoints; WASL_AUDIT_KEY_FILE otherwise')
    .option('--witness <folder...>', 'copies of what gateways have noted in WASL_AUDIT_WITNESS_DIR')
    .action(async (flags: VerifyFlags) => (await load()).verify(flags));
  command
    .command('export')
    .description('print events as FHIR R4 AuditEvents, one a line')
    .option('--patient <health id>', 'of this patient alone')
    .option('--since <time>', 'from this day or time on, in UTC', readTime)
    .option('--until <time>', 'before this day or time, in UTC', readTime)
    .action(async (flags: ExportFlags) => (await load()).exportEvents(flags));
  withLanguage(command.command('report'))
    .description('tell of access that a person should look at: many patients, refusals, odd hours, relatives')
    .option('--since <time>', 'from this day or time on, in UTC', readTime)
    .option('--until <time>', 'before this day or time, in UTC', readTime)
    .option('--relatives <file>', 'lines of a caller’s subject and the health ID of a relative, with a space between')
    .action(async (flags: ReportFlags) => (await load()).report(flags));
  command
    .command('consume')
    .description('bring what gateways wrote to NATS into the database, and sign it, until stopped')
    .action(async () => (await load()).consume());
  withLanguage(command.command('retire'))
    .description('remove the entries of months gone by; a signed checkpoint tells how their chains ended')
    .requiredOption('--before <YYYY-MM>', 'the first month that stays', readMonth)
    .requiredOption('--yes', 'say that you mean it')
    .action(async (flags: LanguageFlags & { before: string }) => (await load()).retire(flags));
  command
    .command('public-key')
    .description('print the public half of the key that signs checkpoints, for whoever verifies')
    .action(async () => (await load()).printPublicKey());
  return command;
}

function withLanguage(command: Command): Command {
  return command.addOption(
    new Option('--language <language>', 'of the answer; LANG decides otherwise').choices(['ar', 'en']),
  );
}

function readTime(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z)?$/.test(text) && !Number.isNaN(Date.parse(text))) return text;
  throw new InvalidArgumentError('A time is written as 2026-11-30 or 2026-11-30T08:00:00Z.');
}

function readMonth(text: string): string {
  if (/^\d{4}-(?:0[1-9]|1[0-2])$/.test(text)) return text;
  throw new InvalidArgumentError('A month is written as 2026-11.');
}

/** What they need is loaded when one runs. */
function load(): Promise<typeof import('./auditCommands.ts')> {
  return import('./auditCommands.ts');
}
