import mutation from '../operations/withdrawConsent.graphql';
import { type Submission, useSubmission } from './useSubmission.ts';

/** Takes one consent back. */
export function useWithdrawal(
  consentId: string,
  onChange: () => void,
): Omit<Submission, 'send'> & { withdraw(): void } {
  const { send, ...rest } = useSubmission(mutation);
  return {
    ...rest,
    withdraw: () => void send({ consentId }).then((isDone) => isDone && onChange()),
  };
}
