/** A subgraph's name as it is written in environment variables: `health-id` is `HEALTH_ID`. */
export function upperSnake(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]+/g, '_').toUpperCase();
}
