import { badNames, badSubgraphs } from './badSubgraphs.ts';
import { said } from './checkPartner.ts';
import { containedFaults } from './containedFaults.ts';

/** The whole page, each message as `wasl check` says it today. */
export function partnersPage(): string {
  const refused = badSubgraphs.map(({ kind, does, types, said: part, isWhole }) =>
    row(kind, does, messageWith(part, said(types, 'partner', isWhole))),
  );
  const named = badNames.map(([name, part]) =>
    row(
      'shadows',
      `comes under the name \`${name}\``,
      messageWith(part, said('type Query { a: Int @authenticated }', name)),
    ),
  );
  const contained = containedFaults.map(({ kind, does, code, test }) =>
    row(kind, does, `\`${code}\``, `[${test.split('/').at(-1)}](../test/${test})`),
  );
  return `# What a partner's subgraph cannot do

Written by \`npm run partners\` from the tests that try each line; do not edit. How a ministry joins: [joining](joining.md).

لا يستطيع نظام شريك أن يأخذ حقل وزارة أخرى، ولا أن يضعف قواعدها، ولا أن يكشف ما تحميه: يرفضه ‎\`wasl check\`‎ قبل أن ينضم، برسالة تقول أين
الخطأ. وما يفعله بعد ذلك من بطء أو صمت أو كذب لا يكلّف إلا حقوله هو.

In all ${badSubgraphs.length + badNames.length + containedFaults.length} kinds.

## Refused before it joins

\`wasl check\`, \`wasl publish\` and \`wasl approve\` refuse these ${badSubgraphs.length + badNames.length}. The message is the one that its author reads, with the line in
the partner's file; it is said in Arabic too. \`registry\` is the health ID registry's subgraph, \`partner\` the one that would join.

| it | how | what its author reads |
| --- | --- | --- |
${[...refused, ...named].join('\n')}

## Contained while it runs

These ${containedFaults.length} cost the partner's own fields: they are null, with an error of this code that names the subgraph; everybody else's are answered.
Where the test is of failing neighbours, it looks for the log line and the metric as well.

| it | how | what stands at its fields | tried in |
| --- | --- | --- | --- |
${contained.join('\n')}

Entities of one type in another order than they were asked for are seen where \`WASL_KEYS_ASKED_BACK\` names the subgraph, by the keys, which are asked
for in the same request, objects in them and those of an interface (\`@interfaceObject\`) included. Not asked for are keys with fragments in them.
\`wasl probe\` finds all of them before a subgraph joins.
`;
}

function messageWith(part: string, messages: readonly string[]): string {
  const message = messages.find((each) => each.includes(part));
  if (message === undefined) throw new Error(`Nothing says ${part}: ${messages.join(' ')}`);
  return message;
}

function row(...cells: readonly string[]): string {
  const plain = cells.map((cell) => cell.replaceAll('\n', ' ').replaceAll('|', '\\|'));
  return `| ${plain.join(' | ')} |`;
}
