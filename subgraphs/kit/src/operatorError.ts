/** What whoever runs Wasl can put right: its message says how in one sentence, and a command prints nothing else. */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';
}
