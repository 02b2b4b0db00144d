/** Protocols of the subgraphs' addresses, and of those for subscriptions over WebSocket. */
export const httpProtocols: readonly string[] = ['http:', 'https:'];
export const socketProtocols: readonly string[] = ['ws:', 'wss:'];

/**
 * What is wrong with a subgraph's address, as the end of a sentence that begins with the setting's name; undefined when it is valid. It
 * quotes nothing of the address, which may hold a password.
 */
export function faultOfAddress(address: string, protocols: readonly string[]): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !protocols.includes(url.protocol)) {
    return `must be an address that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`;
  }
  // Parsing drops the empty user name of `http://@host` and `http://:@host`.
  if (url.username !== '' || url.password !== '' || /^[a-z]+:[/\\]*[^/\\?#]*@/i.test(address.trim())) {
    return 'must not hold a user name or password: a subgraph knows the gateway by what it signs';
  }
  if (address.includes('#')) return 'must not have a fragment (#…), which is never sent';
  return undefined;
}
