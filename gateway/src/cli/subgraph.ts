import { subgraphNames } from '@wasl/kit/subgraph';
import { Argument, Command } from 'commander';
import { readConfig, readLanguage } from './config.ts';
import { readPort, wholeNumber } from './flags.ts';
import type { MigrateFlags, SubgraphFlags } from './runSubgraph.ts';

const texts = {
  en: {
    description: "run one ministry's subgraph alone, over a Postgres that is migrated",
    name: 'as the supergraph calls it',
    port: 'port to listen on',
    host: 'address to listen on',
    adminPort: 'port of /health and /metrics, which then are not on the other one',
    adminHost: 'address of that port; that of --host when left out',
    drain: 'how long to go on after telling load balancers of a stop',
    migrate: 'bring the database to its newest migration, as its owner, and end',
    grantTo: 'with --migrate: the role that may read and write rows afterwards, and nothing else',
    settings: (name: string) =>
      `\nSettings: WASL_${name}_DATABASE_URL, WASL_${name}_REPLICA_URL, WASL_SUBGRAPH_KEY; each may end in _FILE.`,
  },
  ar: {
    description: 'تشغيل نظام وزارة واحدة وحده، على قاعدة Postgres مرحّلة',
    name: 'اسمه في المخطط الوطني',
    port: 'المنفذ الذي يستمع عليه',
    host: 'العنوان الذي يستمع عليه',
    adminPort: 'منفذ ‎/health و‎/metrics، فلا يبقيان على المنفذ الآخر',
    adminHost: 'عنوان ذلك المنفذ؛ وهو عنوان ‎--host إن لم يُذكر',
    drain: 'كم يستمر في الإجابة بعد إعلام موزّعات الحمل بالتوقف',
    migrate: 'ترحيل قاعدة البيانات إلى أحدث نسخة باسم مالكها، ثم الانتهاء',
    grantTo: 'مع ‎--migrate: الدور الذي يقرأ الصفوف ويكتبها بعد ذلك ولا شيء غيره',
    settings: (name: string) =>
      `\nالإعدادات: WASL_${name}_DATABASE_URL و WASL_${name}_REPLICA_URL و WASL_SUBGRAPH_KEY، ويجوز أن ينتهي كلٌّ منها بـ ‎_FILE.`,
  },
} as const;

/** `wasl subgraph NAME`: what a ministry runs, one process for each of its subgraphs. */
export function subgraphCommand(): Command {
  const language = readLanguage(process.env);
  const said = texts[language];
  return new Command('subgraph')
    .description(said.description)
    .addArgument(new Argument('<name>', said.name).choices(subgraphNames))
    .option('--port <number>', said.port, readPort, 4001)
    .option('--host <address>', said.host, '127.0.0.1')
    .option('--admin-port <number>', said.adminPort, readPort)
    .option('--admin-host <address>', said.adminHost)
    .option('--drain-ms <number>', said.drain, wholeNumber('drainMs'))
    .option('--migrate', said.migrate, false)
    .option('--grant-to <role>', said.grantTo)
    .addHelpText('after', said.settings('<NAME>'))
    .action(async (name: string, flags: SubgraphFlags & MigrateFlags & { migrate: boolean }) => {
      const config = readConfig(process.env);
      const { migrateSubgraph, runSubgraph } = await import('./runSubgraph.ts');
      return flags.migrate ? migrateSubgraph(config, name, flags) : runSubgraph(config, name, flags);
    });
}
