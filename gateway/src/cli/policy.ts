import { roles } from '@wasl/schema/roles.ts';
import { Command, Option } from 'commander';
import { whoseWords } from '../policies/explain/whose.ts';
import { confidentialities, purposesOfUse, recordCategories } from '../records/recordQuestion.ts';
import type { ExplainFlags, MatrixFlags, SharedFlags } from './policyCommands.ts';

/** `wasl policy …`: what a ministry does with record policies, without a gateway. */
export function policyCommand(): Command {
  const command = new Command('policy').description('try, explain and print the rules about whose record may be read');
  command.addCommand(testCommand());
  command.addCommand(explainCommand());
  command.addCommand(matrixCommand());
  return command;
}

function testCommand(): Command {
  return shared('test', 'decide the scenarios, one in each line, and fail where a decision is not as written')
    .argument('[file...]', 'files of scenarios; all of scenarios/*.txt in the folder otherwise')
    .action(async (files: string[], flags: SharedFlags) => (await load()).testScenarios(files, flags));
}

const helpInBothLanguages = `--patient says whose record it is, as a column of schema/record-matrix.md:
  own         the caller’s own                     سجل السائل نفسه
  child       of a child whose guardian he is      طفل السائل وليّه
  adolescent  of a ward of 13 to 17                مراهق تحت ولاية السائل
  treated     the caller’s facility treats         مريض تعالجه منشأة السائل
  prescribed  has an active prescription           من لديه وصفة سارية
  stranger    nothing of these                     من لا صلة للسائل به
  123456789012  a health ID: a running gateway is asked as the bearer of the token, and says what it decided. This is an access as any
  other, which is written down and which the patient sees; nothing of the record is printed.
  رقم صحي: تُسأل بوابة عاملة باسم حامل الرمز فتقول ما قررت. وهو اطّلاع كغيره يُدوَّن ويراه المريض، ولا يُطبع من السجل شيء.`;

function explainCommand(): Command {
  return shared('explain', 'say which policy decides a question, and which single change would turn it')
    .addOption(new Option('--as <role>', 'in which role').choices(Object.keys(roles)).makeOptionMandatory())
    .option(
      '--patient <whose>',
      `whose record: ${whoseWords.join(', ')}; or a health ID, of which a running gateway is asked`,
    )
    .addOption(new Option('--category <category>', 'of what').choices(recordCategories).makeOptionMandatory())
    .addOption(new Option('--purpose <code>', 'why; the role’s usual purpose otherwise').choices(purposesOfUse))
    .addOption(new Option('--action <action>', 'what is done').choices(['read', 'write']).default('read'))
    .option('--own', 'the record is the caller’s own', false)
    .addOption(new Option('--guardian-of <age>', 'the caller is the guardian').choices(['child', 'adolescent']))
    .option('--treating', 'the caller’s facility treats the patient', false)
    .option('--prescription', 'the caller’s pharmacy may dispense an active prescription', false)
    .option('--glass', 'the caller has broken the glass', false)
    .addOption(new Option('--consent <decision>', 'what the patient says').choices(['permit', 'deny']))
    .option('--specialty', 'the caller is of the author’s specialty', false)
    .option('--laboratory', 'the record is an order that names the caller’s facility', false)
    .option('--author', 'the caller wrote the record', false)
    .addOption(new Option('--confidentiality <code>', 'label; N otherwise').choices(confidentialities))
    .option('--sensitivity <code...>', 'labels such as HIV')
    .option('--url <address>', 'the gateway that is asked of a health ID; the demo that runs here otherwise')
    .option('--token <token>', 'access token of who asks it, - to read it from the input; the demo’s persona otherwise')
    .addHelpText('after', `\n${helpInBothLanguages}`)
    .action(async (flags: ExplainFlags) => (await load()).explain(flags));
}

function matrixCommand(): Command {
  return shared('matrix', 'print who may read and write what of a stranger’s, a treated, an own, a child’s record')
    .option('--out <file>', 'write it there instead of to the terminal')
    .option('--check', 'only say whether schema/record-matrix.md is up to date', false)
    .action(async (flags: MatrixFlags) => (await load()).matrix(flags));
}

function shared(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option('--policies <dir>', 'folder of policies; WASL_POLICIES_DIR, or the national ones, otherwise')
    .addOption(new Option('--language <language>', 'of the answer; LANG decides otherwise').choices(['ar', 'en']));
}

/** Loads Cedar only when a command runs, not to list the commands. */
function load(): Promise<typeof import('./policyCommands.ts')> {
  return import('./policyCommands.ts');
}
