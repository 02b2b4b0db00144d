/** Who asks, as far as a verified token says. */
export interface Caller {
  authenticated: boolean;
  /** `sub` of the token; null without one. */
  subject: string | null;
  scopes: ReadonlySet<string>;
  /** Names of `@policy` that the caller meets, by a claim or by Cedar policies, where the gateway is configured so. */
  policies: Pick<ReadonlySet<string>, 'has'>;
  claims: Readonly<Record<string, unknown>>;
  /** When the token ends, in milliseconds since 1970. */
  tokenExpiresAt?: number | undefined;
}
