import { actorOf, type Writing } from '@wasl/kit/actor';
import { requireDecidedOn } from '@wasl/kit/decidedOn';
import { failure } from '@wasl/kit/errors';
import { requireProfessional } from '@wasl/kit/professional';
import { readWords } from '@wasl/kit/readWords';
import type { Input, Keyed } from '@wasl/kit/writeOnce';
import { requireCaller } from '@wasl/subgraph-sdk';
import type { HealthIdContext } from '../context.ts';
import type { Tx } from '../stores/client.ts';
import type { Patient } from '../stores/patientStore.ts';
import {
  accept,
  cancel,
  complete,
  decline,
  type NewReferral,
  type Referral,
  type ReferralStatus,
  refer,
  requireAddressed,
  requireSent,
} from '../stores/referralStore.ts';

type ReferInput = Input<Omit<NewReferral, 'reason'> & { words: string }>;
type Named = Keyed & { referralId: string };
type NamedInput<T = unknown> = { input: Named & T };

/** Most characters of a reply: a letter. */
const longestReply = 5_000;

/** A referral, from who sends it and from who is asked. */
export const referralMutations = {
  async referPatient(_: unknown, { input }: ReferInput, context: HealthIdContext) {
    const author = requireProfessional(requireCaller(context));
    const { words, ...asked } = input;
    const reason = readWords('words', words, 5);
    const id = await context.writeOnce('referPatient', input, (tx, caller) =>
      refer(tx, { ...asked, reason }, author, { actor: actorOf(caller), now: context.now }),
    );
    const referral = await context.loaders.referral.load(id);
    return { referral, patient: await context.loaders.patient.load(input.healthId) };
  },

  acceptReferral: (_: unknown, { input }: NamedInput, context: HealthIdContext) =>
    answer(context, 'acceptReferral', 'ACCEPTED', input, accept),

  declineReferral: (_: unknown, { input }: NamedInput<{ words: string }>, context: HealthIdContext) => {
    const words = readWords('words', input.words, 5);
    return answer(context, 'declineReferral', 'DECLINED', input, (tx, row, writing) =>
      decline(tx, row, words, writing),
    );
  },

  completeReferral: (_: unknown, { input }: NamedInput<{ reply: string }>, context: HealthIdContext) => {
    const reply = readWords('reply', input.reply, 5, longestReply);
    return answer(context, 'completeReferral', 'COMPLETED', input, (tx, row, writing) =>
      complete(tx, row, reply, writing),
    );
  },

  async cancelReferral(_: unknown, { input }: NamedInput<{ words: string }>, context: HealthIdContext) {
    const words = readWords('words', input.words, 5);
    const sender = requireProfessional(requireCaller(context));
    const id = await write(
      context,
      'cancelReferral',
      input,
      (tx) => requireSent(tx, input.referralId, sender),
      (...on) => cancel(on[0], on[1], words, on[2]),
    );
    return { referral: await context.loaders.referral.load(id) };
  },
};

type Work = (tx: Tx, referral: Referral, writing: Writing) => Promise<string>;

/** Writes on a referral that was sent to the caller's facility, after which it stands so. */
async function answer(context: HealthIdContext, operation: string, status: ReferralStatus, input: Named, work: Work) {
  requireProfessional(requireCaller(context));
  const reader = await context.loaders.addressee();
  if (reader === null) throw failure('FORBIDDEN');
  const id = await write(context, operation, input, (tx) => requireAddressed(tx, input.referralId, reader), work);
  return { status, referral: await context.loaders.incomingReferral.load(id) };
}

/** Writes on a referral of a patient on whom the gateway decided. */
function write(
  context: HealthIdContext,
  operation: string,
  input: Named,
  find: (tx: Tx) => Promise<{ referral: Referral; patient: Patient }>,
  work: Work,
): Promise<string> {
  return context.writeOnce(operation, input, async (tx, caller) => {
    const { referral, patient } = await find(tx);
    requireDecidedOn(caller, patient.healthId);
    return work(tx, referral, { actor: actorOf(caller), now: context.now });
  });
}
