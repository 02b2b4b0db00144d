/** Protocols of the addresses at which subgraphs answer, and at which they are subscribed to over WebSocket. */
export const httpProtocols: readonly string[] = ['http:', 'https:'];
export const socketProtocols: readonly string[] = ['ws:', 'wss:'];

/**
 * What is wrong with a subgraph's address, as the end of a sentence that begins with what bears it; undefined when nothing is. It repeats
 * nothing of the address: that may hold a password.
 */
export function faultOfAddress(address: string, protocols: readonly string[]): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !protocols.includes(url.protocol)) {
    return `must be an address that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`;
  }
  // `http://@host` and `http://:@host` are read as if nothing stood there.
  if (url.username !== '' || url.password !== '' || /^[a-z]+:[/\\]*[^/\\?#]*@/i.test(address.trim())) {
    return 'must not hold a user name or password: a subgraph knows the gateway by what it signs';
  }
  if (address.includes('#')) return 'must not have a fragment (#…), which is never sent';
  return undefined;
}
