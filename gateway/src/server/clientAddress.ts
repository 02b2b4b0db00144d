import type { IncomingMessage } from 'node:http';

/**
 * The address that a request comes from. Behind `hops` proxies of ours, each of which appends the address that it saw to `x-forwarded-for`,
 * it is that many from the end: what stands before it, the client may have written. An IPv6 address stands for its /64, since one client has all of that.
 */
export function clientAddress({ socket, headers }: IncomingMessage, hops: number): string | undefined {
  const forwarded = hops > 0 ? String(headers['x-forwarded-for'] ?? '').split(',') : [];
  const address = hops > 0 ? forwarded.at(-hops)?.trim() || socket.remoteAddress : socket.remoteAddress;
  return address === undefined ? undefined : networkOf(address);
}

/** An address as it is counted: an IPv6 address stands for its /64. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !address.includes(':')) return mapped ?? address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - groups.length - last.length)).fill('0');
  return `${[...groups, ...zeros, ...last].slice(0, 4).join(':')}::/64`;
}
