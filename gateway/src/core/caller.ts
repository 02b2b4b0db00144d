/** The caller, as described by a verified token. */
export interface Caller {
  authenticated: boolean;
  /** `sub` of the token; null without one, and such a caller acts in no role, but for a service that has a `client_id`. */
  subject: string | null;
  scopes: ReadonlySet<string>;
  /** Names of `@policy` that are granted to the caller: by a claim or by Cedar policies, where the gateway is configured so. */
  policies: Pick<ReadonlySet<string>, 'has'>;
  claims: Readonly<Record<string, unknown>>;
  /** When the token expires, in milliseconds since 1970. */
  tokenExpiresAt?: number | undefined;
}
