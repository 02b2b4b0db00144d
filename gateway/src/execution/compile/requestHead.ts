/** A request body up to its variables: `{"query":…,"variables":{`. */
export function requestHead(query: string, operationName: string | undefined): string {
  const name = operationName === undefined ? '' : `"operationName":${JSON.stringify(operationName)},`;
  return `{"query":${JSON.stringify(query)},${name}"variables":{`;
}
