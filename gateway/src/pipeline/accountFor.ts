import type { WaslError } from '@wasl/schema/errors.ts';
import { readData } from '../core/writtenData.ts';
import type { Exchange } from './exchange.ts';
import type { Leaving } from './leaving.ts';
import { createWithholding } from './withholdRecords.ts';

/**
 * Has it written down what of patients' records leaves or is refused, before it does. Answers what may leave: without those records, and
 * without a word about them, where that failed.
 */
export async function accountFor<Out extends Leaving>(leaving: Out): Promise<Out> {
  const disclosures = leaving.exchange?.disclosures;
  if (!disclosures) return leaving;
  // An error in the place of an answer gives nothing, whatever was decided before.
  if (leaving.kind === 'refusal') disclosures.giveNothing();
  const failure = await disclosures.settle();
  // What is lost to one part of an answer may have been meant for the next; each event of a stream stands by itself.
  const reason = failure ?? (leaving.exchange?.isStream() ? undefined : disclosures.failure);
  return reason ? withhold(leaving, reason) : leaving;
}

/** Has it written down what was refused, where nothing leaves: nobody is given what was decided with it. */
export async function accountForNothing({ disclosures }: Exchange): Promise<void> {
  disclosures?.giveNothing();
  await disclosures?.settle();
}

function withhold<Out extends Leaving>(leaving: Out, reason: WaslError): Out {
  // An error in the place of an answer says nothing of any patient.
  if (leaving.kind === 'refusal') return leaving;
  const { allowed, exchange } = leaving;
  const { executor, records } = exchange.supergraph;
  const asked = {
    document: allowed.authorized.document ?? allowed.sent.document,
    operation: allowed.authorized.operation ?? allowed.sent.operation,
    schema: executor.schema,
    records,
  };
  const withholding = createWithholding(asked, reason);
  if (leaving.kind === 'parts') return { ...leaving, parts: leaving.parts.map(withholding.fromPart) };
  const { data, errors } = leaving.result;
  return { ...leaving, result: withholding.fromResult({ data: data && readData(data), ...(errors && { errors }) }) };
}
