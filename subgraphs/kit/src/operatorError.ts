/** A failure that the operator can fix. Its message says how in one sentence; a command prints the message without a stack. */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';
}
