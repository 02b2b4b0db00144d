import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@wasl/kit/paths';
import type { Language } from '@wasl/schema/errors.ts';
import { Command, Option } from 'commander';
import { type DocumentNode, parse } from 'graphql';
import { ConfigError } from '../core/configError.ts';
import { isJsonObject } from '../core/jsonObject.ts';
import { upperSnake } from '../core/upperSnake.ts';
import type { Representation } from '../probe/checkEntities.ts';
import type { Finding } from '../probe/findings.ts';
import { checkTexts, probeTexts, sayCame } from '../probe/probeTexts.ts';
import { deriveKeyText } from '../subgraphs/trust/deriveKey.ts';
import { readKeyText } from './askSdl.ts';
import { readConfig, readLanguage } from './config.ts';
import { readCount } from './flags.ts';

interface ProbeFlags {
  name: string;
  sdl?: string;
  examples?: string;
  bodyBytes: number;
  health?: string;
  format: 'text' | 'json';
  language?: Language;
}

const options = {
  en: {
    url: 'of its graph, as the gateway addresses it',
    name: 'as the supergraph calls it',
    sdl: 'what is registered of it; the national SDL of this name when left out',
    examples: 'JSON list of entities that there are, with __typename and key',
    bodyBytes: 'largest body that it takes',
    health: 'where /health/live and /health/ready are served; beside the graph when left out',
    format: 'of the report',
    language: 'of the report; LANG decides otherwise',
  },
  ar: {
    url: 'عنوانه كما تخاطبه البوابة',
    name: 'اسمه في المخطط الوطني',
    sdl: 'مخططه المسجّل؛ والمخطط الوطني بهذا الاسم إن لم يُذكر',
    examples: 'قائمة JSON لكيانات موجودة، لكل منها ‎__typename ومفتاح',
    bodyBytes: 'أكبر طلب يقبله، بالبايت',
    health: 'حيث يُخدَّم ‎/health/live و‎/health/ready؛ وإلى جانب المخطط إن لم يُذكر',
    format: 'شكل التقرير',
    language: 'لغة التقرير؛ وتحددها LANG إن لم تُذكر',
  },
} as const satisfies Record<Language, object>;

/** `wasl probe`: whether a running subgraph keeps the contract. */
export function probeCommand(): Command {
  const language = readLanguage(process.env);
  const said = options[language];
  return new Command('probe')
    .description(probeTexts[language].description)
    .argument('<url>', said.url)
    .requiredOption('--name <name>', said.name)
    .option('--sdl <file>', said.sdl)
    .option('--examples <file>', said.examples)
    .option('--body-bytes <number>', said.bodyBytes, readCount, 8_000_000)
    .option('--health <origin>', said.health)
    .addOption(new Option('--format <format>', said.format).choices(['text', 'json']).default('text'))
    .addOption(new Option('--language <language>', said.language).choices(['ar', 'en']))
    .action(probe);
}

async function probe(address: string, flags: ProbeFlags): Promise<void> {
  const { name, format, bodyBytes, health, language = readLanguage(process.env) } = flags;
  if (!/^https?:/.test(address) || !URL.canParse(address))
    throw new ConfigError(`Give the address of its graph, such as http://127.0.0.1:4101/graphql, not ${address}.`);
  const { epoch, key } = readKeyText(keyOf(name));
  const { runProbe } = await import('../probe/runProbe.ts');
  const findings = await runProbe({
    url: new URL(address),
    name,
    key,
    epoch,
    registered: readRegistered(name, flags.sdl),
    examples: flags.examples === undefined ? [] : readExamples(flags.examples),
    bodyBytes,
    healthOrigin: health,
  });
  const told = findings.map((finding) => ({ ...finding, ...wordsOf(finding, language) }));
  const said = JSON.stringify({ url: address, name, findings: told }, null, 2);
  process.stdout.write(format === 'json' ? `${said}\n` : sayFindings(findings, language));
  process.exitCode = exitCodeOf(findings);
}

function exitCodeOf(findings: readonly Finding[]): number {
  if (findings.some(({ check, came }) => check === 'accepted' && came?.kind === 'no_answer')) return 2;
  return findings.some(({ outcome }) => outcome === 'fault') ? 1 : 0;
}

/** The subgraph's own key, or the one that the gateway's secret makes. @throws ConfigError where there is neither */
function keyOf(name: string): string {
  const { subgraphKey, gatewaySecret, keyEpoch, subgraphKeyEpochs } = readConfig(process.env);
  if (subgraphKey !== undefined) return subgraphKey;
  if (gatewaySecret === undefined)
    throw new ConfigError('WASL_SUBGRAPH_KEY must be set, or WASL_GATEWAY_SECRET: requests are signed with it.');
  return deriveKeyText(gatewaySecret, name, subgraphKeyEpochs.get(upperSnake(name)) ?? keyEpoch);
}

function readRegistered(name: string, given: string | undefined): DocumentNode | undefined {
  const file = given ?? join(root, 'schema/subgraphs', `${name}.graphql`);
  if (given === undefined && !existsSync(file)) return undefined;
  try {
    return parse(readFileSync(file, 'utf8'), { noLocation: true });
  } catch {
    throw new ConfigError(`${file} cannot be read as GraphQL SDL.`);
  }
}

function readExamples(file: string): Representation[] {
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    read = undefined;
  }
  const isEntity = (each: unknown): each is Representation =>
    isJsonObject(each) && typeof each['__typename'] === 'string';
  if (Array.isArray(read) && read.every(isEntity)) return read;
  throw new ConfigError(`${file} must be a JSON list of entities: [{ "__typename": "Bed", "id": "1" }].`);
}

function wordsOf({ check, outcome, came }: Finding, language: Language) {
  const { holds, sent, todo } = checkTexts[language][check];
  return outcome === 'fault' ? { holds, sent, told: came && sayCame(came, language), todo } : { holds };
}

const marks = { pass: '✓', fault: '✗', skipped: '–' } as const;

/** The findings as lines for people, a fault with what was sent, what came and what to do. */
export function sayFindings(findings: readonly Finding[], language: Language): string {
  const texts = probeTexts[language];
  const lines = findings.map((finding) => {
    const { check, outcome, came } = finding;
    const { holds, sent, todo } = checkTexts[language][check];
    const head = `${marks[outcome]} ${check}: ${holds}`;
    if (outcome === 'skipped') return `${head} (${texts.skipped[check] ?? texts.skipped['any']})`;
    if (!came) return head;
    return `${head}. ${texts.sent}: ${sent}. ${texts.came}: ${sayCame(came, language)}. ${texts.todo}: ${todo}.`;
  });
  return `${[...lines, texts.verdict(findings.filter(({ outcome }) => outcome === 'fault').length)].join('\n')}\n`;
}
