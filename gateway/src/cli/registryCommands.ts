import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Language } from '@wasl/schema/errors.ts';
import { Command } from 'commander';
import { ConfigError } from '../core/configError.ts';
import type { Nation, Outcome, Signer } from '../registry/published/acts.ts';
import { readLanguage } from './config.ts';
import { ownershipFile } from './files.ts';
import { nationalFolder } from './check.ts';

interface ActFlags {
  registry: string;
  keys?: string;
  as: string;
  key: string;
  national: string;
  ownership: string;
}

const texts = {
  en: {
    publish: "publish a subgraph's SDL for approval, signed by its ministry; nothing is in force by it",
    approve: 'put what was published last in force, signed by a second person; gateways follow without a restart',
    rollback: 'return a subgraph to what was in force before',
    history: 'who did what, verified from the first entry',
    keygen: 'make an Ed25519 key: the private half to a file, the public half for keys.json printed',
    registry: 'the registry: a folder, or postgres://…',
    keys: 'of a registry in Postgres: whom it knows, as keys.json of a folder says',
    url: 'where the gateway reaches it',
    as: 'who signs, as keys.json names them',
    key: 'their Ed25519 key, PEM',
    national: 'the national subgraphs',
    ownership: 'who owns what',
    did: { publish: 'is published and waits for approval', approve: 'is in force', rollback: 'is rolled back' },
    already: 'That was done already',
    empty: 'Nothing was published yet.',
    entry: 'entry',
    bad: (number: number) =>
      `Entry ${number} of the history does not hold: it was altered, or nobody who may signed it. It is passed over.`,
  },
  ar: {
    publish: 'نشر مخطط نظام فرعي للموافقة بتوقيع وزارته؛ ولا يسري شيء بذلك',
    approve: 'إنفاذ آخر ما نُشر بتوقيع شخص ثانٍ؛ وتتبعه البوابات دون إعادة تشغيل',
    rollback: 'إعادة نظام فرعي إلى ما كان سارياً قبل ذلك',
    history: 'من فعل ماذا، مع التحقق من أول قيد',
    keygen: 'إنشاء مفتاح Ed25519: شقّه السري في ملف، ويُطبع شقّه العلني لملف keys.json',
    registry: 'السجل: مجلد، أو ‎postgres://…',
    keys: 'لسجل في Postgres: من يعرفهم، كما في ملف keys.json',
    url: 'العنوان الذي تصل إليه البوابة',
    as: 'من يوقّع، باسمه في keys.json',
    key: 'مفتاحه Ed25519 بصيغة PEM',
    national: 'الأنظمة الوطنية',
    ownership: 'من يملك ماذا',
    did: { publish: 'نُشر وينتظر الموافقة', approve: 'صار سارياً', rollback: 'أُعيد إلى ما قبله' },
    already: 'سبق تنفيذ ذلك',
    empty: 'لم يُنشر شيء بعد.',
    entry: 'القيد',
    bad: (number: number) => `القيد ${number} من السجل غير صحيح: عُدِّل، أو لم يوقّعه من يحق له. لا يُعتدّ به.`,
  },
} as const satisfies Record<Language, object>;

/** `wasl publish`, `approve`, `rollback`, `history`, and the keys for them. */
export function registryCommands(): Command[] {
  const language = readLanguage(process.env);
  const said = texts[language];
  const signing = (command: Command) => withSigner(command, said);
  const publish = signing(new Command('publish').description(said.publish).argument('<name>').argument('<sdl>'))
    .requiredOption('--url <url>', said.url)
    .action(async (name: string, file: string, flags: ActFlags & { url: string }) =>
      act('publish', name, flags, language, ({ publish: run }, registry, by, nation) =>
        run(registry, by, { name, url: flags.url, sdl: readText(file), file }, nation),
      ),
    );
  const others = (['approve', 'rollback'] as const).map((kind) =>
    signing(new Command(kind).description(said[kind]).argument('<name>')).action((name: string, flags: ActFlags) =>
      act(kind, name, flags, language, (acts, registry, by, nation) => acts[kind](registry, by, name, nation)),
    ),
  );
  const history = new Command('history')
    .description(said.history)
    .requiredOption('--registry <place>', said.registry)
    .option('--keys <file>', said.keys)
    .action(async ({ registry: place, keys }: { registry: string; keys?: string }) => {
      const { openRegistryAt } = await import('./openRegistryAt.ts');
      const { registry, close } = await openRegistryAt(place, keys);
      await close();
      tellBad(registry, language);
      const lines = registry.history.map(
        ({ number, at, kind, subgraph, by, sdl }) => `${number} ${at} ${kind} ${subgraph} ${by} ${sdl.slice(0, 12)}\n`,
      );
      process.stdout.write(lines.length > 0 ? lines.join('') : `${said.empty}\n`);
    });
  const keygen = new Command('registry-key')
    .description(said.keygen)
    .argument('<file>')
    .action((file: string) => {
      const { privateKey, publicKey } = generateKeyPairSync('ed25519');
      writeFileSync(file, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600, flag: 'wx' });
      process.stdout.write(`${publicKey.export({ format: 'der', type: 'spki' }).toString('base64')}\n`);
    });
  return [publish, ...others, history, keygen];
}

function withSigner(command: Command, said: (typeof texts)[Language]): Command {
  return command
    .requiredOption('--registry <place>', said.registry)
    .requiredOption('--as <name>', said.as)
    .requiredOption('--key <file>', said.key)
    .option('--keys <file>', said.keys)
    .option('--national <folder>', said.national, nationalFolder)
    .option('--ownership <file>', said.ownership, ownershipFile);
}

/** What does not hold is said each time, so that somebody looks after it; it stops nobody else's acts. */
function tellBad({ bad }: Registry, language: Language): void {
  for (const { number } of bad) process.stderr.write(`${texts[language].bad(number)}\n`);
}

type Acts = typeof import('../registry/published/acts.ts');
type Registry = Parameters<Acts['publish']>[0];

async function act(
  kind: 'publish' | 'approve' | 'rollback',
  name: string,
  flags: ActFlags,
  language: Language,
  run: (acts: Acts, registry: Registry, by: Signer, nation: Nation) => Outcome,
): Promise<void> {
  const [acts, { openRegistryAt }, { sayProblem }, { readNation }] = await Promise.all([
    import('../registry/published/acts.ts'),
    import('./openRegistryAt.ts'),
    import('../registry/check/problem.ts'),
    import('./nation.ts'),
  ]);
  const by = { name: flags.as, privateKey: readPrivateKey(flags.key) };
  const nation = readNation(flags);
  const { registry, commit, close } = await openRegistryAt(flags.registry, flags.keys);
  let outcome: Outcome;
  tellBad(registry, language);
  try {
    outcome = run(acts, registry, by, nation);
    if (outcome.kind !== 'refused') await commit();
  } finally {
    await close();
  }
  const said = texts[language];
  if (outcome.kind === 'refused') {
    process.stderr.write(outcome.problems.map((problem) => `${sayProblem(problem, language)}\n`).join(''));
    process.exitCode = 1;
    return;
  }
  const { number } = outcome;
  const sentence = outcome.kind === 'already' ? said.already : `${name} ${said.did[kind]}`;
  process.stdout.write(`${sentence} (${said.entry} ${number}).\n`);
}

function readPrivateKey(file: string) {
  try {
    const key = createPrivateKey(readText(file));
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (error) {
    if (error instanceof ConfigError) throw error;
  }
  throw new ConfigError(`${file} is no Ed25519 private key: wasl registry-key makes one.`);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new ConfigError(`${file} cannot be read.`);
  }
}
