import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Finding } from './checkReport.ts';

/** Findings as a SARIF 2.1.0 log, which code review tools show beside the lines. Columns count UTF-16 code units. */
export function toSarif(findings: readonly Finding[]): object {
  const ids = [...new Set(findings.map(({ rule }) => rule))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'wasl check', rules: ids.map((id) => ({ id })) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => resultOf(finding, ids.indexOf(finding.rule))),
      },
    ],
  };
}

function resultOf({ rule, severity, file, line, column, message }: Finding, ruleIndex: number): object {
  const region = { startLine: line, startColumn: column };
  const physicalLocation = { artifactLocation: { uri: uriOf(file) }, region };
  return { ruleId: rule, ruleIndex, level: severity, message: { text: message }, locations: [{ physicalLocation }] };
}

/** A relative path stays one, so that it fits whatever folder the log is read in. */
function uriOf(file: string): string {
  if (isAbsolute(file)) return pathToFileURL(file).href;
  return file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
}
