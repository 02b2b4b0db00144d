/** What an operation is expected to cost, as an expression over its variables. */
export interface OperationCost {
  /** The estimate for the variables as they were sent; at most `Number.MAX_SAFE_INTEGER`. */
  estimate(variables: Readonly<Record<string, unknown>>): number;
  /** Dotted path of response keys to the field that most of the cost comes from. */
  costliestPath(variables: Readonly<Record<string, unknown>>): string;
  /** Whether the schema has cost annotations. */
  isAnnotated: boolean;
  /** Number of nodes in the expression. */
  parts: number;
}
