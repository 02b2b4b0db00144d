/** What an operation is expected to cost, as an expression over its variables. */
export interface OperationCost {
  /** The estimate for the variables as they were sent; at most `Number.MAX_SAFE_INTEGER`. */
  estimate(variables: Readonly<Record<string, unknown>>): number;
  /** The response keys, with dots between, that lead to where most of it comes from. */
  costliestPath(variables: Readonly<Record<string, unknown>>): string;
  /** Whether the schema says what its fields cost. */
  isAnnotated: boolean;
  /** How many parts the expression has. */
  parts: number;
}
