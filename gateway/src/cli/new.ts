import { resolve } from 'node:path';
import { personas } from '@wasl/demo/personas';
import { root } from '@wasl/kit/paths';
import type { Language } from '@wasl/schema/errors.ts';
import { Command, Option } from 'commander';
import { ConfigError } from '../core/configError.ts';
import { readLanguage } from './config.ts';
import type { TemplateLanguage } from './templates.ts';

interface NewFlags {
  language: TemplateLanguage;
  out?: string;
  sdk: string;
  field?: string;
  type?: string;
  inside: boolean;
}

const texts = {
  en: {
    description: 'begin a subgraph: a small whole one, with a rule, a record, a loader and a test',
    name: 'as the supergraph will call it: lower-case letters, digits, hyphens',
    language: 'what it is written in; python needs the standard library only',
    out: 'folder to make; its name when left out',
    field: 'field that it adds to patients; made of its name when left out',
    type: 'type of its records; made of its name when left out',
    sdk: 'version of @wasl/subgraph-sdk, or file: and a packed tarball',
    inside: 'as a workspace of this repository, with its test and its entry in schema/ownership.yaml',
    nextInside: (name: string) =>
      `subgraphs/${name} is there, with test/subgraphs/${name} and its entry in schema/ownership.yaml. Next:\n  npm install\n  npx wasl check subgraphs/${name}/schema.graphql\n  npx wasl dev --with subgraphs/${name}\n`,
    next: (folder: string, isPython: boolean) =>
      `${folder} is there. Next:\n  cd ${folder}\n${isPython ? '  python3 -m unittest\n' : '  npm install && npm test\n'}and in the repository of the gateway:\n  npx wasl check ${folder}/schema.graphql\n  npx wasl dev --with ${folder}\n`,
  },
  ar: {
    description: 'البدء بنظام فرعي: نظام صغير كامل فيه قاعدة وسجل ومحمّل واختبار',
    name: 'كما سيسمّيه المخطط الوطني: أحرف لاتينية صغيرة وأرقام وشرطات',
    language: 'لغة البرمجة؛ وتكفي مكتبة بايثون القياسية للخيار python',
    out: 'المجلد الذي يُنشأ؛ واسم النظام إن لم يُذكر',
    field: 'الحقل الذي يضيفه إلى المريض؛ ويؤخذ من اسم النظام إن لم يُذكر',
    type: 'نوع سجلاته؛ ويؤخذ من اسم النظام إن لم يُذكر',
    sdk: 'نسخة ‎@wasl/subgraph-sdk، أو ‎file: ثم ملف الحزمة',
    inside: 'مشروعاً ضمن هذا المستودع، مع اختباره وقيده في ‎schema/ownership.yaml',
    nextInside: (name: string) =>
      `أُنشئ ‎subgraphs/${name} ومعه ‎test/subgraphs/${name} وقيده في ‎schema/ownership.yaml. الخطوات التالية:\n  npm install\n  npx wasl check subgraphs/${name}/schema.graphql\n  npx wasl dev --with subgraphs/${name}\n`,
    next: (folder: string, isPython: boolean) =>
      `أُنشئ ${folder}. الخطوات التالية:\n  cd ${folder}\n${isPython ? '  python3 -m unittest\n' : '  npm install && npm test\n'}ثم في مستودع البوابة:\n  npx wasl check ${folder}/schema.graphql\n  npx wasl dev --with ${folder}\n`,
  },
} as const satisfies Record<Language, object>;

/** `wasl new subgraph`: what a ministry begins with. */
export function newCommand(): Command {
  const said = texts[readLanguage(process.env)];
  const made = new Command('new').description(said.description);
  made
    .command('subgraph')
    .description(said.description)
    .argument('<name>', said.name)
    .addOption(
      new Option('--language <language>', said.language).choices(['typescript', 'python']).default('typescript'),
    )
    .option('--out <folder>', said.out)
    .option('--field <name>', said.field)
    .option('--type <name>', said.type)
    .option('--sdk <version>', said.sdk, '0.1.0')
    .option('--inside', said.inside, false)
    .action(async (name: string, { language, out, inside, ...rest }: NewFlags) => {
      const healthId = personas.citizen.healthId ?? '';
      if (inside) {
        if (out !== undefined || language !== 'typescript')
          throw new ConfigError(
            '--inside says where it lies and that it is TypeScript: leave out --out and --language.',
          );
        const { writeInside } = await import('./newInside.ts');
        writeInside({ name, healthId, field: rest.field, type: rest.type }, root);
        process.stdout.write(said.nextInside(name));
        return;
      }
      const { writeSubgraph } = await import('./templates.ts');
      writeSubgraph({ name, template: language, folder: resolve(out ?? name), healthId, ...rest });
      process.stdout.write(said.next(out ?? name, language === 'python'));
    });
  return made;
}
