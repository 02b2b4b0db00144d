/** What a page of ours is sent with. `policy` are the directives that let it load and ask; it is framed nowhere, and posts no forms. */
export function pageHeaders(policy: readonly string[]): Record<string, string> {
  const closed = [`base-uri 'none'`, `form-action 'none'`, `frame-ancestors 'none'`];
  return {
    'content-security-policy': [`default-src 'none'`, ...policy, ...closed].join('; '),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}
