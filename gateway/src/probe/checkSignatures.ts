import { ask, bodyOf, cameOf, type Probed, type Reply, send, signed } from './ask.ts';
import { type CheckName, fault, type Finding, pass, skipped } from './findings.ts';
import type { Specimen } from './specimen.ts';

const question = bodyOf('{ __typename }');
/** Changes nothing, whatever the subgraph is. */
const mutation = bodyOf('mutation { __typename }');
/** More than a request counts and clocks may differ, together. */
const farSeconds = 600;

/** Whether it answers what a gateway signed. */
export async function checkAccepted(probed: Probed): Promise<Finding> {
  const reply = await ask(probed, '{ __typename }');
  return isAnswered(reply) ? pass('accepted') : fault('accepted', cameOf(reply));
}

/** Whether it refuses each request that no gateway made for it, now. */
export async function checkSignatures(probed: Probed, hasMutations: boolean): Promise<Finding[]> {
  const now = Math.floor(Date.now() / 1_000);
  const other = (more: Partial<Specimen>) => () => send(probed, question, signed(probed, question, more));
  const tries: [CheckName, () => Promise<Reply>][] = [
    ['unsigned', () => send(probed, question)],
    ['altered_body', () => send(probed, bodyOf('{ a: __typename }'), signed(probed, question))],
    ['altered_caller', () => send(probed, question, alteredCaller(signed(probed, question)))],
    ['late', other({ created: now - farSeconds })],
    ['early', other({ created: now + farSeconds })],
    ['other_audience', other({ signedFor: `${probed.name}-other`, audience: `${probed.name}-other` })],
    ['other_assertion', other({ audience: `${probed.name}-other` })],
  ];
  const findings: Finding[] = [];
  for (const [check, run] of tries) findings.push(refusal(check, await run()));
  findings.push(hasMutations ? await checkReplay(probed) : skipped('replayed'));
  return findings;
}

async function checkReplay(probed: Probed): Promise<Finding> {
  const headers = signed(probed, mutation);
  const first = await send(probed, mutation, headers);
  return isAnswered(first)
    ? refusal('replayed', await send(probed, mutation, headers))
    : fault('replayed', cameOf(first));
}

function refusal(check: CheckName, reply: Reply): Finding {
  const isRefused =
    reply.kind === 'answer' && reply.status === 401 && reply.errors.some(({ code }) => code === 'CALLER_NOT_VERIFIED');
  return isRefused && !isAnswered(reply) ? pass(check) : fault(check, cameOf(reply));
}

function isAnswered(reply: Reply): boolean {
  return reply.kind === 'answer' && reply.status === 200 && reply.data?.['__typename'] !== undefined;
}

/** The assertion says somebody else asks. */
function alteredCaller(headers: Record<string, string>): Record<string, string> {
  const [head = '', claims = '', tag = ''] = (headers['x-wasl-caller'] ?? '').split('.');
  const said = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
  const altered = Buffer.from(JSON.stringify({ ...said, sub: 'somebody-else' })).toString('base64url');
  return { ...headers, 'x-wasl-caller': `${head}.${altered}.${tag}` };
}
