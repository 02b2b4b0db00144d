import type { IncomingMessage } from 'node:http';

const absoluteForm = /^https?:\/\/[^/?#@\s\\]+(.*)$/i;

/**
 * Rewrites a request target in absolute form, which every server must accept (RFC 9112, 3.2.2), to path and query. The host is ignored.
 * Mutates the request.
 */
export function toOriginForm(request: IncomingMessage): void {
  // Every other target begins with a slash, or is `*`.
  if (!request.url || request.url.startsWith('/')) return;
  const [, target] = absoluteForm.exec(request.url) ?? [];
  if (target !== undefined) request.url = target.startsWith('/') ? target : `/${target}`;
}

/** Header fields that a request may have only once: with two, one reader may have checked the first while another uses the last. */
const singleHeaders = new Set(['authorization', 'content-type', 'host']);
const lengths = new Set([...singleHeaders].map(({ length }) => length));

/** The name of a repeated header field that must be single. Node keeps only the first. */
export function repeatedHeader({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): string | undefined {
  const seen: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const sent = rawHeaders[index] as string;
    if (!lengths.has(sent.length)) continue;
    const name = sent.toLowerCase();
    if (!singleHeaders.has(name)) continue;
    if (seen.includes(name)) return name;
    seen.push(name);
  }
  return undefined;
}
