const statuses = ['Killed', 'Timeout', 'Survived', 'NoCoverage', 'Ignored'];

/** The scores of a run as a Markdown table. The score is what was noticed, of all mutants that were tried or that no test reaches. */
export function writeScores(results) {
  const rows = results.map(({ name, mutants }) => {
    const counts = statuses.map((status) => mutants.filter((mutant) => mutant.status === status).length);
    const [killed, timeouts, survived, unreached] = counts;
    const valid = killed + timeouts + survived + unreached;
    const score = valid === 0 ? '–' : `${((100 * (killed + timeouts)) / valid).toFixed(1)} %`;
    return [name, ...counts, score];
  });
  const header = ['folder', 'killed', 'timed out', 'survived', 'not reached', 'static, not tried', 'score'];
  const lines = [header, header.map((_, at) => (at === 0 ? '---' : '---:')), ...rows];
  return `\n${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}
