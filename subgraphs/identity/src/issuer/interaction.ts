import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Interaction, Provider } from 'oidc-provider';
import { findDemoAccount, findDemoAccounts } from '../stores/accounts.ts';
import type { Db } from '../stores/client.ts';
import { choosePage, deadPage, errorPage, pageHeaders } from './pages.ts';
import type { SignInAccounts } from './signInAccounts.ts';

const mostFormBytes = 4_096;

/** The page where a demo persona is chosen; `login_hint` chooses without showing it. */
export function addInteraction(
  scope: FastifyInstance,
  provider: Provider,
  { db, accounts, demo }: { db: Db; accounts: SignInAccounts; demo: boolean },
): void {
  scope.get('/interaction/:uid', async (request, reply) => {
    const interaction = await underWay(provider, request, reply);
    if (!interaction) return expired(reply);
    if (!demo) return noSignIn(reply);
    const hint = interaction.params['login_hint'];
    if (typeof hint === 'string' && (await signIn(hint, request, reply))) return reply;
    const page = choosePage(request.url.split('?')[0] ?? '', await findDemoAccounts(db));
    return reply.headers(pageHeaders).send(page);
  });

  scope.post('/interaction/:uid', async (request, reply) => {
    if (!(await underWay(provider, request, reply))) return expired(reply);
    if (!demo) return noSignIn(reply);
    const form = new URLSearchParams(await readForm(request));
    if (await signIn(form.get('persona') ?? '', request, reply)) return reply;
    return reply.status(400).headers(pageHeaders).send(errorPage('unknown_persona', 'There is no such persona.'));
  });

  async function signIn(username: string, request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    const account = await findDemoAccount(db, username);
    if (!account) return false;
    if (await accounts.isOfDead(account)) {
      await reply.status(403).headers(pageHeaders).send(deadPage());
      return true;
    }
    reply.hijack();
    await provider.interactionFinished(request.raw, reply.raw, { login: { accountId: account.id, remember: false } });
    return true;
  }
}

/** The interaction of the request's cookie, if it is under way and is the one that the URL names. */
async function underWay(
  provider: Provider,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Interaction | undefined> {
  const interaction = await provider.interactionDetails(request.raw, reply.raw).catch(() => undefined);
  const { uid } = request.params as { uid: string };
  return interaction?.uid === uid ? interaction : undefined;
}

/** The body of a form; empty where it is too large. */
export async function readForm({ raw }: FastifyRequest): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of raw as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostFormBytes) return '';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function expired(reply: FastifyReply): FastifyReply {
  const page = errorPage('session_not_found', 'This sign-in has expired: begin again in the application.');
  return reply.status(400).headers(pageHeaders).send(page);
}

function noSignIn(reply: FastifyReply): FastifyReply {
  const page = errorPage('access_denied', 'Nobody can sign in here outside the demo.');
  return reply.status(403).headers(pageHeaders).send(page);
}
