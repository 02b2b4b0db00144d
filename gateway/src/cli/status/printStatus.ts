import type { Language } from '@wasl/schema/errors.ts';
import { readStatus, type Status } from './readStatus.ts';
import { type StatusTexts, statusTexts } from './statusTexts.ts';

export interface PrintOptions {
  /** Of the admin port. */
  url: string;
  language: Language;
  isJson: boolean;
}

const exitCodes: Record<Status['verdict'], number> = { healthy: 0, degraded: 1, unreachable: 2 };

/** Prints how a gateway fares; answers the exit code. */
export async function printStatus({ url, language, isJson }: PrintOptions): Promise<number> {
  const status = await readStatus(url);
  process.stdout.write(isJson ? `${JSON.stringify(status, null, 2)}\n` : sayStatus(status, language));
  return exitCodes[status.verdict];
}

/** The status as a table for people. */
export function sayStatus(status: Status, language: Language): string {
  const texts = statusTexts[language];
  const head = `${status.url}  ${texts.verdicts[status.verdict]}`;
  if (status.verdict === 'unreachable') return `${head}\n${texts.runbook}\n`;
  const rows = rowsOf(status, texts);
  const width = Math.max(...rows.map(([label]) => label.length));
  const table = rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`);
  const troubles = status.troubles.map((trouble) => `! ${texts.troubles[trouble]}`);
  const rest = troubles.length > 0 ? [...troubles, texts.runbook] : [];
  return [head, ...table, ...rest, ''].join('\n');
}

function rowsOf(status: Status, texts: StatusTexts): [label: string, value: string][] {
  const say = (is: boolean) => (is ? texts.yes : texts.no);
  const { workers, supergraphs, subgraphs, isAuditWritten, areNoticesHeard, publishedDocuments } = status;
  const versions = Object.entries(supergraphs).map(([hash, count]) => `${hash} × ${count}`);
  const load = [
    `${status.requestsInFlight} ${texts.inFlight}`,
    `${status.openStreams} ${texts.streams}`,
    `${status.openSockets} ${texts.sockets}`,
  ];
  return [
    [texts.live, say(status.isLive)],
    [texts.ready, say(status.isReady)],
    [texts.workers, workers ? `${workers.serving} (${texts.died}: ${workers.died})` : texts.alone],
    [texts.supergraph, versions.join(', ')],
    [texts.audit, isAuditWritten === undefined ? texts.notYet : say(isAuditWritten)],
    [texts.notices, areNoticesHeard === undefined ? texts.noOthers : say(areNoticesHeard)],
    [texts.documents, publishedDocuments === undefined ? texts.none : String(publishedDocuments)],
    ...Object.entries(subgraphs).map(([name, state]): [string, string] => [
      `${texts.subgraph} ${name}`,
      texts.breakers[state],
    ]),
    [texts.load, load.join(', ')],
  ];
}
